import type { PageContent, TableBlock } from '../page-layout.ts';
import { addHeadAbove } from './add-head-above.ts';
import { addLabelsBeside } from './add-labels-beside.ts';
import { alignLooseGrid } from './align-loose-grid.ts';
import { buildAlignedGrid } from './build-aligned-grid.ts';
import { addWords, type FilledGrid, fillGrid, wordsIn } from './fill-grid.ts';
import { findAlignedRuns } from './find-aligned-runs.ts';
import { findRuleBands } from './find-rule-bands.ts';
import { findRuledGrids } from './find-ruled-grids.ts';
import { boxOfGrid } from './grid.ts';
import { isAlignedTable } from './is-aligned-table.ts';
import { isFigure } from './is-figure.ts';
import { isHeadAlone } from './is-head-alone.ts';
import { isRuledTable } from './is-ruled-table.ts';
import { joinRules, type Stroke } from './join-rules.ts';
import { mayHoldTable } from './may-hold-table.ts';
import { splitProseColumns } from './split-prose-columns.ts';
import { splitTallRows } from './split-tall-rows.ts';
import { splitWideCells } from './split-wide-cells.ts';
import { findTableWords, type TableWord } from './table-word.ts';
import { toTableBlock } from './to-table-block.ts';
import { turnPage } from './turn-page.ts';

/**
 * The tables of a page, from top to bottom: those that crossing rules make, those between rules above and below, then those
 * that only the alignment of the text shows.
 */
export function findTables(content: PageContent): readonly TableBlock[] {
  if (content.runs.length > maxRuns) return [];
  // Nobody asked for the rules of a page on which no line falls apart.
  if (content.rules === undefined && !mayHoldTable(content)) return [];
  const turned = turnPage(content);
  if (turned) return findUprightTables(turned.content).map(turned.turnBack);
  return findUprightTables(content);
}

/** A page of dense figures has some 3,000 runs; one of letters strewn by a program must not cost minutes. */
const maxRuns = 12_000;

function findUprightTables(content: PageContent): readonly TableBlock[] {
  const all = findTableWords(content);
  let words = all;
  const tables: TableBlock[] = [];
  const take = (grid: FilledGrid): boolean => {
    const { left, top, right, bottom } = boxOfGrid(grid);
    // Whoever reads the page beside its tables leaves out what stands in their boxes.
    if (
      tables.some(({ box }) => left < box.right && right > box.left && top < box.bottom && bottom > box.top)
    )
      return false;
    const own = new Set(grid.cells.flatMap((cell) => cell.words));
    const others = wordsIn(grid, words).filter((word) => !own.has(word));
    for (const word of others) own.add(word);
    tables.push(toTableBlock(addWords(grid, others)));
    words = words.filter((word) => !own.has(word));
    return true;
  };
  const horizontals = joinRules(content.rules ?? [], 'horizontal');
  const verticals = joinRules(content.rules ?? [], 'vertical');
  for (const grid of findRuledGrids({ horizontals, verticals })) {
    const filled = fillGrid(grid, wordsIn(grid, words));
    const own = filled.cells.flatMap((cell) => cell.words);
    if (!isRuledTable(filled) || isFigure(filled, all) || isHeadAlone(boxOfGrid(grid), own, words)) continue;
    const whole = splitTallRows(splitWideCells(alignLooseGrid(filled)));
    const around = wordsAround(whole, words);
    // What stands around one table may stand in the box of another.
    if (!take(addHeadAbove(addLabelsBeside(whole, around), around))) take(whole);
  }
  for (const { rows, rules } of findRuleBands(horizontals, words.filter(isUpright))) {
    const grid = buildAlignedGrid(rows, rules);
    if (!grid || !isAlignedTable(grid, rules.length)) continue;
    // Edges of boxes are rules too; a table that has rules above and below alone has none from top to bottom.
    if (verticals.some((vertical) => isInside(vertical, grid)) && isFigure(grid, all)) continue;
    // Shades of every other row begin at the first one, below the head.
    take(addHeadAbove(grid, wordsAround(grid, words)));
  }
  for (const column of splitProseColumns(words.filter(isUpright)))
    for (const run of findAlignedRuns(column)) {
      const grid = buildAlignedGrid(run, []);
      if (grid && isAlignedTable(grid, 0) && !isFigure(grid, all)) take(grid);
    }
  return tables.toSorted((one, other) => one.box.top - other.box.top || one.box.left - other.box.left);
}

function isInside({ at, start, end }: Stroke, grid: FilledGrid): boolean {
  const { left, top, right, bottom } = boxOfGrid(grid);
  return at > left && at < right && start < bottom && end > top;
}

function wordsAround(grid: FilledGrid, words: readonly TableWord[]): readonly TableWord[] {
  const inside = new Set(wordsIn(grid, words));
  return words.filter((word) => isUpright(word) && !inside.has(word));
}

function isUpright({ isTurned }: TableWord): boolean {
  return !isTurned;
}
