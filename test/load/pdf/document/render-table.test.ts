import { expect, test } from 'vitest';
import { renderTable } from '../../../../src/load/pdf/document/render-table.ts';
import type { TableBlock, TableCell } from '../../../../src/load/pdf/page-layout.ts';

const cell = (text: string, columns = 1, rows = 1): TableCell => ({ text, columns, rows });
const table = (rows: readonly (readonly TableCell[])[], headRows = 1): TableBlock => ({
  type: 'table',
  box: { left: 0, top: 0, right: 9, bottom: 9 },
  rows,
  headRows,
  columnEdges: [0, 4, 9],
});

test('writes Markdown, with what would end a cell escaped', () => {
  const rows = [
    [cell('a|b'), cell('c')],
    [cell('one\ntwo'), cell('')],
  ];
  expect(renderTable(table(rows))).toBe('| a\\|b | c |\n| --- | --- |\n| one two |  |');
});

test('makes no head of a first row that is none', () => {
  expect(renderTable(table([[cell('1'), cell('2')]], 0))).toBe('|  |  |\n| --- | --- |\n| 1 | 2 |');
});

test('writes HTML where cells span', () => {
  const rows = [[cell('a < b & c', 2)], [cell('d', 1, 2), cell('e')], [cell('f')]];
  expect(renderTable(table(rows))).toBe(
    '<table>\n<tr><th colspan="2">a &lt; b &amp; c</th></tr>\n<tr><td rowspan="2">d</td><td>e</td></tr>\n<tr><td>f</td></tr>\n</table>',
  );
});
