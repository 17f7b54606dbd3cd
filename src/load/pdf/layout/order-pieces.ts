import { cutRegions, type Region } from './cut-regions.ts';
import type { Piece } from './find-pieces.ts';
import { areOneRow, sortRows } from './sort-rows.ts';

/** A piece with the region that the page's white space puts it in. */
export interface OrderedPiece {
  readonly piece: Piece;
  readonly region: Region;
}

interface RankedPiece extends OrderedPiece {
  /** Its place in the order that the white space tells. */
  readonly rank: number;
}

/**
 * The drawing order, when a reader could follow it: whoever made the page knew the order, and the white space can mislead. What
 * leaps about, a running head that is drawn last, goes where the white space puts it. Undefined when too much does.
 */
export function keepDrawingOrder(
  pieces: readonly Piece[],
  direction: 'ltr' | 'rtl',
): readonly OrderedPiece[] | undefined {
  const ranked = rankPieces(pieces, direction);
  const drawn = ranked.toSorted((a, b) => a.piece.order - b.piece.order);
  if (shareOfLeaps(drawn, direction) > maxLeaps) return undefined;
  return sortWithinRows(insertFlows(findFlows(drawn, direction), ranked), direction);
}

/** The order that the white space tells. */
export function orderByWhiteSpace(
  pieces: readonly Piece[],
  direction: 'ltr' | 'rtl',
): readonly OrderedPiece[] {
  return rankPieces(pieces, direction);
}

function rankPieces(pieces: readonly Piece[], direction: 'ltr' | 'rtl'): readonly RankedPiece[] {
  const ranked: RankedPiece[] = [];
  for (const region of cutRegions(pieces, direction))
    for (const piece of region.pieces) ranked.push({ piece, region, rank: ranked.length });
  return ranked;
}

/**
 * The share of leaps up to which the drawing order counts, by characters. Lines in random order leap at 35 to 50 % of them;
 * pages as programs write them at few: a running head that is drawn last, a table whose cells come by column.
 */
const maxLeaps = 0.1;

/** How much of the drawing order goes back. Labels of a chart leap about too, but they have few characters. */
function shareOfLeaps(drawn: readonly OrderedPiece[], direction: 'ltr' | 'rtl'): number {
  let all = 0;
  let leaps = 0;
  let previous: OrderedPiece | undefined;
  for (const next of drawn) {
    if (previous) {
      const weight = Math.min(previous.piece.characters, next.piece.characters);
      all += weight;
      if (goesUp(previous, next, direction) || goesToEarlierColumn(previous, next)) leaps += weight;
    }
    previous = next;
  }
  return all === 0 ? 0 : leaps / all;
}

/** Upwards and not to a column further on. */
function goesUp(
  { piece: from }: OrderedPiece,
  { piece: to }: OrderedPiece,
  direction: 'ltr' | 'rtl',
): boolean {
  const isAbove = to.bottom < from.top + 0.3 * Math.min(from.size, to.size);
  if (!isAbove) return false;
  return direction === 'rtl' ? to.end > from.start : to.start < from.end;
}

/** Seldom it is a section in two columns below another one; again and again it is two columns that are drawn row by row. */
function goesToEarlierColumn(from: OrderedPiece, to: OrderedPiece): boolean {
  for (const [cut, column] of from.region.columns) {
    const next = to.region.columns.get(cut);
    if (next !== undefined && next !== column) return next < column;
  }
  return false;
}

/** Stretches of the drawing order that never go back up. */
function findFlows(drawn: readonly RankedPiece[], direction: 'ltr' | 'rtl'): RankedPiece[][] {
  const flows: RankedPiece[][] = [];
  let top = Number.NEGATIVE_INFINITY;
  let rank = 0;
  for (const next of drawn) {
    const flow = flows.at(-1);
    const previous = flow?.at(-1);
    // A title that is drawn behind the columns under it may stand further right than the last of them.
    const isTitle = next.rank < rank && next.piece.bottom < top;
    const goesOn = flow && previous && !isTitle && !goesUp(previous, next, direction);
    if (goesOn) flow.push(next);
    else flows.push([next]);
    top = goesOn ? Math.min(top, next.piece.top) : next.piece.top;
    rank = goesOn ? Math.min(rank, next.rank) : next.rank;
  }
  return flows;
}

/** The longest flow stays as it is; each other one goes behind the piece that the white space puts before it. */
function insertFlows(
  flows: readonly (readonly RankedPiece[])[],
  ranked: readonly RankedPiece[],
): readonly OrderedPiece[] {
  const [main, ...others] = flows
    .map((flow) => ({
      flow,
      first: flow.reduce((least, { rank }) => Math.min(least, rank), ranked.length),
      characters: flow.reduce((sum, { piece }) => sum + piece.characters, 0),
    }))
    .sort((a, b) => b.characters - a.characters);
  const behind = new Map<RankedPiece | undefined, (readonly RankedPiece[])[]>();
  for (const { flow, first } of others.sort((a, b) => a.first - b.first)) {
    const before = ranked[first - 1];
    const list = behind.get(before);
    if (list) list.push(flow);
    else behind.set(before, [flow]);
  }
  const ordered: OrderedPiece[] = [];
  // A stack and not recursion: each of 100,000 flows may stand behind the one before it.
  const waiting: RankedPiece[] = [];
  const push = (list: readonly RankedPiece[]) => {
    for (let at = list.length - 1; at >= 0; at--) {
      const piece = list[at];
      if (piece) waiting.push(piece);
    }
  };
  push(main?.flow ?? []);
  for (const flow of behind.get(undefined)?.toReversed() ?? []) push(flow);
  for (let piece = waiting.pop(); piece; piece = waiting.pop()) {
    ordered.push(piece);
    for (const flow of behind.get(piece)?.toReversed() ?? []) push(flow);
  }
  return ordered;
}

/** Pieces of one row that follow one another, in reading direction: a page number may be drawn before its entry. */
function sortWithinRows(ordered: readonly OrderedPiece[], direction: 'ltr' | 'rtl'): readonly OrderedPiece[] {
  const sorted: OrderedPiece[] = [];
  for (let from = 0; from < ordered.length; ) {
    const [head, region] = [ordered[from]?.piece, ordered[from]?.region];
    if (!head || !region) break;
    const row = [head];
    for (let at = from + 1; ; at++) {
      const next = ordered[at];
      if (next?.region !== region || !areOneRow(head, next.piece)) break;
      row.push(next.piece);
    }
    for (const piece of sortRows(row, direction)) sorted.push({ piece, region });
    from += row.length;
  }
  return sorted;
}
