import type { Box } from '../page-layout.ts';

/** A rectangle of a grid's fields: from which row and column, and how many it covers. */
export interface GridCell {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

/** The frame of a table: the lines between its columns and rows, outer ones included, and the cells that they make. */
export interface Grid {
  /** One more than there are columns, from left to right. */
  readonly columnEdges: readonly number[];
  /** One more than there are rows, from top to bottom. */
  readonly rowEdges: readonly number[];
  /** Row by row. */
  readonly cells: readonly GridCell[];
}

/** What a grid covers. */
export function boxOfGrid({ columnEdges, rowEdges }: Grid): Box {
  return {
    left: columnEdges[0] ?? 0,
    top: rowEdges[0] ?? 0,
    right: columnEdges.at(-1) ?? 0,
    bottom: rowEdges.at(-1) ?? 0,
  };
}
