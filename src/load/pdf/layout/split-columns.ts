import { areColumns } from './are-columns.ts';
import type { Piece } from './find-pieces.ts';

/** Side by side, left first: one part when no gutter runs through all of it. */
export function splitColumns(pieces: readonly Piece[]): Piece[][] {
  const size = typicalSize(pieces);
  const strips = splitAtGaps(pieces, 'start', 'end', minGutter * size);
  if (strips.length < 2) return strips;
  const columns: Piece[][] = [];
  for (const strip of strips) {
    const last = columns.at(-1);
    if (!last || areColumns(last, strip, size)) columns.push(strip);
    else for (const piece of strip) last.push(piece);
  }
  return columns;
}

/** In em: the narrowest gutters are about one em wide; a river of word gaps through several lines is narrower. */
const minGutter = 0.8;

/** The narrowest gutter between columns of these pieces, in points. */
export function findMinGutter(pieces: readonly Piece[]): number {
  return minGutter * typicalSize(pieces);
}

/** Parts between which nothing stands for at least `min`. */
export function splitAtGaps(
  pieces: readonly Piece[],
  from: 'start' | 'top',
  to: 'end' | 'bottom',
  min: number,
): Piece[][] {
  const parts: Piece[][] = [];
  let reached = Number.NEGATIVE_INFINITY;
  for (const piece of pieces.toSorted((a, b) => a[from] - b[from])) {
    const last = parts.at(-1);
    if (last && piece[from] - reached < min) last.push(piece);
    else parts.push([piece]);
    reached = Math.max(reached, piece[to]);
  }
  return parts;
}

/** The size that half of the characters do not exceed. */
function typicalSize(pieces: readonly Piece[]): number {
  const sorted = pieces.filter(({ table }) => !table).sort((a, b) => a.size - b.size);
  const half = sorted.reduce((sum, { characters }) => sum + characters, 0) / 2;
  let count = 0;
  for (const { size, characters } of sorted) {
    count += characters;
    if (count >= half) return size;
  }
  return 1;
}
