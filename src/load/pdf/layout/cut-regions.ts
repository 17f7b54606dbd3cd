import { areColumns } from './are-columns.ts';
import type { Piece } from './find-pieces.ts';

/** Pieces that are read from top to bottom, without a column beside them. */
export interface Region {
  /** In rows from top to bottom, each from where a line begins. */
  readonly pieces: readonly Piece[];
  /** By cut between columns: in which of its columns the region lies, in reading order. */
  readonly columns: ReadonlyMap<number, number>;
}

/**
 * Cuts a page along its white space, as a reader sees it: bands that stand below one another, and in them columns that stand
 * side by side. The regions come in reading order, whatever order the pieces have.
 */
export function cutRegions(pieces: readonly Piece[], direction: 'ltr' | 'rtl'): readonly Region[] {
  const regions: Region[] = [];
  let cuts = 0;
  const cut = (part: readonly Piece[], columns: ReadonlyMap<number, number>, depth: number): void => {
    if (part.length < 2 || depth > maxDepth) {
      regions.push({ pieces: sortRows(part, direction), columns });
      return;
    }
    const sides = splitColumns(part);
    if (sides.length > 1) {
      const id = cuts++;
      const ordered = direction === 'rtl' ? sides.reverse() : sides;
      for (const [index, side] of ordered.entries()) cut(side, new Map(columns).set(id, index), depth + 1);
      return;
    }
    const groups = groupBands(part);
    if (groups.length > 1) for (const group of groups) cut(group, columns, depth + 1);
    else regions.push({ pieces: sortRows(part, direction), columns });
  };
  cut(pieces, new Map(), 0);
  return regions;
}

/** Real pages need four; a hostile one is not to fill the stack. */
const maxDepth = 20;

/** Side by side, left first: one part when no gutter runs through all of it. */
function splitColumns(pieces: readonly Piece[]): Piece[][] {
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

/** From top to bottom: rows with the same gutters stay together, so that columns are found in them; so do rows without. */
function groupBands(pieces: readonly Piece[]): Piece[][] {
  const min = minGutter * typicalSize(pieces);
  const bands = splitAtGaps(pieces, 'top', 'bottom', 0).map((band) => toBand(band, min));
  const groups: BandGroup[] = [];
  for (const [index, band] of bands.entries()) {
    const { start, end } = band;
    const group = groups.at(-1);
    const free = group ? intersect(group.free, band.free, min) : band.free;
    if (group && mayJoin(group, band, free) && !isEdge(bands, index)) addBand(group, band, free);
    else groups.push({ bands: [band], free: band.free, start, end });
  }
  return joinPlain(groups, min);
}

function addBand(group: BandGroup, band: Band, free: Free): void {
  group.bands.push(band);
  group.free = free;
  group.start = Math.min(group.start, band.start);
  group.end = Math.max(group.end, band.end);
}

/** A row at the upper or lower edge that stands off by more than its own height: a running head with a page number, say. */
function isEdge(bands: readonly Band[], index: number): boolean {
  const [above, below] = [bands[index - 1], bands[index]];
  if (!above || !below || (index > 1 && index < bands.length - 1)) return false;
  const edge = index === 1 ? above : below;
  return edge.free.length > 2 && below.top - above.bottom > 1.2 * (edge.bottom - edge.top);
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
  const top = Math.min(...pieces.map((piece) => piece.top));
  const bottom = Math.max(...pieces.map((piece) => piece.bottom));
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

/** Parts between which nothing stands for at least `min`. */
function splitAtGaps(
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
