import type { Piece } from './find-pieces.ts';

/**
 * Whether two stretches side by side are columns, each read by itself, and not cells of common rows: labels and values, a
 * contents page with its page numbers, bullets, numbered lines. Rows share their baselines, and one side of them is short.
 */
export function areColumns(left: readonly Piece[], right: readonly Piece[], size: number): boolean {
  const a = measureSide(left, size);
  const b = measureSide(right, size);
  // A gap in a line or two is no gutter, unless it is as wide as two blanks of a heading.
  const rows = Math.min(a.baselines.length, b.baselines.length);
  const gap = b.start - a.end;
  if (rows < 3 && gap < 1.5 * size) return false;
  const shared = countShared(a.baselines, b.baselines, 0.3 * size);
  if (shared < 0.6 * rows) return true;
  if (rows < 2) return false;
  return Math.min(a.characters / a.baselines.length, b.characters / b.baselines.length) > cellCharacters;
}

/** Characters a row. Columns of newsprint have 25 or more, cells of labels and figures rarely over 15. */
const cellCharacters = 18;

interface Side {
  /** Of its rows, from the top. */
  readonly baselines: readonly number[];
  readonly characters: number;
  readonly start: number;
  readonly end: number;
}

function measureSide(pieces: readonly Piece[], size: number): Side {
  const baselines: number[] = [];
  let characters = 0;
  for (const piece of pieces.toSorted((a, b) => a.baseline - b.baseline)) {
    characters += piece.characters;
    if (piece.baseline - (baselines.at(-1) ?? Number.NEGATIVE_INFINITY) > 0.3 * size)
      baselines.push(piece.baseline);
  }
  return {
    baselines,
    characters,
    start: pieces.reduce((least, { start }) => Math.min(least, start), Number.POSITIVE_INFINITY),
    end: pieces.reduce((most, { end }) => Math.max(most, end), Number.NEGATIVE_INFINITY),
  };
}

function countShared(a: readonly number[], b: readonly number[], near: number): number {
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const difference = (a[i] ?? 0) - (b[j] ?? 0);
    if (Math.abs(difference) <= near) shared++;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  return shared;
}
