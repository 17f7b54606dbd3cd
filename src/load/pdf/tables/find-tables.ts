import type { PageContent, TableBlock } from '../page-layout.ts';
import { buildAlignedGrid } from './build-aligned-grid.ts';
import { type FilledGrid, fillGrid, wordsIn } from './fill-grid.ts';
import { findAlignedRuns } from './find-aligned-runs.ts';
import { findRuleBands } from './find-rule-bands.ts';
import { findRuledGrids } from './find-ruled-grids.ts';
import { isAlignedTable } from './is-aligned-table.ts';
import { isRuledTable } from './is-ruled-table.ts';
import { joinRules } from './join-rules.ts';
import { splitProseColumns } from './split-prose-columns.ts';
import { findTableWords } from './table-word.ts';
import { toTableBlock } from './to-table-block.ts';

/**
 * The tables of a page, from top to bottom: those that crossing rules make, those between rules above and below, then those
 * that only the alignment of the text shows.
 */
export function findTables(content: PageContent): readonly TableBlock[] {
  let words = findTableWords(content);
  const tables: TableBlock[] = [];
  const take = (grid: FilledGrid) => {
    tables.push(toTableBlock(grid));
    const taken = new Set(grid.cells.flatMap((cell) => cell.words));
    words = words.filter((word) => !taken.has(word));
  };
  const horizontals = joinRules(content.rules ?? [], 'horizontal');
  const verticals = joinRules(content.rules ?? [], 'vertical');
  for (const grid of findRuledGrids({ horizontals, verticals })) {
    const filled = fillGrid(grid, wordsIn(grid, words));
    if (isRuledTable(filled)) take(filled);
  }
  for (const { rows, rules } of findRuleBands(horizontals, words)) {
    const grid = buildAlignedGrid(rows, rules);
    if (grid && isAlignedTable(grid, rules.length)) take(grid);
  }
  for (const column of splitProseColumns(words))
    for (const run of findAlignedRuns(column)) {
      const grid = buildAlignedGrid(run, []);
      if (grid && isAlignedTable(grid, 0)) take(grid);
    }
  return tables.toSorted((one, other) => one.box.top - other.box.top || one.box.left - other.box.left);
}
