import type { TableBlock, TableCell } from '../page-layout.ts';
import { cellText } from './cell-text.ts';
import { countHeadRows } from './count-head-rows.ts';
import type { FilledGrid } from './fill-grid.ts';
import { boxOfGrid } from './grid.ts';

/** A filled grid as what is read of it. `headRows` where rules have shown it already. */
export function toTableBlock(grid: FilledGrid, headRows?: number): TableBlock {
  const rows = grid.rowEdges.slice(1).map((): TableCell[] => []);
  for (const cell of grid.cells)
    rows[cell.row]?.push({ text: cellText(cell.words), columns: cell.columns, rows: cell.rows });
  return {
    type: 'table',
    box: boxOfGrid(grid),
    rows,
    headRows: headRows ?? countHeadRows(grid),
    columnEdges: grid.columnEdges,
  };
}
