import type { Piece } from './find-pieces.ts';
import { areOneRow } from './sort-rows.ts';
import { splitAtGaps } from './split-columns.ts';

/**
 * The first and the last row of a page by themselves where they stand off: a running head over two columns and its page number
 * are one line, and not the beginnings of the columns. From top to bottom.
 */
export function splitEdges(pieces: readonly Piece[]): readonly (readonly Piece[])[] {
  const bands = splitAtGaps(pieces, 'top', 'bottom', 0);
  const [first, second] = bands;
  const [last, beforeLast] = [bands.at(-1), bands.at(-2)];
  if (!first || !second || !last || !beforeLast || bands.length < 3) return [pieces];
  const head = standsOff(first, topOf(second) - bottomOf(first)) ? [first] : [];
  const foot = standsOff(last, topOf(last) - bottomOf(beforeLast)) ? [last] : [];
  const body = bands.slice(head.length, bands.length - foot.length).flat();
  return [...head, body, ...foot];
}

/** By more than its own height, where lines of a paragraph are about a third of it apart. */
function standsOff(band: readonly Piece[], gap: number): boolean {
  const [piece] = band;
  if (!piece || !band.every((other) => areOneRow(piece, other))) return false;
  return gap > 1.2 * (bottomOf(band) - topOf(band));
}

function topOf(pieces: readonly Piece[]): number {
  return pieces.reduce((least, { top }) => Math.min(least, top), Number.POSITIVE_INFINITY);
}

function bottomOf(pieces: readonly Piece[]): number {
  return pieces.reduce((most, { bottom }) => Math.max(most, bottom), Number.NEGATIVE_INFINITY);
}
