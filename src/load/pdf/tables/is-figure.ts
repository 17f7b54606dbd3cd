import { isNumeric } from './count-head-rows.ts';
import type { FilledGrid } from './fill-grid.ts';
import { findRows } from './find-rows.ts';
import { boxOfGrid } from './grid.ts';
import { isProseLine } from './is-prose-line.ts';
import { findSegments } from './segments.ts';
import type { TableWord } from './table-word.ts';

/**
 * Whether a grid is made of the labels of a drawing: below it, with nothing but more labels between, stands the caption of a
 * figure, and above it none of a table. Some figures show a table: of numbers, or of rows that are full.
 */
export function isFigure(grid: FilledGrid, words: readonly TableWord[]): boolean {
  const filled = grid.cells.filter((cell) => cell.words.length > 0);
  const isFull = grid.rowEdges.length > fewestRows && filled.length > 0.9 * grid.cells.length;
  if (isFull || filled.filter(isNumeric).length > filled.length / 3) return false;
  const { left, top, right, bottom } = boxOfGrid(grid);
  const lines = findRows(words).flatMap((row) =>
    findSegments(row)
      .filter((segment) => segment.right > left && segment.left < right)
      .map((segment) => ({ ...segment, baseline: row.baseline })),
  );
  const isOfTable = lines.some(
    (line) =>
      line.baseline > top - farthestTitle && line.baseline < top + 2 && startsAs(tableCaption, line.words),
  );
  if (isOfTable) return false;
  let above = bottom;
  for (const line of lines.filter(({ baseline }) => baseline > bottom + 1).slice(0, mostLabels)) {
    if (line.baseline - above > farthest) return false;
    if (startsAs(figureCaption, line.words)) return true;
    if (isProseLine(line.words)) return false;
    above = line.baseline;
  }
  return false;
}

/** A drawing has no more rows of labels on one another's baselines by chance. */
const fewestRows = 5;
const mostLabels = 20;
/** In points: a drawing may go on below its last label. */
const farthest = 80;
/** In points: a title of two lines. */
const farthestTitle = 40;

const figureCaption = /^(?:fig(?:ure|\.)?|abb(?:ildung|\.)|図|图)\s*[\dA-Z]/iu;
const tableCaption = /^(?:tab(?:le|elle|leau|\.)|表)\s*[\dA-Z]/iu;

function startsAs(caption: RegExp, words: readonly TableWord[]): boolean {
  return caption.test(
    words
      .slice(0, 2)
      .map(({ text }) => text)
      .join(' '),
  );
}
