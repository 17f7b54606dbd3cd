import { expect, test } from 'vitest';
import { mayHoldTable } from '../../../../src/load/pdf/tables/may-hold-table.ts';
import { cells, content, run } from './make-content.ts';

const long = (x: number, top: number, lines: number) =>
  Array.from({ length: lines }, (_, index) =>
    run('words of prose that fill a line of it', x, top + 12 * index),
  );
const rows = [
  ['a', '1'],
  ['b', '2'],
  ['c', '3'],
];

test.each([
  ['short pieces side by side on three lines', cells(rows, [50, 150]), true],
  [
    'the same beside a column of prose',
    [...cells(rows, [50, 150], { pitch: 12 }), ...long(320, 100, 30)],
    true,
  ],
  [
    'long pieces on a page that is not in columns',
    [...long(50, 100, 4), ...long(320, 100, 4), ...long(50, 300, 9)],
    true,
  ],
  [
    'a table on its side',
    cells(rows, [50, 150]).map((each) => ({ ...each, x: each.y, y: 700 - each.x, angle: -90 })),
    true,
  ],
  ['prose', long(50, 100, 30), false],
  ['two columns of prose', [...long(50, 100, 30), ...long(320, 100, 30)], false],
  ['two lines that fall apart', cells(rows.slice(1), [50, 150]), false],
])('weighs %s', (_, runs, expected) => {
  expect(mayHoldTable(content(runs))).toBe(expected);
});
