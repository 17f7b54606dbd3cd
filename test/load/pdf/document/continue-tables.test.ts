import { expect, test } from 'vitest';
import { continueTables } from '../../../../src/load/pdf/document/continue-tables.ts';
import type { PageLayout, TableBlock } from '../../../../src/load/pdf/page-layout.ts';

const table = (rows: readonly (readonly string[])[], top: number, bottom: number): TableBlock => ({
  type: 'table',
  box: { left: 50, top, right: 350, bottom },
  rows: rows.map((row) => row.map((text) => ({ text, columns: 1, rows: 1 }))),
  headRows: 1,
  columnEdges: [50, 150, 350],
});
const page = (number: number, ...blocks: TableBlock[]): PageLayout => ({
  page: number,
  width: 600,
  height: 800,
  blocks,
});
const headRows = (layouts: readonly PageLayout[]) =>
  continueTables(layouts).map(({ blocks }) =>
    blocks.map((block) => (block.type === 'table' ? block.headRows : -1)),
  );

const head = ['Name', 'Place'];
const start = page(1, table([head, ['Ada', 'London']], 400, 750));
const rest = table(
  [
    ['Alan', 'Wilmslow'],
    ['Grace', 'New York'],
  ],
  50,
  400,
);

test('takes the first row of a table that goes on for no head', () => {
  expect(headRows([start, page(2, rest)])).toEqual([[1], [0]]);
});

test('knows a table that fills a page and goes on on a third', () => {
  const whole = { ...rest, box: { ...rest.box, bottom: 750 } };
  expect(headRows([start, page(2, whole), page(3, rest)])).toEqual([[1], [0], [0]]);
});

test('keeps a head that is repeated', () => {
  expect(headRows([start, page(2, table([head, ['Alan', 'Wilmslow']], 50, 400))])).toEqual([[1], [1]]);
});

test.each([
  ['with other columns', page(2, { ...rest, columnEdges: [50, 250, 350] })],
  ['lower down', page(2, { ...rest, box: { ...rest.box, top: 500, bottom: 700 } })],
  ['after a page between', page(3, rest)],
])('takes a table %s for another one', (_, next) => {
  expect(headRows([start, next])).toEqual([[1], [1]]);
});

test('leaves a table alone when the one before ends in the middle of its page', () => {
  const early = page(1, table([head, ['Ada', 'London']], 100, 300));
  expect(headRows([early, page(2, rest)])).toEqual([[1], [1]]);
});
