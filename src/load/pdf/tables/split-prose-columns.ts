import { findRows, type WordRow } from './find-rows.ts';
import { isProseLine } from './is-prose-line.ts';
import { findSegments } from './segments.ts';
import type { TableWord } from './table-word.ts';

/**
 * Parts a page's words where columns of prose stand side by side, so that no table is found across them. What reaches over the
 * columns stays by itself.
 */
export function splitProseColumns(words: readonly TableWord[], depth = 0): readonly (readonly TableWord[])[] {
  const rows = depth < 4 ? findRows(words) : [];
  const gutter = findGutter(words, rows);
  if (gutter === undefined) return [words];
  const parts: Record<'left' | 'right' | 'across', TableWord[]> = { left: [], right: [], across: [] };
  for (const row of rows)
    for (const { left, right, words: own } of findSegments(row)) {
      const side = right <= gutter + 1 ? 'left' : left >= gutter - 1 ? 'right' : 'across';
      parts[side].push(...own);
    }
  return [
    ...splitProseColumns(parts.left, depth + 1),
    ...splitProseColumns(parts.right, depth + 1),
    parts.across,
  ];
}

/** A place between lines of prose on its left and lines of prose on its right. */
function findGutter(words: readonly TableWord[], rows: readonly WordRow[]): number | undefined {
  const left = Math.min(...words.map((word) => word.left));
  const right = Math.max(...words.map((word) => word.right));
  const width = right - left;
  const segments = rows.flatMap((row) =>
    findSegments(row).map((segment) => ({
      ...segment,
      isProse: isProseLine(segment.words) && segment.right - segment.left > width / 6,
    })),
  );
  const starts = mostCommon(
    segments
      .filter(({ isProse, left: start }) => isProse && start > left + width / 5)
      .map((segment) => segment.left),
  );
  for (const start of starts) {
    const onRight = segments.filter((segment) => segment.isProse && segment.left >= start - 3);
    const onLeft = segments.filter((segment) => segment.isProse && segment.right < start);
    const across = segments.filter((segment) => segment.left < start - 3 && segment.right > start + 3);
    const enough = onLeft.length >= 4 && onRight.length >= 4 && onLeft.length + onRight.length >= 12;
    if (!enough || across.length > (onLeft.length + onRight.length) / 2) continue;
    const gutter = (start + Math.max(...onLeft.map((segment) => segment.right))) / 2;
    if (!standsInRows(rows, gutter)) return gutter;
  }
  return undefined;
}

/**
 * True when white strips run through both sides at the same heights, below them both sides begin on one line, and above them
 * one side often ends before the other: cells of long text. Paragraphs of two columns fill both sides.
 */
function standsInRows(rows: readonly WordRow[], gutter: number): boolean {
  const pitches = rows.slice(1).map((row, index) => row.baseline - (rows[index]?.baseline ?? 0));
  const usual = pitches.toSorted((one, other) => one - other)[Math.floor(pitches.length / 2)] ?? 0;
  const hasBoth = (row: WordRow | undefined) =>
    row?.words.some((word) => word.left > gutter) && row.words.some((word) => word.right < gutter);
  const starts = rows.flatMap((_, index) =>
    index === 0 || (pitches[index - 1] ?? 0) > 1.2 * usual ? [index] : [],
  );
  const begun = starts.filter((start) => hasBoth(rows[start]));
  const uneven = begun.filter(
    (start) => !hasBoth(rows[(starts[starts.indexOf(start) + 1] ?? rows.length) - 1]),
  );
  return begun.length >= 4 && begun.length > starts.length / 2 && uneven.length >= begun.length / 2;
}

/** The places where most segments begin, the most frequent first. */
function mostCommon(places: readonly number[]): readonly number[] {
  const counts = new Map<number, number>();
  for (const place of places) counts.set(Math.round(place / 2), (counts.get(Math.round(place / 2)) ?? 0) + 1);
  return [...counts]
    .filter(([, count]) => count >= 4)
    .toSorted(([, one], [, other]) => other - one)
    .slice(0, 6)
    .map(([place]) => place * 2);
}
