import type { Line, PageLayout, Span } from '../page-layout.ts';
import { type BodyStyle, familyOf, roundSize } from './body-style.ts';
import { type EdgeLine, edgeLines } from './edge-lines.ts';
import { findLoneRunningLines } from './lone-running-lines.ts';

/** What stands at the edges of the pages and is no part of their text: running heads and feet, page numbers. */
export interface RunningLines {
  has(line: Line): boolean;
  /** Whether a page shows nothing else. There they are its text, so that it is not empty, and none of them is a heading. */
  areAllOf(page: number): boolean;
  /** Their texts on a page, from top to bottom. */
  on(page: number): readonly string[];
  /** The page number as printed, by physical page. */
  readonly printed: ReadonlyMap<number, string>;
}

export interface RunningCount {
  add(layout: PageLayout): void;
  running(body: BodyStyle): RunningLines;
}

/**
 * Finds the lines that come again at the same height of several pages: the same text with its digits masked on three pages
 * not far from each other (alternating left and right pages are two apart), numbers that count with the pages, and what else
 * stands in a place that such lines hold. In a short document also what stands
 * off at the very edge of a page, outside of the area of its text.
 */
export function countRunningLines(): RunningCount {
  const layouts: PageLayout[] = [];
  const edges: EdgeLine[] = [];
  return {
    add(layout) {
      layouts.push(layout);
      edges.push(...edgeLines(layout));
    },
    running: (body) => findRunning(layouts, edges, body),
  };
}

function findRunning(
  layouts: readonly PageLayout[],
  edges: readonly EdgeLine[],
  body: BodyStyle,
): RunningLines {
  const found = new Set<Line>();
  for (const group of Map.groupBy(edges, ({ edge, text }) => `${edge} ${mask(text)}`).values())
    for (const level of byHeight(group)) for (const { line } of repeated(level)) found.add(line);
  for (const line of sharedPlaces(edges, found, body)) found.add(line);
  if (layouts.length <= shortDocument)
    for (const line of findLoneRunningLines(layouts, edges, body)) found.add(line);
  // A page that says nothing else is not left empty.
  const alone = new Set<number>();
  for (const { page, blocks } of layouts) {
    if (blocks.some((block) => block.type === 'table' || block.lines.some((line) => !found.has(line))))
      continue;
    alone.add(page);
    for (const block of blocks) if (block.type === 'text') for (const line of block.lines) found.delete(line);
  }
  const running = edges.filter(({ line }) => found.has(line));
  const byPage = Map.groupBy(running, ({ page }) => page);
  return {
    has: (line) => found.has(line),
    areAllOf: (page) => alone.has(page),
    on: (page) => (byPage.get(page) ?? []).map(({ text }) => text),
    printed: printedNumbers(running),
  };
}

/** Left and right pages with a head of their own, and a first page without, leave too few of each to come again. */
const shortDocument = 8;
/** Two pages may begin alike by chance, or because a table goes on. */
const leastPages = 3;
/** Left and right pages have their own heads, and a chapter's first page has none. */
const farthestPage = 4;
/** The text with its numbers masked, roman ones only where they stand alone. */
function mask(text: string): string {
  return text
    .toLowerCase()
    .replace(/\d+/g, '#')
    .replace(/^[ivxlc]+$/, '#')
    .replace(/\s+/g, ' ');
}

/** In points. Left and right pages may have their heads at heights of their own, scans a point or two apart. */
const sameHeight = 5;

function byHeight(group: readonly EdgeLine[]): EdgeLine[][] {
  const levels: EdgeLine[][] = [];
  for (const each of group.toSorted((a, b) => a.line.baseline - b.line.baseline)) {
    const level = levels.at(-1);
    const before = level?.at(-1);
    if (level && before && each.line.baseline - before.line.baseline < sameHeight) level.push(each);
    else levels.push([each]);
  }
  return levels;
}

function repeated(level: readonly EdgeLine[]): readonly EdgeLine[] {
  const isNumber = level.every(({ text }) => /^#$|^[^\p{L}]*#[^\p{L}]*$/u.test(mask(text)));
  // A column of figures that is cut by page ends has numbers there too, but they do not count the pages.
  const countsPages = isNumber ? countingPages(level) : level;
  return chains(countsPages.toSorted((a, b) => a.page - b.page)).flat();
}

/** Those whose number is as far from their page as a near page's number is from its own. */
function countingPages(level: readonly EdgeLine[]): readonly EdgeLine[] {
  const pagesOf = new Map<number, Set<number>>();
  for (const { text, page } of level) {
    const offset = numberIn(text) - page;
    pagesOf.set(offset, (pagesOf.get(offset) ?? new Set()).add(page));
  }
  return level.filter(({ text, page }) => {
    const same = pagesOf.get(numberIn(text) - page);
    return [1, 2, 3, 4].some((step) => same?.has(page - step) || same?.has(page + step));
  });
}

function numberIn(text: string): number {
  const digits = /\d+/.exec(text)?.[0];
  return digits === undefined ? romanValue(text.toLowerCase()) : Number(digits);
}

function romanValue(text: string): number {
  const values: Readonly<Record<string, number>> = { i: 1, v: 5, x: 10, l: 50, c: 100 };
  const digits = [...text].map((letter) => values[letter] ?? Number.NaN);
  return digits.reduce((sum, digit, index) => sum + (digit < (digits[index + 1] ?? 0) ? -digit : digit), 0);
}

function chains(level: readonly EdgeLine[]): EdgeLine[][] {
  const found: EdgeLine[][] = [];
  for (const each of level) {
    const chain = found.at(-1);
    const before = chain?.at(-1);
    if (chain && before && each.page - before.page <= farthestPage) chain.push(each);
    else found.push([each]);
  }
  return found.filter((chain) => new Set(chain.map(({ page }) => page)).size >= leastPages);
}

/** A section of one page has a head of its own, in the place and the type of all the others. */
function sharedPlaces(edges: readonly EdgeLine[], found: ReadonlySet<Line>, body: BodyStyle): Line[] {
  const places = Map.groupBy(edges, ({ line, edge }) => {
    const [span] = line.spans;
    return `${edge} ${Math.round(line.baseline / 2)} ${span?.font.name} ${span?.size.toFixed(1)}`;
  });
  return [...places.values()].flatMap((place) => {
    const known = place.filter(({ line }) => found.has(line)).length;
    const isBody = place.some(({ line: { spans } }) => isSetLike(spans[0], body));
    // Chapters have heads of their own on right pages, the book on left ones. In the body's type a page's first line may be text.
    if (isBody ? known < 5 || known < place.length / 2 : known < 3 || known < place.length / 4) return [];
    return place.filter(({ line, distance }) => distance > 1.4 * line.size).map(({ line }) => line);
  });
}

function isSetLike(span: Span | undefined, { size, family, isBold }: BodyStyle): boolean {
  if (!span) return false;
  const { font } = span;
  return (
    roundSize(span.size) === size &&
    familyOf(font.name) === family &&
    font.isBold === isBold &&
    !font.isItalic
  );
}

/**
 * Of the numbers in a page's running lines the one that counts the pages: a number of sections is as far from its page as
 * others by chance only, so that what most pages agree on decides.
 */
function printedNumbers(running: readonly EdgeLine[]): ReadonlyMap<number, string> {
  const numbers = running.flatMap(({ page, text }) =>
    (/^[ivxlc]+$/i.test(text) ? [text] : (text.match(/\d{1,5}/g) ?? [])).map((number) => ({
      page,
      number,
      offset: numberIn(number) - page,
    })),
  );
  const pagesOf = new Map(
    [...Map.groupBy(numbers, ({ offset }) => offset)].map(([offset, all]) => [
      offset,
      new Set(all.map(({ page }) => page)),
    ]),
  );
  const printed = new Map<number, { readonly number: string; readonly support: number }>();
  for (const { page, number, offset } of numbers) {
    const pages = pagesOf.get(offset);
    const isFollowed = [-2, -1, 1, 2].some((step) => pages?.has(page + step));
    const support = pages?.size ?? 0;
    if (isFollowed && support > (printed.get(page)?.support ?? 0)) printed.set(page, { number, support });
  }
  return new Map([...printed].map(([page, { number }]) => [page, number]));
}
