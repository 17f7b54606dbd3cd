import { isNumeric } from './count-head-rows.ts';
import type { FilledCell, FilledGrid } from './fill-grid.ts';
import { findRows } from './find-rows.ts';
import { isProseLine } from './is-prose-line.ts';

/**
 * Tells a table from what else stands in aligned columns: prose, lists, contents, equations, code, forms. `rules` is the number
 * of rules along its rows: with two of them less is asked.
 */
export function isAlignedTable(grid: FilledGrid, rules: number): boolean {
  const columns = grid.columnEdges.length - 1;
  const rows = grid.rowEdges.length - 1;
  const hasRules = rules > 1;
  if (columns < 2 || rows < (hasRules ? 2 : 3)) return false;
  const filled = grid.cells.filter((cell) => cell.words.length > 0);
  if (filled.length < rows * columns * 0.4) return false;
  const byColumn = grid.columnEdges
    .slice(1)
    .map((_, column) => filled.filter((cell) => cell.column === column && cell.columns === 1));
  const byRow = grid.rowEdges.slice(1).map((_, row) => filled.filter((cell) => cell.row === row));
  if (byRow.filter((row) => row.length > 1).length < rows * 0.6) return false;
  if (isProse(filled, columns) || (!hasRules && isEquations(filled))) return false;
  // A listing on a shaded ground has rules above and below.
  if (filled.filter((cell) => cell.words.every((word) => word.isMonospace)).length > filled.length / 2)
    return false;
  const [first = []] = byColumn;
  // A list in a frame.
  if (columns === 2 && isBullets(first)) return false;
  if (hasRules) return true;
  const last = byColumn.at(-1) ?? [];
  // Leaders to one or two numbers are contents or an index; to more, a table.
  if (columns < 4 && filled.filter(hasLeader).length > rows / 4) return false;
  if (columns === 2 && (isMarkers(first) || isMarkers(last) || isContents(first, last) || isCount(first)))
    return false;
  if (byColumn.filter(isLinedUp).length < columns * 0.7) return false;
  if (columns > 2) return true;
  // Two columns without a rule: addresses, signatures, a list of terms look the same; numbers or many short rows do not.
  return (
    last.filter(isNumeric).length > last.length * 0.6 ||
    (rows > 3 && averageWords(first) <= 5 && averageWords(last) <= 6)
  );
}

function averageWords(cells: readonly FilledCell[]): number {
  return cells.reduce((sum, cell) => sum + cell.words.length, 0) / Math.max(1, cells.length);
}

/** Lines of prose side by side: in most cells some words, or in all of them many. */
function isProse(filled: readonly FilledCell[], columns: number): boolean {
  const words = averageWords(filled);
  const lines = filled.filter((cell) => findRows(cell.words).length === 1);
  const likeProse = lines.filter((cell) => isProseLine(cell.words)).length;
  return words > 20 || (columns === 2 && words > 12) || likeProse > filled.length * 0.5;
}

/** Their relation signs stand below one another, in a column of nothing else, or their numbers stand at the right. */
function isEquations(filled: readonly FilledCell[]): boolean {
  const relations = filled.filter((cell) => /^(?::?=|[≤≥<>≈≡∝≠])$/.test(textOf(cell)));
  const numbers = filled.filter((cell) => /^\(\s?\d+(?:\.\d+)?[a-z]?\s?\)$/.test(textOf(cell)));
  if (relations.length === 0) return false;
  return (
    numbers.length > 0 ||
    relations.length >= filled.filter(({ column }) => column === relations[0]?.column).length
  );
}

function textOf({ words }: FilledCell): string {
  return words.map((word) => word.text).join(' ');
}

function hasLeader(cell: FilledCell): boolean {
  return /\.{4}|(?:\. ){4}|…{2}|_{4}/.test(textOf(cell));
}

function isBullets(cells: readonly FilledCell[]): boolean {
  const bullets = cells.filter((cell) => /^[•·▪◦○●■□–—➢✓-]$/.test(textOf(cell)));
  return bullets.length > 1 && bullets.length >= cells.length / 2;
}

/** Bullets, list numbers, reference marks, the numbers of equations and footnotes. */
function isMarkers(cells: readonly FilledCell[]): boolean {
  const marks = cells.filter((cell) =>
    /^(?:[•·▪◦○●■□–—*†‡§¶➢✓-]|[([]?(?:\d{1,3}|[a-z]|[ivxlc]+)(?:\.\d+)*[.)\]:]|[([]?\d+(?:\.\d+)*[a-z]?[)\]]|\d+(?:\.\d+)+\.?|[A-Z][.)]|.{1,40}:)$/.test(
      textOf(cell),
    ),
  );
  return marks.length > cells.length / 2;
}

/** One number more in each row: the lines of a listing, or a list. */
function isCount(cells: readonly FilledCell[]): boolean {
  const numbers = cells.map((cell) => Number(textOf(cell).replace(/[()\s.:]/g, '')));
  const steps = numbers.slice(1).filter((number, index) => number === (numbers[index] ?? 0) + 1);
  return steps.length >= 2 && steps.length >= (numbers.length - 1) * 0.7;
}

/** Titles with the numbers of their pages, which only grow. */
function isContents(titles: readonly FilledCell[], pages: readonly FilledCell[]): boolean {
  const numbers = pages.map((cell) => Number(textOf(cell)));
  const grows = numbers.slice(1).filter((number, index) => number >= (numbers[index] ?? 0)).length;
  return (
    averageWords(titles) > 1.5 &&
    grows >= (numbers.length - 1) * 0.8 &&
    numbers.filter(Number.isInteger).length > numbers.length * 0.8
  );
}

/** Most cells begin, end or are centred at one place. */
function isLinedUp(cells: readonly FilledCell[]): boolean {
  if (cells.length < 2) return true;
  const places = cells.map(({ words }) => {
    const left = Math.min(...words.map((word) => word.left));
    const right = Math.max(...words.map((word) => word.right));
    return { left, right, middle: (left + right) / 2 };
  });
  return (['left', 'right', 'middle'] as const).some((side) => {
    const ordered = places.map((place) => place[side]).toSorted((one, other) => one - other);
    const median = ordered[Math.floor(ordered.length / 2)] ?? 0;
    return ordered.filter((place) => Math.abs(place - median) < 3).length >= ordered.length * 0.5;
  });
}
