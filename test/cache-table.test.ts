import { expect, test } from 'vitest';
import { openCacheTable } from '../src/cache-table.ts';
import { seededRandom } from './helpers/seeded-random.ts';

const random = seededRandom(11);
const word = () =>
  Math.floor(random.next() * 2 ** 32)
    .toString(16)
    .padStart(8, '0');
const name = () => word() + word() + word() + word();
const count = (value: number) => [value, 2 ** 32 - 1 - value];
const open = (bytes: Uint8Array | undefined) => openCacheTable(bytes, 2);

test('finds everything that was merged, over several rounds, and nothing else', () => {
  const all = new Map<string, readonly number[]>([
    ['0'.repeat(32), count(1)],
    ['f'.repeat(32), count(2)],
  ]);
  let table = open(open(undefined).merge(all, 10_000));
  for (let round = 0; round < 5; round++) {
    const added = new Map(Array.from({ length: 200 }, (_, at) => [name(), count(round * 200 + at)]));
    // A name that is known gets its newest count.
    added.set('0'.repeat(32), count(round + 10));
    for (const [key, value] of added) all.set(key, value);
    table = open(table.merge(added, 10_000));
  }
  expect(table.size).toBe(all.size);
  for (const [key, value] of all) expect.soft(table.find(key), key).toEqual(value);
  for (let miss = 0; miss < 100; miss++) expect(table.find(name())).toBeUndefined();
});

test('finds names that lie close together, and between them nothing', () => {
  const near = (at: number) => `0000${at.toString(16).padStart(4, '0')}${'7'.repeat(24)}`;
  const names = Array.from({ length: 2_000 }, (_, at) => near(at * 3));
  const table = open(
    open(undefined).merge(new Map([...names, 'f'.repeat(32)].map((key) => [key, count(1)])), 10_000),
  );
  for (const key of names) expect.soft(table.find(key), key).toEqual(count(1));
  for (const key of names)
    expect.soft(table.find(near(Number.parseInt(key.slice(0, 8), 16) + 1))).toBeUndefined();
});

test('over its size it keeps the newest round alone', () => {
  const rounds = [0, 1].map(() => new Map(Array.from({ length: 60 }, (_, at) => [name(), count(at)])));
  const [first = new Map(), second = new Map()] = rounds;
  const table = open(open(open(undefined).merge(first, 100)).merge(second, 100));
  expect(table.size).toBe(60);
  for (const key of second.keys()) expect(table.find(key)).toBeDefined();
});

test('bytes of another length are an empty table', () => {
  expect(open(new Uint8Array(23)).size).toBe(0);
  expect(open(new Uint8Array(23)).find('0'.repeat(32))).toBeUndefined();
});

test('a table of names alone says which it holds', () => {
  const names = new Map([[name(), []]]);
  const table = openCacheTable(openCacheTable(undefined, 0).merge(names, 9), 0);
  for (const key of names.keys()) expect(table.find(key)).toEqual([]);
  expect(table.find(name())).toBeUndefined();
});
