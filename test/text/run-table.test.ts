import { expect, test } from 'vitest';
import { createRunTable } from '../../src/text/run-table.ts';

function unitsOf(text: string): Uint16Array {
  return Uint16Array.from(text, (character) => character.charCodeAt(0));
}

test('a run has the number of its first time, wherever it stands', () => {
  const table = createRunTable();
  const units = unitsOf('port gate port gateway');
  const numbers = [
    [0, 4],
    [5, 9],
    [10, 14],
    [15, 22],
    // Empty is a run as well.
    [4, 4],
    [9, 9],
  ].map(([start, end]) => table.numberOf(units, start as number, end as number));
  expect(numbers).toEqual([0, 1, 0, 2, 3, 3]);
  expect(table.size).toBe(4);
  expect(table.units).toBe('portgategateway'.length);
});

test('a table that has grown knows all of its runs', () => {
  const table = createRunTable();
  // More than double the places and the room for units many times over; some of so many share a place.
  const runs = Array.from({ length: 50_000 }, (_, n) => unitsOf(`run${n}`));
  const numbers = runs.map((run) => table.numberOf(run, 0, run.length));
  expect(numbers).toEqual(runs.map((_, n) => n));
  expect(runs.map((run) => table.numberOf(run, 0, run.length))).toEqual(numbers);
});

test('runs of one hash are told apart by their units', () => {
  const table = createRunTable();
  // FNV-1a gives both the same 32 bits.
  const [a, b] = ['costarring', 'liquid'].map(unitsOf) as [Uint16Array, Uint16Array];
  expect(table.numberOf(a, 0, a.length)).toBe(0);
  expect(table.numberOf(b, 0, b.length)).toBe(1);
  expect(table.numberOf(a, 0, a.length)).toBe(0);
});
