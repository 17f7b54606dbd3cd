import { expect, test } from 'vitest';
import { openCountTable, type TextCount } from '../../src/model/count-table.ts';
import { seededRandom } from '../helpers/seeded-random.ts';

const random = seededRandom(11);
const word = () =>
  Math.floor(random.next() * 2 ** 32)
    .toString(16)
    .padStart(8, '0');
const name = () => word() + word() + word() + word();
const count = (tokens: number): TextCount => ({ tokens, bytes: tokens * 4, isForeign: tokens % 2 === 1 });

test('finds everything that was merged, over several rounds, and nothing else', () => {
  const all = new Map<string, TextCount>([
    ['0'.repeat(32), count(1)],
    ['f'.repeat(32), count(2)],
  ]);
  let table = openCountTable(openCountTable(undefined).merge(all, 10_000));
  for (let round = 0; round < 5; round++) {
    const added = new Map(Array.from({ length: 200 }, (_, at) => [name(), count(round * 200 + at)]));
    // A name that is known gets its newest count.
    added.set('0'.repeat(32), count(round + 10));
    for (const [key, value] of added) all.set(key, value);
    table = openCountTable(table.merge(added, 10_000));
  }
  expect(table.size).toBe(all.size);
  for (const [key, value] of all) expect.soft(table.find(key), key).toEqual(value);
  for (let miss = 0; miss < 100; miss++) expect(table.find(name())).toBeUndefined();
});

test('over its size it keeps the newest round alone', () => {
  const rounds = [0, 1].map(() => new Map(Array.from({ length: 60 }, (_, at) => [name(), count(at)])));
  const [first = new Map(), second = new Map()] = rounds;
  const table = openCountTable(
    openCountTable(openCountTable(undefined).merge(first, 100)).merge(second, 100),
  );
  expect(table.size).toBe(60);
  for (const key of second.keys()) expect(table.find(key)).toBeDefined();
});

test('bytes of another length are an empty table', () => {
  expect(openCountTable(new Uint8Array(23)).size).toBe(0);
  expect(openCountTable(new Uint8Array(23)).find('0'.repeat(32))).toBeUndefined();
});
