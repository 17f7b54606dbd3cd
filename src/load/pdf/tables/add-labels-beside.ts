import type { FilledCell, FilledGrid } from './fill-grid.ts';
import { findRows } from './find-rows.ts';
import { boxOfGrid } from './grid.ts';
import { isProseLine } from './is-prose-line.ts';
import type { TableWord } from './table-word.ts';

/**
 * A grid with the labels of its rows that stand left of its frame as a first column. Nearly every row below the head has one,
 * and each is a line of a few words.
 */
export function addLabelsBeside(grid: FilledGrid, words: readonly TableWord[]): FilledGrid {
  const { left, top, bottom } = boxOfGrid(grid);
  const beside = words.filter(
    (word) =>
      word.right < left + 2 && word.right > left - reach && word.baseline > top && word.baseline < bottom,
  );
  const labels = findRows(beside);
  const rows = grid.rowEdges.length - 1;
  if (labels.length < 3 || labels.some((line) => isProseLine(line.words))) return grid;
  const rowOf = labels.map(({ baseline, size }) =>
    grid.rowEdges.findLastIndex((edge) => edge <= baseline - 0.25 * size),
  );
  const labelled = new Set(rowOf);
  const first = Math.min(...rowOf);
  const isOnePerRow = labelled.size === labels.length;
  if (!isOnePerRow || labelled.size < (rows - first) * 0.8 || first > rows / 2) return grid;
  const edge = Math.min(...beside.map((word) => word.left));
  if (farther(words, edge, labels).length > labels.length / 3) return grid;
  const column = Array.from({ length: rows }, (_, row): FilledCell => {
    const label = labels[rowOf.indexOf(row)];
    return { row, column: 0, rows: 1, columns: 1, words: label?.words ?? [] };
  });
  const cells = [...column, ...grid.cells.map((cell) => ({ ...cell, column: cell.column + 1 }))];
  return {
    columnEdges: [edge, ...grid.columnEdges],
    rowEdges: grid.rowEdges,
    cells: cells.toSorted((one, other) => one.row - other.row || one.column - other.column),
  };
}

/** In points: labels stand beside their rows. */
const reach = 120;

/** Labels begin their lines: with more words left of them they are the end of something else. */
function farther(
  words: readonly TableWord[],
  edge: number,
  labels: readonly { readonly baseline: number }[],
): readonly unknown[] {
  return labels.filter(({ baseline }) =>
    words.some((word) => word.left < edge && Math.abs(word.baseline - baseline) < 2),
  );
}
