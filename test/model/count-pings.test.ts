import { expect, test } from 'vitest';
import { countPings } from '../../src/model/count-pings.ts';

const card = {
  model: 'm',
  route: 'r',
  inputPerMillion: 0.1,
  outputPerMillion: 0.4,
  source: 's',
  date: '2026-11-23',
};
const prices = (cacheWritePerMillion?: number, cacheReadPerMillion?: number) => ({
  ...card,
  ...(cacheWritePerMillion !== undefined && { cacheWritePerMillion }),
  ...(cacheReadPerMillion !== undefined && { cacheReadPerMillion }),
});

test.each([
  ['a write of 1.25 and a read of .1 of the input: 11', [prices(0.125, 0.01)], 11],
  ['reads a tenth of that: 124', [prices(0.125, 0.001)], 124],
  ['two sources that conflict: the fewer', [prices(0.125, 0.001), prices(0.125, 0.01)], 11],
  ['a write that is no dearer than a read: none', [prices(0.01, 0.01)], 0],
  ['an exact multiple', [prices(0.11, 0.01)], 10],
  ['no price of a read: none', [prices(0.125)], 0],
  ['free reads, as some lists have them by mistake: none', [prices(0.125, 0)], 0],
  ['no price at all: none', [], 0],
])('%s', (_, cards, pings) => {
  expect(countPings(cards)).toBe(pings);
});
