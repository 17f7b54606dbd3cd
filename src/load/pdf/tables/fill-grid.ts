import { boxOfGrid, type Grid, type GridCell } from './grid.ts';
import type { TableWord } from './table-word.ts';

/** A cell of a grid with the words in it. */
export interface FilledCell extends GridCell {
  readonly words: readonly TableWord[];
}

/** A grid whose cells have their words. */
export interface FilledGrid extends Grid {
  readonly cells: readonly FilledCell[];
}

/** Puts words into the cells where their centres lie, and leaves out rows and columns in which nothing stands. */
export function fillGrid(grid: Grid, words: readonly TableWord[]): FilledGrid {
  const cells = grid.cells.map((cell) => ({ ...cell, words: [] }));
  const filled = addWords({ ...grid, cells }, words);
  return dropEmpty(dropEmpty(filled, 'row', 'rows'), 'column', 'columns');
}

/** The same grid with more words in its cells. */
export function addWords(grid: FilledGrid, words: readonly TableWord[]): FilledGrid {
  if (words.length === 0) return grid;
  const added = grid.cells.map((): TableWord[] => []);
  for (const word of words) {
    const row = fieldAt(grid.rowEdges, centreY(word));
    const column = fieldAt(grid.columnEdges, (word.left + word.right) / 2);
    const index = grid.cells.findIndex(
      (cell) =>
        row >= cell.row &&
        row < cell.row + cell.rows &&
        column >= cell.column &&
        column < cell.column + cell.columns,
    );
    added[index]?.push(word);
  }
  return {
    ...grid,
    cells: grid.cells.map((cell, index) => ({ ...cell, words: [...cell.words, ...(added[index] ?? [])] })),
  };
}

/** The words whose runs stand in a grid's frame. */
export function wordsIn(grid: Grid, words: readonly TableWord[]): readonly TableWord[] {
  const { left, top, right, bottom } = boxOfGrid(grid);
  return words.filter(({ middle: { x, y } }) => x >= left && x <= right && y >= top && y <= bottom);
}

/** The middle of the small letters: capitals and accents often touch the rule above. */
function centreY({ baseline, size, top, bottom, isTurned }: TableWord): number {
  return isTurned ? (top + bottom) / 2 : baseline - 0.25 * size;
}

function fieldAt(edges: readonly number[], at: number): number {
  return Math.min(
    Math.max(
      0,
      edges.findLastIndex((edge) => edge <= at),
    ),
    edges.length - 2,
  );
}

function dropEmpty(grid: FilledGrid, place: 'row' | 'column', span: 'rows' | 'columns'): FilledGrid {
  const edges = place === 'row' ? grid.rowEdges : grid.columnEdges;
  const kept = edges.slice(1).map((end, index) => {
    const isSliver = end - (edges[index] ?? 0) < sliver;
    return grid.cells.some(
      (cell) => cell[place] === index && cell.words.length > 0 && (cell[span] === 1 || !isSliver),
    );
  });
  if (kept.every(Boolean)) return grid;
  const before = kept.map((_, index) => kept.slice(0, index).filter(Boolean).length);
  const keptEdges = [...edges.slice(0, -1).filter((_, index) => kept[index]), edges.at(-1) ?? 0];
  const cells = grid.cells.flatMap((cell) => {
    const left = kept.slice(cell[place], cell[place] + cell[span]).filter(Boolean).length;
    return left === 0 ? [] : [{ ...cell, [place]: before[cell[place]] ?? 0, [span]: left }];
  });
  return { ...grid, [place === 'row' ? 'rowEdges' : 'columnEdges']: keptEdges, cells };
}

/** The strip between a cell's border and the shading of its paragraphs is narrower than a line of text is high, in points. */
const sliver = 8;
