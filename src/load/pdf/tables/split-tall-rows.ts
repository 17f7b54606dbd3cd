import { isNumericText } from './count-head-rows.ts';
import type { FilledCell, FilledGrid } from './fill-grid.ts';
import { findRows } from './find-rows.ts';
import { groupLines, type TableLine } from './group-lines.ts';
import { findSegments } from './segments.ts';

/**
 * Parts the rows of a ruled grid that hold many rows of text: some tables have rules around their columns alone. A cell with
 * three numbers below one another shows it, since numbers do not go on on the next line.
 */
export function splitTallRows(grid: FilledGrid): FilledGrid {
  let split = grid;
  for (let row = grid.rowEdges.length - 2; row >= 0; row--) split = splitRow(split, row);
  return split;
}

function splitRow(grid: FilledGrid, row: number): FilledGrid {
  const own = grid.cells.filter((cell) => cell.row === row);
  if (own.some((cell) => cell.rows > 1) || !own.some(isColumnOfNumbers)) return grid;
  const rows = findRows(own.flatMap((cell) => cell.words));
  const columns = grid.columnEdges.length - 1;
  const lines = rows.map((line): TableLine => {
    const cells = Array.from({ length: columns }, (_, column) => {
      const cell = own.find((one) => one.column === column);
      return findSegments({ ...line, words: line.words.filter((word) => cell?.words.includes(word)) });
    });
    return { ...line, segments: cells.flat(), cells };
  });
  const groups = groupLines(lines, []);
  const starts = groups.slice(1).map(([first], index) => {
    const above = groups[index]?.at(-1);
    return ((above?.bottom ?? 0) + (first?.top ?? 0)) / 2;
  });
  const more = groups.length - 1;
  const cells = grid.cells.flatMap((cell): readonly FilledCell[] => {
    if (cell.row > row) return [{ ...cell, row: cell.row + more }];
    if (cell.row < row) return [cell.row + cell.rows > row ? { ...cell, rows: cell.rows + more } : cell];
    return groups.map((group, index) => {
      const words = new Set(group.flatMap((line) => line.words));
      return { ...cell, row: row + index, words: cell.words.filter((word) => words.has(word)) };
    });
  });
  const rowEdges = [...grid.rowEdges.slice(0, row + 1), ...starts, ...grid.rowEdges.slice(row + 1)];
  return {
    ...grid,
    rowEdges,
    cells: cells.toSorted((one, other) => one.row - other.row || one.column - other.column),
  };
}

function isColumnOfNumbers({ words }: FilledCell): boolean {
  const lines = findRows(words);
  return (
    lines.length > 2 && lines.every((line) => isNumericText(line.words.map((word) => word.text).join('')))
  );
}
