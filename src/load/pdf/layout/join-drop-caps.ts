import type { Piece } from './find-pieces.ts';

/** A letter, perhaps behind a quotation mark. */
export const maxDropCapCharacters = 2;

/** A page has one; more than this are the letters of a poster, or an attack. */
const maxDropCaps = 20;

/**
 * Puts a drop cap, a first letter as tall as two lines or more, before the first of the lines beside it: its own baseline is that
 * of the last one.
 */
export function joinDropCaps(pieces: readonly Piece[]): readonly Piece[] {
  const caps = pieces.filter(isLetter);
  if (caps.length === 0 || caps.length === pieces.length || caps.length > 10 * maxDropCaps) return pieces;
  const joined = new Map<Piece, Piece>();
  const taken = new Set<Piece>();
  for (const cap of caps) {
    const first = findFirstLine(cap, pieces);
    if (!first || joined.has(first)) continue;
    taken.add(cap);
    joined.set(first, {
      ...first,
      runs: [...cap.runs, ...first.runs],
      start: Math.min(cap.start, first.start),
      order: Math.min(cap.order, first.order),
    });
    if (taken.size === maxDropCaps) break;
  }
  return pieces.flatMap((piece) => (taken.has(piece) ? [] : [joined.get(piece) ?? piece]));
}

function isLetter({ characters, runs }: Piece): boolean {
  return characters <= maxDropCapCharacters && runs.some(({ text }) => /\p{Lu}/u.test(text));
}

/** The uppermost of at least two lines that begin right beside the letter. */
function findFirstLine(cap: Piece, pieces: readonly Piece[]): Piece | undefined {
  let first: Piece | undefined;
  let lines = 0;
  for (const piece of pieces) {
    const gap = piece.start - cap.end;
    const isBeside = gap > -0.2 * cap.size && gap < 0.4 * cap.size && piece.size < 0.6 * cap.size;
    const isWithin = piece.baseline > cap.top && piece.baseline < cap.baseline + 0.2 * piece.size;
    if (piece.table || !isBeside || !isWithin) continue;
    lines++;
    if (!first || piece.baseline < first.baseline) first = piece;
  }
  return lines > 1 ? first : undefined;
}
