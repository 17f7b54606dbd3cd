import type { Grid, GridCell } from './grid.ts';
import type { Stroke } from './join-rules.ts';

interface Strokes {
  readonly horizontals: readonly Stroke[];
  readonly verticals: readonly Stroke[];
}

/**
 * The grids that crossing rules make. Fields without a rule between them are one cell. A side that is left open is closed
 * where the rules across it end.
 */
export function findRuledGrids({ horizontals, verticals }: Strokes): readonly Grid[] {
  // Every pair is looked at: more than this is a drawing.
  if (horizontals.length * verticals.length > 4_000_000) return [];
  return connected(horizontals, verticals).flatMap((strokes) => toGrid(strokes) ?? []);
}

/** Rules end where they meet, or a line's thickness before. */
const reach = 3;
/** A side is open when the rules across it go on for more than this. */
const openSide = 8;

function connected(horizontals: readonly Stroke[], verticals: readonly Stroke[]): readonly Strokes[] {
  const groupOf = horizontals.map((_, index) => index);
  const find = (index: number): number => {
    let root = index;
    while (groupOf[root] !== root) root = groupOf[root] ?? root;
    groupOf[index] = root;
    return root;
  };
  const firstCrossed = verticals.map((vertical) => {
    let first: number | undefined;
    for (const [index, horizontal] of horizontals.entries()) {
      if (!crosses(horizontal, vertical)) continue;
      if (first === undefined) first = index;
      else groupOf[find(index)] = find(first);
    }
    return first;
  });
  const groups = new Map<number, { horizontals: Stroke[]; verticals: Stroke[] }>();
  for (const [index, horizontal] of horizontals.entries()) {
    const root = find(index);
    const group = groups.get(root) ?? { horizontals: [], verticals: [] };
    group.horizontals.push(horizontal);
    groups.set(root, group);
  }
  for (const [index, vertical] of verticals.entries()) {
    const first = firstCrossed[index];
    if (first !== undefined) groups.get(find(first))?.verticals.push(vertical);
  }
  return [...groups.values()].filter((group) => group.verticals.length > 0 && group.horizontals.length > 1);
}

function crosses(horizontal: Stroke, vertical: Stroke): boolean {
  return (
    vertical.at >= horizontal.start - reach &&
    vertical.at <= horizontal.end + reach &&
    horizontal.at >= vertical.start - reach &&
    horizontal.at <= vertical.end + reach
  );
}

function toGrid({ horizontals, verticals }: Strokes): Grid | undefined {
  const columnEdges = edges(verticals, horizontals);
  const rowEdges = edges(horizontals, verticals);
  const columns = columnEdges.length - 1;
  const rows = rowEdges.length - 1;
  if (columns < 1 || rows < 1 || columns * rows > maxFields) return undefined;
  const hasRule = (strokes: readonly Stroke[], at: number, from: number, to: number) => {
    let covered = 0;
    for (const { at: place, start, end } of strokes)
      if (Math.abs(place - at) <= reach) covered += Math.max(0, Math.min(end, to) - Math.max(start, from));
    return covered >= (to - from) / 2;
  };
  const edge = (list: readonly number[], index: number) => list[index] ?? 0;
  const isParted = (row: number, column: number) =>
    hasRule(verticals, edge(columnEdges, column), edge(rowEdges, row), edge(rowEdges, row + 1));
  const isUnderlined = (row: number, column: number) =>
    hasRule(horizontals, edge(rowEdges, row), edge(columnEdges, column), edge(columnEdges, column + 1));
  return { columnEdges, rowEdges, cells: toCells(rows, columns, isParted, isUnderlined) };
}

/** Thousands of fields are a chart's paper, not a table. */
const maxFields = 20_000;

/** Where the strokes lie, and where those across them end when that is farther out. */
function edges(strokes: readonly Stroke[], across: readonly Stroke[]): readonly number[] {
  const places = [...new Set(strokes.map(({ at }) => at))].toSorted((one, other) => one - other);
  const from = Math.min(...across.map(({ start }) => start));
  const to = Math.max(...across.map(({ end }) => end));
  const first = places[0] ?? from;
  const last = places.at(-1) ?? to;
  return [...(from < first - openSide ? [from] : []), ...places, ...(to > last + openSide ? [to] : [])];
}

/** `isParted`: a rule left of the field; `isUnderlined`: a rule above it. */
function toCells(
  rows: number,
  columns: number,
  isParted: (row: number, column: number) => boolean,
  isUnderlined: (row: number, column: number) => boolean,
): readonly GridCell[] {
  const taken = new Set<number>();
  const cells: GridCell[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      if (taken.has(row * columns + column)) continue;
      let wide = 1;
      while (
        column + wide < columns &&
        !taken.has(row * columns + column + wide) &&
        !isParted(row, column + wide)
      )
        wide++;
      const goesOn = (below: number) => {
        for (let over = column; over < column + wide; over++) {
          if (taken.has(below * columns + over) || isUnderlined(below, over)) return false;
          if (over > column && isParted(below, over)) return false;
        }
        return true;
      };
      let high = 1;
      while (row + high < rows && goesOn(row + high)) high++;
      for (let down = row; down < row + high; down++)
        for (let over = column; over < column + wide; over++) taken.add(down * columns + over);
      cells.push({ row, column, rows: high, columns: wide });
    }
  }
  return cells;
}
