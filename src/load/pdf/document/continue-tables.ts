import type { PageLayout, TableBlock } from '../page-layout.ts';

/**
 * Tables that go on at the top of the next page have the columns of the one before: their first row is no head unless it
 * repeats the head. A page is cited by itself, so its rows stay on it, and so does a head that is printed on it.
 */
export function continueTables(layouts: readonly PageLayout[]): readonly PageLayout[] {
  let above: { readonly table: TableBlock; readonly height: number; readonly page: number } | undefined;
  return layouts.map((layout) => {
    const tables = layout.blocks.filter((block) => block.type === 'table');
    const first = tables[0];
    const before = above?.page === layout.page - 1 ? above : undefined;
    const goesOn = before && first && continues(before.table, before.height, first, layout.height);
    const last = tables.at(-1);
    above = last && { table: last, height: layout.height, page: layout.page };
    if (!goesOn) return layout;
    const continued = { ...first, headRows: countRepeated(before.table, first) };
    // A third page is told by its columns too.
    if (last === first)
      above = { table: { ...continued, ...headOf(before.table) }, height: layout.height, page: layout.page };
    return { ...layout, blocks: layout.blocks.map((block) => (block === first ? continued : block)) };
  });
}

/** Three fifths down the page: below it there are at most notes and the foot. */
const farDown = 0.6;

function continues(above: TableBlock, aboveHeight: number, below: TableBlock, height: number): boolean {
  if (above.box.bottom < farDown * aboveHeight || below.box.top > (1 - farDown) * height) return false;
  return (
    above.columnEdges.length === below.columnEdges.length &&
    above.columnEdges.every((edge, index) => Math.abs(edge - (below.columnEdges[index] ?? 0)) <= sameColumn)
  );
}

/** In points. The edges between unruled columns lie in the middle of their gap, which differs with the longest cell. */
const sameColumn = 12;

function countRepeated(above: TableBlock, below: TableBlock): number {
  const head = above.rows.slice(0, above.headRows).map(rowText);
  const same = head.every((text, index) => text === rowText(below.rows[index] ?? []));
  return same ? head.length : 0;
}

function rowText(row: TableBlock['rows'][number]): string {
  return row.map(({ text }) => text).join('\t');
}

function headOf({ rows, headRows }: TableBlock): Pick<TableBlock, 'rows' | 'headRows'> {
  return { rows: rows.slice(0, headRows), headRows };
}
