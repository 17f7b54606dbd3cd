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

/**
 * A level from 1 to 6 for each heading: the outline's where it names the heading, of its style where it names others of that
 * style, else by size, then weight, then depth of numbering, so that what is set alike has one level.
 */
export function levelHeadings(headings: readonly Levelled[]): number[] {
  const ranks = rankStyles(headings);
  const known = outlineLevels(headings);
  const offset = numberingOffset(headings, ranks);
  return headings.map(({ style, entry, numbering }) => {
    const rank = ranks.get(style.key) ?? 1;
    const level =
      entry?.level ??
      known.get(style.key) ??
      (known.size > 0 ? beside(style, headings, known) : undefined) ??
      (numbering?.depth === undefined || offset === undefined ? rank : numbering.depth + offset);
    return Math.min(Math.max(level, 1), deepest);
  });
}

/**
 * Larger type first; of one size, bold first. Sizes that differ by less than 4 % are one. What stands once, before everything
 * that stands more often, is of the title page, and what is larger and stands behind it all is of the back cover: their sizes
 * are no levels of their own.
 */
function rankStyles(headings: readonly Levelled[]): Map<string, number> {
  const uses = Map.groupBy(headings, ({ style }) => style.key);
  const styles = [...new Map(headings.map(({ style }) => [style.key, style])).values()];
  styles.sort((a, b) => b.size - a.size || Number(b.isBold) - Number(a.isBold));
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
    const isAlike = above && style.size > 0.96 * above.size && style.isBold === above.isBold;
    if (!isAlike && !(rank > 0 && titles.has(style.key))) rank++;
    if (!titles.has(style.key)) above = style;
    ranks.set(style.key, rank);
  }
  return ranks;
}

/** The level that the outline gives to most headings of a style. */
function outlineLevels(headings: readonly Levelled[]): Map<string, number> {
  const counts = new Map<string, Map<number, number>>();
  for (const { style, entry } of headings) {
    if (!entry) continue;
    const levels = counts.get(style.key) ?? new Map<number, number>();
    levels.set(entry.level, (levels.get(entry.level) ?? 0) + 1);
    counts.set(style.key, levels);
  }
  return new Map([...counts].map(([key, levels]) => [key, mostCommon(levels)]));
}

/** A style that the outline does not name: one below the smallest named style that is larger. */
function beside(
  style: HeadingStyle,
  headings: readonly Levelled[],
  known: ReadonlyMap<string, number>,
): number | undefined {
  let level: number | undefined;
  const seen = new Set<string>();
  for (const { style: other } of headings) {
    if (seen.has(other.key)) continue;
    seen.add(other.key);
    const named = known.get(other.key);
    if (named !== undefined && other.size > style.size) level = Math.max(level ?? 0, named + 1);
  }
  return level;
}

/** What most numbered headings' ranks are above the depth of their numbers. */
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
  return offsets.size === 0 ? undefined : Math.max(mostCommon(offsets), 0);
}

function mostCommon(counts: ReadonlyMap<number, number>): number {
  let [best, most] = [0, 0];
  for (const [value, count] of counts) if (count > most) [best, most] = [value, count];
  return best;
}
