import type { OutlineEntry } from '../page-layout.ts';
import type { Numbering } from './numbering.ts';

/** How a heading is set. */
export interface HeadingStyle {
  /** What is set alike has the same. */
  readonly key: string;
  readonly size: number;
  readonly isBold: boolean;
  readonly family: string;
}

interface Levelled {
  readonly style: HeadingStyle;
  readonly page: number;
  readonly numbering: Numbering | undefined;
  /** The outline's entry for it. */
  readonly entry: OutlineEntry | undefined;
}

/** Markdown has six. */
const deepest = 6;

/** Sizes that differ by less than 4 % are one. */
const alike = 0.96;

/**
 * A level from 1 to 6 for each heading: the outline's where it names the heading, of its style where it names others of that
 * style, else by size, then weight, then depth of numbering, so that what is set alike has one level.
 */
export function levelHeadings(headings: readonly Levelled[]): number[] {
  const styles = [...new Map(headings.map(({ style }) => [style.key, style])).values()];
  const ranks = rankStyles(headings, styles);
  const named = usualLevels(headings, ({ entry }) => entry?.level);
  const offset = numberingOffset(headings, ranks);
  const byNumber = ({ numbering }: Levelled) =>
    numbering?.depth === undefined || offset === undefined ? undefined : numbering.depth + offset;
  // A title may happen to begin as a number does (`R Data Import`).
  const severalTimes = Map.groupBy(headings.filter(byNumber), ({ style }) => style.key);
  const numbered = usualLevels(headings, (heading) =>
    (severalTimes.get(heading.style.key)?.length ?? 0) > 1 ? byNumber(heading) : undefined,
  );
  const besideNamed = new Map(styles.map((style) => [style.key, findBeside(style, styles, named)]));
  const besideNumbered = new Map(
    styles.map((style) => [style.key, findBesideNumbered(style, styles, numbered, ranks)]),
  );
  return headings.map((heading) => {
    const { style, entry } = heading;
    const level =
      entry?.level ??
      named.get(style.key) ??
      besideNamed.get(style.key) ??
      byNumber(heading) ??
      besideNumbered.get(style.key) ??
      1;
    return Math.min(Math.max(level, 1), deepest);
  });
}

/**
 * Larger type first; of one size, bold first. What stands once, before everything
 * that stands more often, is of the title page, and what is larger and stands behind it all is of the back cover: their sizes
 * are no levels of their own.
 */
function rankStyles(headings: readonly Levelled[], unordered: readonly HeadingStyle[]): Map<string, number> {
  const uses = Map.groupBy(headings, ({ style }) => style.key);
  const styles = unordered.toSorted((a, b) => b.size - a.size || Number(b.isBold) - Number(a.isBold));
  const isLone = (key: string) => uses.get(key)?.length === 1;
  const titles = new Set(
    headings
      .slice(
        0,
        headings.findIndex(({ style }) => !isLone(style.key)),
      )
      .map(({ style }) => style.key),
  );
  const largest = Math.max(0, ...styles.filter(({ key }) => !isLone(key)).map(({ size }) => size));
  for (const { style } of headings.slice(headings.findLastIndex(({ style: each }) => !isLone(each.key)) + 1))
    if (largest > 0 && style.size > largest) titles.add(style.key);
  const ranks = new Map<string, number>();
  let rank = 0;
  let above: HeadingStyle | undefined;
  for (const style of styles) {
    const isAlike = above && style.size > alike * above.size && style.isBold === above.isBold;
    if (!isAlike && !(rank > 0 && titles.has(style.key))) rank++;
    if (!titles.has(style.key)) above = style;
    ranks.set(style.key, rank);
  }
  return ranks;
}

/** The level that most headings of a style have of those whose level is known. */
function usualLevels(
  headings: readonly Levelled[],
  levelOf: (heading: Levelled) => number | undefined,
): Map<string, number> {
  const counts = new Map<string, Map<number, number>>();
  for (const heading of headings) {
    const level = levelOf(heading);
    if (level === undefined) continue;
    const { key } = heading.style;
    const levels = counts.get(key) ?? new Map<number, number>();
    levels.set(level, (levels.get(level) ?? 0) + 1);
    counts.set(key, levels);
  }
  return new Map([...counts].map(([key, levels]) => [key, mostCommon(levels)]));
}

/** A style whose level is not known: one below the smallest known style that is larger. */
function findBeside(
  style: HeadingStyle,
  styles: readonly HeadingStyle[],
  known: ReadonlyMap<string, number>,
): number | undefined {
  const larger = styles.flatMap(({ key, size }) => (size > style.size / alike ? (known.get(key) ?? []) : []));
  return larger.length === 0 ? undefined : Math.max(...larger) + 1;
}

/**
 * The level of headings without a number: that of the numbered ones of their style, one below larger numbered ones, or their rank,
 * which is above the numbers of smaller ones (chapters over numbered sections).
 */
function findBesideNumbered(
  style: HeadingStyle,
  styles: readonly HeadingStyle[],
  numbered: ReadonlyMap<string, number>,
  ranks: ReadonlyMap<string, number>,
): number {
  const own = numbered.get(style.key);
  const least = findBeside(style, styles, numbered);
  // A foot of the style may begin with a number: the larger style says more.
  if (own !== undefined || least !== undefined) return Math.max(own ?? 1, least ?? 1);
  const smaller = styles.flatMap(({ key, size }) =>
    size < style.size * alike ? (numbered.get(key) ?? []) : [],
  );
  return Math.min(ranks.get(style.key) ?? 1, Math.min(...smaller, Number.POSITIVE_INFINITY) - 1);
}

/**
 * What most numbered headings' ranks are above the depth of their numbers: nothing, or the levels of a title and of parts. More
 * than that are labels in large type, which are no levels above the chapters.
 */
function numberingOffset(
  headings: readonly Levelled[],
  ranks: ReadonlyMap<string, number>,
): number | undefined {
  const offsets = new Map<number, number>();
  for (const { style, numbering } of headings) {
    if (numbering?.depth === undefined) continue;
    const offset = (ranks.get(style.key) ?? 1) - numbering.depth;
    offsets.set(offset, (offsets.get(offset) ?? 0) + 1);
  }
  if (offsets.size === 0) return undefined;
  const hasParts = headings.some(({ numbering }) => numbering?.isNamed && numbering.depth === undefined);
  return Math.min(Math.max(mostCommon(offsets), 0), hasParts ? 2 : 1);
}

function mostCommon(counts: ReadonlyMap<number, number>): number {
  let [best, most] = [0, 0];
  for (const [value, count] of counts) if (count > most) [best, most] = [value, count];
  return best;
}
