import type { Piece } from './find-pieces.ts';

/** Rows from top to bottom, the pieces of a row in reading direction. */
export function sortRows(pieces: readonly Piece[], direction: 'ltr' | 'rtl'): readonly Piece[] {
  const sorted = pieces.toSorted((a, b) => a.baseline - b.baseline || a.order - b.order);
  const rows: Piece[][] = [];
  for (const piece of sorted) {
    const row = rows.at(-1);
    const head = row?.[0];
    if (row && head && areOneRow(head, piece)) row.push(piece);
    else rows.push([piece]);
  }
  const sign = direction === 'rtl' ? -1 : 1;
  return rows.flatMap((row) => row.sort((a, b) => sign * (a.start - b.start)));
}

/** Baselines that a reader takes for one. */
export function areOneRow(a: Piece, b: Piece): boolean {
  if (a.table || b.table) return false;
  return Math.abs(a.baseline - b.baseline) <= 0.3 * Math.min(a.size, b.size);
}
