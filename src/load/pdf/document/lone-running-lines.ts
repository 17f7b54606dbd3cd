import type { Line, PageLayout } from '../page-layout.ts';
import type { BodyStyle } from './body-style.ts';
import type { EdgeLine } from './edge-lines.ts';

/**
 * Running heads, feet and page numbers of pages that have no others to be compared with: lines at the very edge that stand off
 * from the text and hold a page number, or stand in the margin outside of the text's area, or at the foot in smaller type.
 */
export function findLoneRunningLines(
  layouts: readonly PageLayout[],
  edges: readonly EdgeLine[],
  body: BodyStyle,
): Line[] {
  const byPage = Map.groupBy(edges, (each) => each.page);
  const counts = countingNumbers(edges);
  return layouts.flatMap((layout) => {
    const here = byPage.get(layout.page) ?? [];
    const found = (['top', 'bottom'] as const).flatMap((edge) =>
      findAtEdge(
        here.filter((each) => each.edge === edge),
        { layout, body, counts },
      ),
    );
    // A poster or a title page of few words has nothing but edges.
    const rest = layout.blocks.reduce(
      (sum, block) => sum + (block.type === 'table' ? block.rows.length : block.lines.length),
      -found.length,
    );
    return rest < leastRest ? [] : found;
  });
}

const leastRest = 2;

interface Surroundings {
  readonly layout: PageLayout;
  readonly body: BodyStyle;
  readonly counts: (edge: EdgeLine) => boolean;
}

function findAtEdge(outermostFirst: readonly EdgeLine[], around: Surroundings): Line[] {
  const found: Line[] = [];
  let group: EdgeLine[] = [];
  for (const each of outermostFirst) {
    group.push(each);
    const gap = Math.min(each.distance, distanceToTable(each, around.layout));
    if (gap < 1.8 * each.line.size) continue;
    if (!isRunning(group, gap, around)) break;
    found.push(...group.map(({ line }) => line));
    group = [];
  }
  return found;
}

/** A line under a table or over it may be its note or its title. */
function distanceToTable({ line, edge }: EdgeLine, { blocks }: PageLayout): number {
  const distances = blocks.flatMap((block) => {
    if (block.type !== 'table') return [];
    const distance = edge === 'top' ? block.box.top - line.baseline : line.box.top - block.box.bottom;
    return [Math.max(distance + (edge === 'top' ? 0 : line.size), 0)];
  });
  return Math.min(...distances, Number.POSITIVE_INFINITY);
}

const word = String.raw`(?:page|pg\.?|p\.|seite|página|pagina|strana|strona|sida|стр\.?|صفحه|صفحة)`;
const total = String.raw`(?:\s*(?:of|\/|von|de|di|sur|av|из|z)\s*\d{1,4})?`;
const onlyNumber = new RegExp(
  String.raw`^[-–—|[(\s]*(?:${word}\s*)?(?:(?:\d{1,2}|[A-Z])[-–.])?(?:\d{1,4}|[ivxl]{1,6})${total}[-–—|\])\s]*$`,
  'iu',
);
const namedNumber = new RegExp(String.raw`(?:^|[\s|])${word}\s*\d{1,4}${total}(?:$|[\s|])`, 'iu');
const numberAtEnd = /^\d{1,4}[\s|]+\p{L}|\p{L}[^\d]*[\s|]+(?!(?:1[89]|20)\d\d$)\d{1,4}$/u;

/** Numbers at the edges of several pages are those of the pages when two at least are as far from their page. */
function countingNumbers(edges: readonly EdgeLine[]): (edge: EdgeLine) => boolean {
  const numbers = edges.filter(({ text }) => onlyNumber.test(text));
  const offsetOf = ({ text, page }: EdgeLine) => Number(/\d+/.exec(text)?.[0]) - page;
  const offsets = Map.groupBy(numbers, offsetOf);
  const isAlone = new Set(numbers.map((each) => each.page)).size < 2;
  return (edge) => onlyNumber.test(edge.text) && (isAlone || (offsets.get(offsetOf(edge))?.length ?? 0) > 1);
}

function isRunning(group: readonly EdgeLine[], gap: number, { layout, body, counts }: Surroundings): boolean {
  const texts = group.map(({ text }) => text);
  const size = Math.max(...group.map(({ line }) => line.size));
  if (size > 1.3 * body.size || texts.some((text) => text.length > 160)) return false;
  const room = Math.max(...group.map(({ line, edge }) => roomTo(edge, line, layout)));
  if (group.some(counts)) return room < 0.1 * layout.height;
  if (texts.every((text) => !/\p{L}/u.test(text))) return false;
  if (room > 0.075 * layout.height || size > 1.02 * body.size || isNote(group.at(-1))) return false;
  if (texts.some((text) => namedNumber.test(text) || numberAtEnd.test(text))) return true;
  if (gap < 2 * size || texts.some((text) => text.length > 60 && /[.;,]$/.test(text))) return false;
  // Word processors set heads half an inch from the edge, the text one inch from it on all sides.
  if (room < 0.75 * leftMargin(layout)) return true;
  return group[0]?.edge === 'bottom' && size < 0.93 * body.size;
}

/** A footnote of one line may stand as low and as far off as a foot. */
function isNote(edge: EdgeLine | undefined): boolean {
  if (edge?.edge !== 'bottom') return false;
  return edge.line.spans[0]?.shift === 'super' || /^(?:[*†‡§]|\d{1,3}\s.*\.$)/u.test(edge.text);
}

/** From the page's edge to the line's baseline, at the top to the top of its letters. */
function roomTo(edge: EdgeLine['edge'], line: Line, { height }: PageLayout): number {
  return edge === 'top' ? line.baseline - 0.7 * line.size : height - line.baseline;
}

function leftMargin({ blocks }: PageLayout): number {
  const lefts = blocks.flatMap((block) =>
    block.type === 'table' ? [block.box.left] : block.lines.map(({ box }) => box.left),
  );
  return lefts.length === 0 ? 0 : Math.min(...lefts);
}
