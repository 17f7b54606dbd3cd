import { expect, test } from 'vitest';
import { createNameFilter } from '../../src/model/name-filter.ts';
import { seededRandom } from '../helpers/seeded-random.ts';

test('lets every name pass wherever it stands, and hardly anything else', () => {
  const random = seededRandom(8);
  const makeName = () =>
    Array.from({ length: 2 + random.below(9) }, () => String.fromCharCode(random.below(256))).join('');
  const names = new Set(Array.from({ length: 20_000 }, makeName));
  const mayHold = createNameFilter(names);
  for (const name of names) expect(mayHold(`ab${name}c`, 2, 2 + name.length), name).toBe(true);

  const others = Array.from({ length: 20_000 }, makeName).filter((name) => !names.has(name));
  const passed = others.filter((name) => mayHold(name, 0, name.length));
  expect(passed.length).toBeLessThan(0.02 * others.length);
});

test('what is longer than every name is none', () => {
  expect(createNameFilter(['abc'])('abcabc', 0, 6)).toBe(false);
  expect(createNameFilter([])('', 0, 0)).toBe(false);
});
