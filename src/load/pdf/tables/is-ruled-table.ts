import type { FilledCell, FilledGrid } from './fill-grid.ts';
import { findRows } from './find-rows.ts';
import { isProseLine } from './is-prose-line.ts';

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
  // A box beside a frame gives a grid of which one column holds all.
  if (new Set(filled.flatMap((cell) => (cell.columns < columns ? [cell.column] : []))).size < 2) return false;
  return !partsSentences(filled);
}

/**
 * Marks of a highlighter, underlines and boxes around words cut through lines of text: from cell to cell it is a blank, or a
 * sentence goes on from row to row.
 */
function partsSentences(filled: readonly FilledCell[]): boolean {
  const cellOf = new Map(filled.flatMap((cell) => cell.words.map((word) => [word, cell])));
  const lines = findRows([...cellOf.keys()].filter((word) => !word.isTurned));
  const parted = lines.filter(({ words }) =>
    words.some((word, index) => {
      const before = words[index - 1];
      if (!before || cellOf.get(before)?.column === cellOf.get(word)?.column) return false;
      return word.left - before.right < blank * word.size && isWord(before.text) && isWord(word.text);
    }),
  );
  const goingOn = lines.filter(({ words }) => isProseLine(words) && /^\p{Ll}/u.test(words[0]?.text ?? ''));
  const isOneLinePerRow = lines.length > 2 && lines.length <= new Set(filled.map(({ row }) => row)).size;
  return parted.length > lines.length / 3 || (isOneLinePerRow && goingOn.length > lines.length / 2);
}

/** In em, with what places inside a run are guessed wrong by. Between cells there is a rule with white on both of its sides. */
const blank = 0.4;

function isWord(text: string): boolean {
  return /\p{L}{2}/u.test(text);
}
