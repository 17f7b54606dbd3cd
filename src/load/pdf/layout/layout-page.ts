import type { Box, Line, PageBlock, PageContent, PageLayout } from '../page-layout.ts';
import { findTables } from '../tables/find-tables.ts';
import { findLines } from './find-lines.ts';

/** Puts what a page draws into the order in which a person reads it. */
export function layoutPage(content: PageContent): PageLayout {
  const { page, width, height, fonts } = content;
  const tables = findTables(content);
  const blocks: PageBlock[] = [];
  const placed = new Set<Box>();
  let lines: Line[] = [];
  const endLines = () => {
    if (lines.length > 0) blocks.push({ type: 'text', lines });
    lines = [];
  };
  // A table stands where the first of its text is drawn.
  const outside = content.runs.map((run) => ({ run, table: tables.find(({ box }) => contains(box, run)) }));
  for (let first = 0; first < outside.length; ) {
    const table = outside[first]?.table;
    let end = first;
    while (end < outside.length && outside[end]?.table === table) end++;
    if (table === undefined)
      lines.push(...findLines({ runs: outside.slice(first, end).map(({ run }) => run), fonts }));
    else if (!placed.has(table.box)) {
      endLines();
      placed.add(table.box);
      blocks.push(table);
    }
    first = end;
  }
  endLines();
  return { page, width, height, blocks };
}

function contains(
  { left, top, right, bottom }: Box,
  { x, y, width, size }: PageContent['runs'][number],
): boolean {
  const middle = x + width / 2;
  return middle >= left && middle <= right && y - size / 4 >= top && y - size / 4 <= bottom;
}
