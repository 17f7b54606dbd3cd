import { expect, test } from 'vitest';
import { calculateCost } from '../../src/model/calculate-cost.ts';
import { findPriceCards } from '../../src/model/find-price-cards.ts';
import { modelProfiles } from '../../src/model/model-profiles.ts';
import { parsePriceCards } from '../../src/model/parse-price-cards.ts';
import type { PriceCard } from '../../src/model/price-card.ts';
import { priceCards } from '../../src/model/price-cards.ts';

const mainland = findPriceCards({ model: 'qwen3.5-flash', route: 'alibaba-cn' });
const own: PriceCard = {
  model: 'qwen3.5-flash',
  route: 'proxy',
  inputPerMillion: 1,
  outputPerMillion: 2,
  source: 'a contract',
  date: '2026-11-01',
};

test('every model that has a profile has a card, with a source and the date on which it was read', () => {
  for (const { id } of modelProfiles) {
    expect(
      priceCards.some(({ model }) => model === id),
      id,
    ).toBe(true);
  }
  for (const { source, date } of priceCards) {
    expect(source).not.toBe('');
    expect(date).toMatch(/^20\d\d-[01]\d-[0-3]\d$/);
  }
});

test('every built-in card would be accepted from a file', () => {
  expect(parsePriceCards(JSON.parse(JSON.stringify(priceCards)))).toEqual(priceCards);
});

test('a card for another region is never chosen unless it is asked for', () => {
  const direct = findPriceCards({ model: 'qwen3.5-flash', route: 'alibaba' });
  expect(direct.map(({ route }) => route)).toEqual(['alibaba']);
  expect(mainland).toHaveLength(1);
});

test("a caller's card stands in place of the built-in ones, even by another route", () => {
  expect(findPriceCards({ model: 'qwen3.5-flash', route: 'alibaba' }, [own])).toEqual([own]);
  expect(findPriceCards({ model: 'qwen3.5-flash', route: 'alibaba' }, mainland)).toEqual(mainland);
  const sameRoute = { ...own, route: 'alibaba' };
  expect(findPriceCards({ model: 'qwen3.5-flash', route: 'alibaba' }, [own, sameRoute])).toEqual([sameRoute]);
});

test('a card for another model is passed over', () => {
  const other = { ...own, model: 'other' };
  expect(findPriceCards({ model: 'qwen3.5-flash', route: 'alibaba' }, [other])).toEqual(
    findPriceCards({ model: 'qwen3.5-flash', route: 'alibaba' }),
  );
});

// Per token, up to 128,000: .029 a million; over it .115; over 256,000: .172. One token more multiplies the bill by four.
test.each([
  [128_000, 0.003712],
  [128_001, 0.014720115],
  [256_000, 0.02944],
  [256_001, 0.044032172],
])('on a card with steps %d tokens cost $%d', (uncached, dollars) => {
  const tokens = { uncached, cacheWrite: 0, cacheRead: 0, output: 0 };
  expect(calculateCost(tokens, mainland)?.max).toBe(dollars);
});

test('what is read from the cache counts for the step, and so does what is written', () => {
  const read = { uncached: 1_000, cacheWrite: 0, cacheRead: 127_001, output: 1_000 };
  // All at the second step: 1,000 x .115 + 127,001 x .012 + 1,000 x 1.147 millionths.
  expect(calculateCost(read, mainland)?.max).toBe(0.002786012);
  const written = { uncached: 1_000, cacheWrite: 127_001, cacheRead: 0, output: 0 };
  expect(calculateCost(written, mainland)?.max).toBe(0.018276143);
});

test('an entry that lives for an hour has its own price, unknown where the card has none', () => {
  const tokens = {
    uncached: 0,
    cacheWrite: 1_000_000,
    cacheWriteLongLived: 1_000_000,
    cacheRead: 0,
    output: 0,
  };
  const direct = findPriceCards({ model: 'claude-sonnet-5', route: 'anthropic' });
  expect(calculateCost(tokens, direct)?.max).toBe(4);
  expect(calculateCost({ ...tokens, cacheWriteLongLived: 400_000 }, direct)?.max).toBe(3.1);
  expect(
    calculateCost(tokens, findPriceCards({ model: 'claude-sonnet-5', route: 'gateway' })),
  ).toBeUndefined();
});

test('storage is billed by the hour where the card says so, and is unknown elsewhere', () => {
  const tokens = { uncached: 0, cacheWrite: 0, cacheRead: 0, output: 0, storedTokenHours: 100_000 / 12 };
  const gemini = findPriceCards({ model: 'gemini-2.5-pro', route: 'google' });
  // 100,000 tokens for five minutes at 4.50 a million and hour.
  expect(calculateCost(tokens, gemini)?.max).toBe(0.0375);
  expect(calculateCost(tokens, mainland)).toBeUndefined();
});
