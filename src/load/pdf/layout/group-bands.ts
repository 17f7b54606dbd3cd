import type { Piece } from './find-pieces.ts';
import { findMinGutter, splitAtGaps, splitColumns } from './split-columns.ts';

/** From top to bottom: rows with the same gutters stay together, so that columns are found in them; so do rows without. */
export function groupBands(pieces: readonly Piece[]): Piece[][] {
  const min = findMinGutter(pieces);
  const bands = splitAtGaps(pieces, 'top', 'bottom', 0).map((band) => toBand(band, min));
  const groups: BandGroup[] = [];
  for (const band of bands) {
    const { start, end } = band;
    const group = groups.at(-1);
    const free = group ? intersect(group.free, band.free, min) : band.free;
    if (group && mayJoin(group, band, free)) addBand(group, band, free);
    else groups.push({ bands: [band], free: band.free, start, end });
  }
  return joinPlain(groups, min);
}

/** Stretches of a line that are free, from left to right. */
type Free = readonly (readonly [number, number])[];

interface Band {
  readonly pieces: readonly Piece[];
  readonly free: Free;
  readonly start: number;
  readonly end: number;
  readonly top: number;
  readonly bottom: number;
}

/** Bands that stand below one another, with the gutters that all of them have. */
interface BandGroup {
  readonly bands: Band[];
  free: Free;
  start: number;
  end: number;
}

function addBand(group: BandGroup, band: Band, free: Free): void {
  group.bands.push(band);
  group.free = free;
  group.start = Math.min(group.start, band.start);
  group.end = Math.max(group.end, band.end);
}

function mayJoin(group: BandGroup, band: Band, free: Free): boolean {
  const start = Math.min(group.start, band.start);
  const end = Math.max(group.end, band.end);
  if (hasGutter(free, start, end)) return true;
  return !hasGutter(group.free, group.start, group.end) && !hasGutter(band.free, band.start, band.end);
}

function hasGutter(free: Free, start: number, end: number): boolean {
  return free.some(([from, to]) => from > start && to < end);
}

/** Neighbouring groups without columns become one: a wide gap in a justified line is no gutter. */
function joinPlain(groups: readonly BandGroup[], min: number): Piece[][] {
  const joined: { bands: Band[]; isPlain: boolean }[] = [];
  for (const group of groups) {
    const { bands, free, start, end } = group;
    const isPlain = !hasGutter(free, start, end) || splitColumns(allPieces(bands)).length < 2;
    const last = joined.at(-1);
    if (isPlain && last?.isPlain) {
      for (const band of bands) last.bands.push(band);
      continue;
    }
    const taken = isPlain || !last ? [] : takeColumnStart(last.bands, group, min);
    if (last?.bands.length === 0) joined.pop();
    joined.push({ bands: [...taken, ...bands], isPlain });
  }
  return joined.map(({ bands }) => allPieces(bands));
}

/**
 * Takes the rows at the end of what stands above that belong to one of the columns alone: the other column begins further down,
 * below a heading, say. A short row on the left is only taken when it stands closer to the columns than to what is above it.
 */
function takeColumnStart(above: Band[], group: BandGroup, min: number): Band[] {
  const taken: Band[] = [];
  for (let below = group.bands[0]; below && above.length > 0; below = taken[0]) {
    const [previous, band] = [above.at(-2), above.at(-1)];
    if (!band) break;
    const free = intersect(group.free, band.free, min);
    const isOnRight = free.some(([from, to]) => from > group.start && to <= band.start + min);
    const isNear = !previous || below.top - band.bottom <= band.top - previous.bottom;
    if (!hasGutter(free, group.start, group.end) || !(isOnRight || isNear)) break;
    above.pop();
    taken.unshift(band);
  }
  return taken;
}

function allPieces(bands: readonly Band[]): Piece[] {
  return bands.flatMap(({ pieces }) => pieces);
}

function toBand(pieces: Piece[], min: number): Band {
  const top = pieces.reduce((least, piece) => Math.min(least, piece.top), Number.POSITIVE_INFINITY);
  const bottom = pieces.reduce((most, piece) => Math.max(most, piece.bottom), Number.NEGATIVE_INFINITY);
  const free: [number, number][] = [];
  let end = Number.NEGATIVE_INFINITY;
  for (const piece of pieces.toSorted((a, b) => a.start - b.start)) {
    if (piece.start - end >= min) free.push([end, piece.start]);
    end = Math.max(end, piece.end);
  }
  free.push([end, Number.POSITIVE_INFINITY]);
  return { pieces, free, start: free[0]?.[1] ?? 0, end, top, bottom };
}

function intersect(a: Free, b: Free, min: number): Free {
  const both: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [one, other] = [a[i], b[j]];
    if (!one || !other) break;
    const [from, to] = [Math.max(one[0], other[0]), Math.min(one[1], other[1])];
    if (to - from >= min) both.push([from, to]);
    if (one[1] < other[1]) i++;
    else j++;
  }
  return both;
}
