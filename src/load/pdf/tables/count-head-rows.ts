import type { FilledCell, FilledGrid } from './fill-grid.ts';

/**
 * How many rows at the top are column heads: rows in bold above rows that are not, or rows of words above columns of numbers.
 * One when nothing tells them apart, none when the first row holds numbers as the others do.
 */
export function countHeadRows(grid: FilledGrid): number {
  const rows = grid.rowEdges
    .slice(1)
    .map((_, row) => grid.cells.filter((cell) => cell.row === row && cell.words.length > 0));
  const [first = []] = rows;
  if (rows.length < 2) return 0;
  const bold = rows.findIndex(
    (row, index) => !row.every(isBold) || (isSectionTitle(row) && rows.slice(0, index).some(isWide)),
  );
  if (bold > 0) return Math.min(bold, rows.length - 1, maxHeadRows);
  // A head that spans columns has its columns' heads below it; one that spans rows reaches down to them.
  const high = Math.max(1, ...first.map((cell) => cell.rows));
  const spans = first.some((cell) => cell.columns > 1) && first.length > 1 ? 2 : 1;
  const reach = Math.min(Math.max(high, spans), rows.length - 1, maxHeadRows);
  if (first.some(isNumeric) && isNumericBelow(grid, first, reach)) return 0;
  return reach;
}

const maxHeadRows = 4;

function isWide(row: readonly FilledCell[]): boolean {
  return row.length > 1;
}

/** Bold titles of sections follow on bold heads; they head rows. */
function isSectionTitle([only, more]: readonly FilledCell[]): boolean {
  return only !== undefined && !more && only.column === 0;
}

function isBold({ words }: FilledCell): boolean {
  return words.every((word) => word.isBold);
}

/** Whether a cell holds a number; a year heads columns as often as it fills them. */
export function isNumeric({ words }: Pick<FilledCell, 'words'>): boolean {
  const text = words.map((word) => word.text).join('');
  return isNumericText(text) && !/^(?:19|20)\d\d(?:[-–/]\d\d(?:\d\d)?)?$/.test(text);
}

/** A number with its sign or unit: two thirds of it are digits and what is written with them. */
export function isNumericText(text: string): boolean {
  return /\d/.test(text) && text.replace(/[\d.,%$€£()+\-–−±/:*<>=]/g, '').length <= text.length / 3;
}

/** True when in most columns in which the first row has a number the rows below have numbers too. */
function isNumericBelow({ cells }: FilledGrid, first: readonly FilledCell[], reach: number): boolean {
  const numeric = first.filter(isNumeric);
  const likewise = numeric.filter(({ column }) => {
    const below = cells.filter(
      (cell) => cell.column === column && cell.row >= reach && cell.words.length > 0,
    );
    return below.filter(isNumeric).length * 2 > below.length;
  });
  const filled = first.filter((cell) => cell.words.length > 0);
  return likewise.length * 2 >= Math.max(1, filled.length - 1);
}
