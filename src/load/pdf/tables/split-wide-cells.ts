import { columnAt } from './column-at.ts';
import type { FilledCell, FilledGrid } from './fill-grid.ts';
import { findRows } from './find-rows.ts';
import { findSegments } from './segments.ts';
import type { TableWord } from './table-word.ts';

/**
 * Parts the cells that reach over several columns where each line in them falls apart at the columns' edges: some tables have
 * rules between the columns of their heads, and none between those of their rows.
 */
export function splitWideCells(grid: FilledGrid): FilledGrid {
  const cells = grid.cells.flatMap((cell) => (isParted(cell, grid.columnEdges) ? split(cell, grid) : [cell]));
  if (cells.length === grid.cells.length) return grid;
  return { ...grid, cells: cells.toSorted((one, other) => one.row - other.row || one.column - other.column) };
}

function isParted({ words, column, columns }: FilledCell, edges: readonly number[]): boolean {
  if (columns < 2) return false;
  const lines = findRows(words).map((row) => findSegments(row));
  // Pieces of one column each; a title reaches over several, or is one piece.
  const parted = lines.filter((segments) => {
    const hit = new Set(segments.map(({ left, right }) => columnAt(edges, (left + right) / 2)));
    return hit.size >= Math.min(3, columns) && hit.size === segments.length;
  });
  const inside = edges.slice(column + 1, column + columns);
  const crossed = lines
    .flat()
    .filter(({ left, right }) => inside.some((edge) => left < edge - 2 && right > edge + 2));
  return parted.length >= 3 && parted.length >= lines.length / 3 && crossed.length <= lines.length / 4;
}

function split(cell: FilledCell, { columnEdges }: FilledGrid): readonly FilledCell[] {
  const own = (column: number): readonly TableWord[] =>
    cell.words.filter((word) => columnAt(columnEdges, (word.left + word.right) / 2) === column);
  return Array.from({ length: cell.columns }, (_, index) => {
    const column = cell.column + index;
    return { ...cell, column, columns: 1, words: own(column) };
  });
}
