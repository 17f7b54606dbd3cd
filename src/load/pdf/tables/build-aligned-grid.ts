import { columnAt } from './column-at.ts';
import type { FilledCell, FilledGrid } from './fill-grid.ts';
import { findColumnEdges } from './find-column-edges.ts';
import type { WordRow } from './find-rows.ts';
import { groupLines, type TableLine } from './group-lines.ts';
import type { Stroke } from './join-rules.ts';
import { findSegments, type Segment } from './segments.ts';
import { splitTightSegments } from './split-tight-segments.ts';

/** Lines of text as a grid, by the white strips between its columns and the distances between its rows. */
export function buildAlignedGrid(
  rows: readonly WordRow[],
  strokes: readonly Stroke[],
): FilledGrid | undefined {
  const segments = splitTightSegments(rows.map((row) => findSegments(row)));
  const parted = rows.map((row, index) => ({ ...row, segments: segments[index] ?? [] }));
  // A line of one piece says nothing of the columns: it is a heading within the table, or the rest of a cell.
  const telling = segments.filter((line) => line.length > 1);
  const size = rows[0]?.size ?? 0;
  const columnEdges = findColumnEdges(telling, size);
  if (columnEdges.length < 3) return undefined;
  const lines = parted.map((row): TableLine => ({ ...row, cells: toCells(row.segments, columnEdges) }));
  const groups = groupLines(lines, strokes);
  const top = Math.min(...rows.map((row) => row.top));
  const bottom = Math.max(...rows.map((row) => row.bottom));
  const starts = groups.slice(1).map((group, index) => {
    const above = Math.max(...(groups[index] ?? []).map((line) => line.bottom));
    return (above + Math.min(...group.map((line) => line.top))) / 2;
  });
  const cells = groups.flatMap((group, row) => toRow(group, row, columnEdges));
  return { columnEdges, rowEdges: [top, ...starts, bottom], cells };
}

/** Segment by segment: a hostile page has hundreds of columns, and each to be looked for in each takes their third power. */
function toCells(segments: readonly Segment[], edges: readonly number[]): readonly (readonly Segment[])[] {
  const cells: Segment[][] = edges.slice(1).map(() => []);
  for (const segment of segments) {
    const column = columnOf(segment, edges);
    if (segment.left < (edges[column + 1] ?? Number.NEGATIVE_INFINITY)) cells[column]?.push(segment);
  }
  return cells;
}

function columnOf({ left, right }: Pick<Segment, 'left' | 'right'>, edges: readonly number[]): number {
  return columnAt(edges, (left + right) / 2);
}

/** The cells of one row. A head of one line that reaches over several columns spans them; other words go where they stand. */
function toRow(group: readonly TableLine[], row: number, edges: readonly number[]): readonly FilledCell[] {
  const columns = edges.length - 1;
  const cells: FilledCell[] = Array.from({ length: columns }, (_, column) => ({
    row,
    column,
    rows: 1,
    columns: 1,
    words: [],
  }));
  const spans: FilledCell[] = [];
  for (const segment of group.flatMap((line) => line.segments)) {
    const from = columnOf({ left: segment.left, right: segment.left + 1 }, edges);
    const to = columnOf({ left: segment.right - 1, right: segment.right }, edges);
    if (from < to && row < 2 && group.length === 1)
      spans.push({ row, column: from, rows: 1, columns: to - from + 1, words: segment.words });
    else
      for (const word of segment.words) {
        const column = columnOf(word, edges);
        const cell = cells[column];
        if (cell) cells[column] = { ...cell, words: [...cell.words, word] };
      }
  }
  const free = cells.filter(
    ({ column, words }) =>
      words.length > 0 || !spans.some((span) => column >= span.column && column < span.column + span.columns),
  );
  const kept = spans.filter(
    (span) => !free.some(({ column }) => column >= span.column && column < span.column + span.columns),
  );
  return [...free, ...kept].toSorted((one, other) => one.column - other.column);
}
