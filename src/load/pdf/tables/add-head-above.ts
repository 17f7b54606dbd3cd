import { columnAt } from './column-at.ts';
import { isNumeric } from './count-head-rows.ts';
import type { FilledCell, FilledGrid } from './fill-grid.ts';
import { findRows, type WordRow } from './find-rows.ts';
import { boxOfGrid } from './grid.ts';
import { isCaption } from './is-caption.ts';
import { isProseLine } from './is-prose-line.ts';
import { findSegments, type Segment } from './segments.ts';
import type { TableWord } from './table-word.ts';

/**
 * A grid with the lines right above it that head its columns: many tables have rules or shades from their first row on, and
 * their heads stand free. A line heads columns when it falls apart into three pieces or more that stand over half of them.
 */
export function addHeadAbove(grid: FilledGrid, words: readonly TableWord[]): FilledGrid {
  const columns = grid.columnEdges.length - 1;
  if (columns < fewestColumns) return grid;
  const lines = findLinesAbove(grid, words);
  const groups: HeadCell[][] = [];
  let below: WordRow | undefined;
  for (const line of lines.toReversed()) {
    const cells = toHeadCells(line, grid.columnEdges);
    const group = groups[0];
    const spans = [...cells, ...(group ?? [])].some((cell) => cell.to > cell.from);
    const isTight = below !== undefined && below.baseline - line.baseline < widestLinePitch * line.size;
    if (group && isTight && !spans) group.push(...cells);
    else groups.unshift(cells);
    below = line;
  }
  const covered = new Set(groups.flat().flatMap(({ from, to }) => range(from, to)));
  if (covered.size < Math.max(fewestColumns, columns / 2)) return grid;
  const above = groups.flatMap((group, row) => toRow(group, row, columns));
  const top = Math.min(...lines.map((line) => line.top));
  const [first = 0] = grid.rowEdges;
  return {
    columnEdges: grid.columnEdges,
    rowEdges: [...groups.map((_, row) => top + ((first - top) * row) / groups.length), ...grid.rowEdges],
    cells: [...above, ...grid.cells.map((cell) => ({ ...cell, row: cell.row + groups.length }))],
  };
}

/** Over two columns a title and a date look like heads. */
const fewestColumns = 3;
const maxLines = 4;
/** In em: from the baseline of a head to the grid below it, and from line to line. */
const farthestAbove = 1.2;
const widestLinePitch = 1.5;
/** In em: the head of a column of short cells is wider than they are. */
const overhang = 2;

/** The lines that may be a head, from top to bottom. */
function findLinesAbove(grid: FilledGrid, words: readonly TableWord[]): readonly WordRow[] {
  const { left, top, right } = boxOfGrid(grid);
  const above = words.filter(
    (word) => word.baseline < top + 0.2 * word.size && word.right > left && word.left < right,
  );
  const lines: WordRow[] = [];
  for (const row of findRows(above).toReversed()) {
    const next = lines[0];
    const distance = next ? next.baseline - row.baseline : top - row.baseline;
    if (distance > (next ? widestLinePitch : farthestAbove) * row.size) break;
    const segments = findSegments(row);
    const sticksOut = segments.some(
      (segment) => segment.left < left - overhang * row.size || segment.right > right + overhang * row.size,
    );
    // Figures are the rows of something else; years and a unit such as (x 1000) head columns.
    if (segments.filter(isNumeric).length > segments.length / 4) return [];
    if (sticksOut || isCaption(row) || segments.some((segment) => isTooLong(segment, grid))) break;
    // A line of one piece is a title, unless it stands on others over the columns.
    if (!next && segments.length < fewestColumns) break;
    if (segments.length === 1 && reachesOver(segments[0], grid)) break;
    lines.unshift(row);
    if (lines.length > maxLines) return [];
  }
  return lines;
}

/** Heads of narrow columns run together to what looks like prose; prose is longer. */
function isTooLong({ left, right, words }: Segment, grid: FilledGrid): boolean {
  const box = boxOfGrid(grid);
  return isProseLine(words) && right - left > (box.right - box.left) / 2;
}

/** A title stands over the middle of the whole table or at its left edge; neither heads columns. */
function reachesOver(segment: Segment | undefined, grid: FilledGrid): boolean {
  if (!segment) return false;
  const { left, right } = boxOfGrid(grid);
  const isCentred = Math.abs(segment.left + segment.right - left - right) < (right - left) / 20;
  return isCentred || segment.right - segment.left > (right - left) / 2 || segment.left < left + 2;
}

interface HeadCell extends Segment {
  readonly from: number;
  readonly to: number;
}

function toHeadCells(line: WordRow, edges: readonly number[]): HeadCell[] {
  return findSegments(line).map((segment) => {
    // A head is often a little wider than its column.
    const slack = (segment.right - segment.left) / 5;
    return {
      ...segment,
      from: columnAt(edges, segment.left + slack),
      to: columnAt(edges, segment.right - slack),
    };
  });
}

function toRow(group: readonly HeadCell[], row: number, columns: number): readonly FilledCell[] {
  const cells: FilledCell[] = [];
  for (let column = 0; column < columns; ) {
    const own = group.filter(({ from }) => from === column);
    const to = Math.max(column, ...own.map((cell) => cell.to));
    // Two heads over one column, where only one of them spans.
    const others = group.filter(({ from }) => from > column && from <= to);
    cells.push({
      row,
      column,
      rows: 1,
      columns: to - column + 1,
      words: [...own, ...others].flatMap(({ words }) => words),
    });
    column = to + 1;
  }
  return cells;
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
