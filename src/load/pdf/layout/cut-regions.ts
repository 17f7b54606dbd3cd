import type { Piece } from './find-pieces.ts';
import { groupBands } from './group-bands.ts';
import { sortRows } from './sort-rows.ts';
import { splitColumns } from './split-columns.ts';
import { splitEdges } from './split-edges.ts';

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
  for (const part of splitEdges(pieces)) cut(part, new Map(), 0);
  return regions;
}

/** Real pages need four; a hostile one is not to fill the stack. */
const maxDepth = 20;
