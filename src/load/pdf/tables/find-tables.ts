import type { PageContent, TableBlock } from '../page-layout.ts';
import { fillGrid, wordsIn } from './fill-grid.ts';
import { findRuledGrids } from './find-ruled-grids.ts';
import { isRuledTable } from './is-ruled-table.ts';
import { joinRules } from './join-rules.ts';
import { findTableWords } from './table-word.ts';
import { toTableBlock } from './to-table-block.ts';

/** The tables of a page, from top to bottom: those that rules make, then those that only the alignment of the text shows. */
export function findTables(content: PageContent): readonly TableBlock[] {
  let words = findTableWords(content);
  const tables: TableBlock[] = [];
  const horizontals = joinRules(content.rules ?? [], 'horizontal');
  const verticals = joinRules(content.rules ?? [], 'vertical');
  for (const grid of findRuledGrids({ horizontals, verticals })) {
    const own = wordsIn(grid, words);
    const filled = fillGrid(grid, own);
    if (!isRuledTable(filled)) continue;
    tables.push(toTableBlock(filled));
    const taken = new Set(own);
    words = words.filter((word) => !taken.has(word));
  }
  return tables.toSorted((one, other) => one.box.top - other.box.top || one.box.left - other.box.left);
}
