import type { Segment } from './segments.ts';

/**
 * The edges of the columns that lines of segments stand in: the middles of the white strips that run down between them. A head
 * that spans columns, or one line in ten, may cross a strip.
 */
export function findColumnEdges(lines: readonly (readonly Segment[])[], size: number): readonly number[] {
  const segments = lines.flat();
  if (segments.length === 0) return [];
  const allowed = lines.length < 5 ? 0 : Math.max(1, Math.floor(lines.length / 10));
  const ends = segments
    .flatMap(({ left, right }) => [
      { at: left, step: 1 },
      { at: right, step: -1 },
    ])
    .toSorted((one, other) => one.at - other.at || other.step - one.step);
  const strips: { left: number; right: number }[] = [];
  let covered = 0;
  let from: number | undefined;
  for (const { at, step } of ends) {
    covered += step;
    if (covered <= allowed) from ??= at;
    else if (from !== undefined) {
      strips.push({ left: from, right: at });
      from = undefined;
    }
  }
  const left = Math.min(...segments.map((segment) => segment.left));
  const right = Math.max(...segments.map((segment) => segment.right));
  const inner = strips.filter((strip) => {
    if (strip.left <= left || strip.right >= right) return false;
    return strip.right - strip.left >= (isStraight(strip, lines) ? narrowestStraight : narrowestStrip) * size;
  });
  const edges = [left, ...inner.map((strip) => (strip.left + strip.right) / 2), right];
  return dropThinColumns(edges, lines);
}

/** Cells of at least five lines, and of a third of all, end at its left side or begin at its right side. */
function isStraight(
  strip: { readonly left: number; readonly right: number },
  lines: readonly (readonly Segment[])[],
): boolean {
  const enough = Math.max(5, lines.length / 3);
  const begin = lines.filter((line) => line.some(({ left }) => Math.abs(left - strip.right) < 1));
  const end = lines.filter((line) => line.some(({ right }) => Math.abs(right - strip.left) < 1));
  return begin.length >= enough || end.length >= enough;
}

/** In em. */
const narrowestStrip = 0.6;
/** In em: the longest cell of a column may all but touch the next one. */
const narrowestStraight = 0.2;

/** A column in which only one line has something is a stray word's. */
function dropThinColumns(
  edges: readonly number[],
  lines: readonly (readonly Segment[])[],
): readonly number[] {
  const filled = (from: number, to: number) =>
    lines.filter((line) =>
      line.some(({ left, right }) => (left + right) / 2 >= from && (left + right) / 2 < to),
    ).length;
  return edges.filter((edge, index) => {
    const next = edges[index + 1];
    return index === 0 || next === undefined || filled(edge, next) > 1;
  });
}
