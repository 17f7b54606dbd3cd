import type { FilledGrid } from './fill-grid.ts';

/** Tells a table from a frame around prose, a form's boxes and a chart's paper. */
export function isRuledTable({ columnEdges, rowEdges, cells }: FilledGrid): boolean {
  const columns = columnEdges.length - 1;
  const rows = rowEdges.length - 1;
  if (columns < 2 || rows < 2) return false;
  const filled = cells.filter((cell) => cell.words.length > 0);
  // Paper of a chart, boxes for single letters: mostly empty.
  if (filled.length < 3 || filled.length < cells.length / 5) return false;
  // Boxes that arrows join (a flow chart) stand on hardly a line of one another: their grid is finer than what it holds.
  if (filled.length < rows * columns * 0.22) return false;
  return cells.some((cell) => cell.columns < columns);
}
