import { isNumericText } from './count-head-rows.ts';
import type { WordRow } from './find-rows.ts';
import type { Stroke } from './join-rules.ts';
import type { Segment } from './segments.ts';

/** A line of text in a table: what it holds of each column. */
export interface TableLine extends WordRow {
  readonly segments: readonly Segment[];
  /** By column; empty where the line has nothing. */
  readonly cells: readonly (readonly Segment[])[];
}

/**
 * Joins lines to the rows of a table. Where rows stand farther apart than lines, the distance tells; else a line goes on with
 * the row above when it fills few columns and brings no number.
 */
export function groupLines(
  lines: readonly TableLine[],
  strokes: readonly Stroke[],
): readonly (readonly TableLine[])[] {
  const pitches = lines
    .slice(1)
    .map((line, index) => (line.baseline - (lines[index]?.baseline ?? 0)) / (line.size || 1));
  const tightest = Math.min(...pitches);
  const tight = pitches.map((pitch) => pitch <= tightest * 1.2 && pitch <= widestLinePitch);
  const tightCount = tight.filter(Boolean).length;
  const full = fullestBy * Math.max(...lines.map(filledColumns));
  const fullCount = tight.filter((isTight, index) => {
    const line = lines[index + 1];
    return isTight && line !== undefined && filledColumns(line) >= full;
  }).length;
  const wideCount = tight.length - tightCount;
  // Rows in groups have some wide gaps too, but then most of the close lines are full.
  const tellsByDistance =
    wideCount > 0 &&
    tightCount > 0 &&
    (tightCount * 2 < wideCount || (fullCount * 2 <= tightCount && wideCount * 6 > tightCount));
  const groups: TableLine[][] = [];
  for (const [index, line] of lines.entries()) {
    const above = lines[index - 1];
    const group = groups.at(-1);
    const goesOn =
      above !== undefined &&
      group !== undefined &&
      !isSectionTitle(above, line) &&
      !strokes.some(
        ({ at }) => at > above.baseline - 0.2 * above.size && at < line.baseline - 0.3 * line.size,
      ) &&
      (tellsByDistance
        ? (tight[index - 1] ?? false) && !bringsNumberBelow(line, above)
        : (pitches[index - 1] ?? 0) <= widestLinePitch && continues(line, group));
    if (goesOn) group.push(line);
    else groups.push([line]);
  }
  return groups;
}

/** A line that fills the first column alone and ends in a colon, or is bold where the next line is not. */
function isSectionTitle(above: TableLine, line: TableLine): boolean {
  if (filledColumns(above) !== 1 || !above.cells[0]?.length || !line.cells[0]?.length) return false;
  const isBold = ({ words }: TableLine) => words.every((word) => word.isBold);
  return /:$/.test(above.words.at(-1)?.text ?? '') || (isBold(above) && !isBold(line));
}

/** Numbers below one another in the last column are those of two rows, however close: a number does not go on on the next line. */
function bringsNumberBelow(line: TableLine, above: TableLine): boolean {
  const isNumber = ({ cells }: TableLine) => {
    const [only, more] = cells.at(-1) ?? [];
    const text = only?.words.map((word) => word.text).join('') ?? '';
    // A range of years is set in two lines over a narrow column.
    return !more && isNumericText(text) && !/[-–/,]$/.test(text);
  };
  return isNumber(line) && isNumber(above);
}

/** In em, from baseline to baseline: one and a half is the widest that lines of a paragraph are set. */
const widestLinePitch = 1.5;

/** A line that begins a row fills at least so much of the columns that the fullest line fills. */
const fullestBy = 0.8;

function filledColumns({ cells }: TableLine): number {
  return cells.filter((cell) => cell.length > 0).length;
}

function continues(line: TableLine, group: readonly TableLine[]): boolean {
  const first = line.cells[0] ?? [];
  const text = line.words.map((word) => word.text).join(' ');
  if (first.length > 0) {
    // A label of two lines: the numbers stand beside the last one.
    const isLabelAbove = group.every(
      (above) => filledColumns(above) === 1 && (above.cells[0]?.length ?? 0) > 0,
    );
    return /^\p{Ll}/u.test(text) && (isLabelAbove || filledColumns(line) === 1);
  }
  return filledColumns(line) * 2 <= line.cells.length + 1 && !/\d/.test(text);
}
