import { expect, test } from 'vitest';
import { areColumns } from '../../../../src/load/pdf/layout/are-columns.ts';
import type { Piece } from '../../../../src/load/pdf/layout/find-pieces.ts';

/** Lines of 10 pt type that begin at `start`, one for each baseline. */
const side = (start: number, characters: number, baselines: readonly number[]): readonly Piece[] =>
  baselines.map((baseline, order) => ({
    runs: [],
    start,
    end: start + 5 * characters,
    top: baseline - 7,
    bottom: baseline + 2,
    baseline,
    size: 10,
    characters,
    order,
  }));

const rows = [0, 12, 24, 36, 48];

test.each([
  ['prose beside prose', side(0, 40, rows), side(220, 40, rows), true],
  ['prose whose lines stand at other heights', side(0, 40, rows), side(220, 8, [5, 17, 29, 41]), true],
  ['a contents page', side(0, 30, rows), side(300, 2, rows), false],
  ['bullets and what they stand before', side(0, 1, rows), side(20, 60, rows), false],
  ['a label and a text of several lines', side(0, 10, [0]), side(80, 40, rows), false],
  ['a wide gap in two justified lines', side(0, 20, [0, 12]), side(112, 20, [0, 12]), false],
])('tells columns from rows: %s', (_, left, right, expected) => {
  expect(areColumns(left, right, 10)).toBe(expected);
});
