import type { Line, PageLayout } from '../page-layout.ts';
import { type BodyStyle, familyOf } from './body-style.ts';
import type { EdgeLine } from './edge-lines.ts';
import { isCaptionText } from './find-headings.ts';
import { isAll, isMonospace, lineText } from './line-text.ts';
import { isContentsLine } from './split-paragraphs.ts';

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
    const find = (hasNumber: boolean) =>
      (['top', 'bottom'] as const).flatMap((edge) =>
        findAtEdge(
          here.filter((each) => each.edge === edge),
          { layout, body, counts, hasNumber },
        ),
      );
    const alone = find(false);
    // A page that is numbered at one edge has a head without a number at the other.
    const found = alone.some((line) => /\d/.test(lineText(line))) ? find(true) : alone;
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
  /** Whether a line of the page is known to hold its number. */
  readonly hasNumber: boolean;
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
  String.raw`^[-–—|[(\s]*(?:${word}\s*)?(?:(?:\d{1,2}|[A-Z])[-–.])?(?:(?!0)\d{1,4}|[ivxl]{1,6})${total}[-–—|\])\s]*$`,
  'iu',
);
const namedNumber = new RegExp(String.raw`(?:^|[\s|])${word}\s*\d{1,4}${total}(?:$|[\s|])`, 'iu');
const numberAtEnd =
  /^\d{1,5}[\s|]+\p{L}|\p{L}[^\d]*[\s|]+(?!(?:1[89]|20)\d\d$)\d{1,5}$|\s\d{1,4}\s?\/\s?\d{1,4}$/u;
const outerNumber = /^\d{1,5}\s|\s(?:\d{1,4}\s?\/\s?)?\d{1,5}$/;

/** Numbers at the edges of several pages are those of the pages when two at least are as far from their page. */
function countingNumbers(edges: readonly EdgeLine[]): (edge: EdgeLine) => boolean {
  const numbers = edges.filter(({ text }) => onlyNumber.test(text));
  const offsetOf = ({ text, page }: EdgeLine) => Number(/\d+/.exec(text)?.[0]) - page;
  const offsets = Map.groupBy(numbers, offsetOf);
  const isAlone = new Set(numbers.map((each) => each.page)).size < 2;
  return (edge) => onlyNumber.test(edge.text) && (isAlone || (offsets.get(offsetOf(edge))?.length ?? 0) > 1);
}

function isRunning(group: readonly EdgeLine[], gap: number, around: Surroundings): boolean {
  const { layout, body, counts, hasNumber } = around;
  const texts = group.map(({ text }) => text);
  const size = Math.max(...group.map(({ line }) => line.size));
  if (size > 1.3 * Math.max(body.size, smallestBody) || texts.some((text) => text.length > 160)) return false;
  const room = Math.max(...group.map(({ line, edge }) => roomTo(edge, line, layout))) / layout.height;
  if (group.some(counts))
    return (
      room < 0.1 || (group.length === 1 && gap > 2.2 * size && group.some((each) => isAtText(each, layout)))
    );
  if (texts.every((text) => !/\p{L}/u.test(text))) return false;
  if (room > 0.12 || isNote(group.at(-1))) return false;
  // Code is set a tenth smaller than the prose around it.
  const isSmall = size <= (body.isMonospace ? 1.15 : 1.02) * body.size;
  if (texts.some((text) => namedNumber.test(text)) && (isSmall || room < 0.1)) return true;
  if (group.some((each) => isNumbered(each, layout))) {
    if (room < (size < 0.93 * body.size ? 0.1 : 0.075) && isSmall) return true;
    if (group.some(({ line }) => reachesFar(line))) return true;
    // A section's number is not as long.
    if (room < 0.06 && size < 1.15 * body.size && texts.some((text) => /\d{3,5}/.test(text))) return true;
  }
  if (room > 0.1 || gap < 2 * size || texts.some((text) => text.length > 60 && /[.;,]$/.test(text)))
    return false;
  const isLone = hasNumber && group.length === 1;
  if (isLone && size < 1.1 * body.size && isSetApart(group, body)) return true;
  if (!isSmall || room > 0.075) return false;
  if (isLone && gap > 3 * size) return true;
  // Word processors set heads half an inch from the edge, the text one inch from it on all sides.
  if (room * layout.height < 0.75 * leftMargin(layout)) return true;
  return group[0]?.edge === 'bottom' && size < 0.93 * body.size;
}

/** In points. Smaller type is that of labels: the body of a page that shows nothing but a drawing. */
const smallestBody = 8;

/** A number before or behind the words of a head or foot; on a page of contents each line has one. */
function isNumbered({ text, line }: EdgeLine, { blocks }: PageLayout): boolean {
  const isSpread = reachesFar(line);
  if (isAll(line, isMonospace) || isContentsLine(text) || !(isSpread ? outerNumber : numberAtEnd).test(text))
    return false;
  const others = blocks.flatMap((block) =>
    block.type === 'text'
      ? block.lines.filter(
          (each) => isContentsLine(lineText(each)) || (/\s\d+$/.test(lineText(each)) && reachesFar(each)),
        )
      : [],
  );
  return others.length < 4;
}

/** Whether a page number stands in the middle of the page, or below or above the middle or the right end of a full line. */
function isAtText({ line: { box } }: EdgeLine, { blocks, width }: PageLayout): boolean {
  if (Math.abs(box.left + box.right - width) < 6) return true;
  const boxes = blocks.flatMap((block) =>
    block.type === 'table' ? [block.box] : block.lines.map((line) => line.box),
  );
  const widest = Math.max(...boxes.map(({ left, right }) => right - left));
  return boxes.some(({ left, right }) => {
    if (right - left < 0.6 * widest) return false;
    const isCentred = Math.abs(box.left + box.right - left - right) < 6;
    return isCentred || Math.abs(right - box.right) < 8;
  });
}

/** Title and number at either side: the line has room for half as many characters again. */
function reachesFar({ box, size, spans }: Line): boolean {
  const text = lineText({ spans });
  const wide =
    text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu)?.length ?? 0;
  return box.right - box.left > 0.8 * size * (text.length + wide);
}

/** In smaller type than the body, or in another font or style; not as headings, notes and code are. */
function isSetApart(group: readonly EdgeLine[], body: BodyStyle): boolean {
  return group.every(({ line, text }) => {
    const isSmall = line.size < 0.93 * body.size;
    if (isCaptionText(text) || (!isSmall && /^\d/.test(text))) return false;
    return line.spans.every(
      ({ font }) =>
        !font.isBold &&
        !font.isMonospace &&
        (isSmall || font.isItalic || familyOf(font.name) !== body.family),
    );
  });
}

/** A footnote of one line may stand as low and as far off as a foot. */
function isNote(edge: EdgeLine | undefined): boolean {
  if (edge?.edge !== 'bottom') return false;
  return edge.line.spans[0]?.shift === 'super' || /^(?:[*†‡§]|\d{1,3}\s.*\.$|\d{1,2}\p{L})/u.test(edge.text);
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
