import { expect, test } from 'vitest';
import { addCosts, calculateCost } from '../../src/model/calculate-cost.ts';
import { estimateBuckets } from '../../src/model/estimate-buckets.ts';
import { findModelProfile } from '../../src/model/find-model-profile.ts';
import { findPriceCards } from '../../src/model/find-price-cards.ts';
import type { PriceCard, TokenBuckets } from '../../src/model/price-card.ts';

const direct = findPriceCards({ model: 'qwen3.5-flash', route: 'alibaba' });
const gateway = findPriceCards({ model: 'qwen3.5-flash', route: 'gateway' });
const { cache: rules } = findModelProfile('qwen3.5-flash');

function costOf(
  strategy: Parameters<typeof estimateBuckets>[0],
  prefixTokens: number,
  questions: number,
  cards = direct,
) {
  const size = { prefixTokens, questionTokens: 200, outputTokens: 500, evidenceTokens: 8_000 };
  const { first, next } = estimateBuckets(strategy, size, rules);
  return addCosts(
    Array.from({ length: questions }, (_, index) => calculateCost(index === 0 ? first : next, cards)),
  );
}

// 980,000 tokens, 5 questions of 200 and answers of 500, in dollars a million:
// written once 980,000 x .125 = .1225; read four times 4 x 980,000 x .01 = .0392 (x .001: .00392);
// questions 5 x 200 x .1 = .0001; answers 5 x 500 x .4 = .001.
test('costs five questions over 980,000 cached tokens $0.16280 directly', () => {
  expect(costOf('pack-cached', 980_000, 5)).toEqual({ currency: 'USD', min: 0.1628, max: 0.1628 });
});

test('gives a range through the gateway, whose two read prices differ tenfold', () => {
  expect(gateway).toHaveLength(2);
  expect(costOf('pack-cached', 980_000, 5, gateway)).toEqual({ currency: 'USD', min: 0.12752, max: 0.1628 });
});

test.each([
  ['pack-uncached', 980_000, 1, 0.09822],
  ['pack-cached', 980_000, 1, 0.12272],
  ['pack-uncached', 980_000, 2, 0.19644],
  ['pack-cached', 980_000, 2, 0.13274],
  ['pack-cached', 980_000, 20, 0.3131],
  ['pack-uncached', 980_000, 20, 1.9644],
  ['pack-cached', 100_000, 5, 0.0176],
  ['pack-cached', 10_000, 5, 0.00275],
  ['pack-uncached', 10_000, 5, 0.0061],
  ['retrieve', 10_000, 5, 0.0051],
] as const)('costs %s of %d tokens for %d questions $%d', (strategy, prefixTokens, questions, dollars) => {
  expect(costOf(strategy, prefixTokens, questions)).toMatchObject({ min: dollars, max: dollars });
});

test('does not bill cached tokens twice', () => {
  // 2,036 in all, 2,028 of them read: 8 x .1 + 2,028 x .01 + 4 x .4 = 22.68 millionths.
  expect(calculateCost(tokens({ uncached: 8, cacheRead: 2_028, output: 4 }), direct)?.max).toBe(0.00002268);
});

test('does not drift over many small sums', () => {
  const small = calculateCost(tokens({ uncached: 1 }), direct);
  expect(addCosts(Array.from({ length: 10_000 }, () => small))?.max).toBe(0.001);
});

test('does not know a cost without a card', () => {
  expect(findPriceCards({ model: 'acme', route: 'gateway' })).toEqual([]);
  expect(calculateCost(tokens({ uncached: 1 }), [])).toBeUndefined();
});

test('does not know the cost of cached tokens on a card without a cache price', () => {
  const plain: PriceCard = {
    model: 'm',
    route: 'r',
    inputPerMillion: 1,
    outputPerMillion: 2,
    source: 's',
    date: 'd',
  };
  expect(calculateCost(tokens({ cacheRead: 1 }), [plain])).toBeUndefined();
  expect(calculateCost(tokens({ cacheWrite: 1 }), [...direct, plain])).toBeUndefined();
  expect(calculateCost(tokens({ uncached: 1, output: 1 }), [plain])?.max).toBe(0.000003);
});

test('costs nothing offline, and says so as a number', () => {
  const cards = findPriceCards({ model: 'extractive', route: 'quire' });
  expect(calculateCost(tokens({ uncached: 500_000, output: 200 }), cards)).toEqual({
    currency: 'USD',
    min: 0,
    max: 0,
  });
});

test('adds ranges end by end, and is unknown as soon as one part is', () => {
  const range = { currency: 'USD', min: 0.1, max: 0.2 } as const;
  expect(addCosts([range, range, range])).toEqual({ currency: 'USD', min: 0.3, max: 0.6 });
  expect(addCosts([range, undefined])).toBeUndefined();
  expect(addCosts([])).toEqual({ currency: 'USD', min: 0, max: 0 });
});

test('sums what the provider reported only when it reported every part', () => {
  const reported = { currency: 'USD', min: 0.1, max: 0.1, reported: 0.1 } as const;
  expect(addCosts([reported, { ...reported, reported: 0.2 }])?.reported).toBe(0.3);
  expect(addCosts([reported, { currency: 'USD', min: 0.1, max: 0.1 }])).toEqual({
    currency: 'USD',
    min: 0.2,
    max: 0.2,
  });
});

function tokens(given: Partial<TokenBuckets>): TokenBuckets {
  return { uncached: 0, cacheWrite: 0, cacheRead: 0, output: 0, ...given };
}
