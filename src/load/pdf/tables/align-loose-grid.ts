import { buildAlignedGrid } from './build-aligned-grid.ts';
import { isNumericText } from './count-head-rows.ts';
import type { FilledGrid } from './fill-grid.ts';
import { findRows } from './find-rows.ts';
import { isAlignedTable } from './is-aligned-table.ts';
import { findSegments } from './segments.ts';

/**
 * The grid that the alignment of the text shows, where rules or shades set off only some columns: a line of one cell with two
 * numbers side by side tells. Any other grid is given back as it is.
 */
export function alignLooseGrid(grid: FilledGrid): FilledGrid {
  if (!isLoose(grid)) return grid;
  const words = grid.cells.flatMap((cell) => cell.words).filter((word) => !word.isTurned);
  const aligned = buildAlignedGrid(findRows(words), []);
  if (!aligned || aligned.columnEdges.length <= grid.columnEdges.length) return grid;
  return isAlignedTable(aligned, 2) ? aligned : grid;
}

function isLoose({ cells }: FilledGrid): boolean {
  const lines = cells.flatMap((cell) => findRows(cell.words));
  const several = lines.filter((line) => {
    const segments = findSegments(line);
    const numbers = segments.filter(({ words }) => isNumericText(words.map((word) => word.text).join('')));
    return segments.length > 1 && numbers.length === segments.length;
  });
  return several.length >= 3 && several.length > lines.length / 5;
}
