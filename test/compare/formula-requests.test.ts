import { describe, expect, test } from 'vitest';
import { formulaRequests } from '../../src/compare/formula-requests.ts';
import { arrivalNames, type ComparedStrategy, strategyNames } from '../../src/compare/strategy.ts';
import type { Workload } from '../../src/compare/workload.ts';
import { calculateTotal } from '../../src/model/calculate-cost.ts';
import { findModelProfile } from '../../src/model/find-model-profile.ts';
import { findPriceCards } from '../../src/model/find-price-cards.ts';

const { cache: rules } = findModelProfile('qwen3.5-flash');
const flat = findPriceCards({ model: 'qwen3.5-flash', route: 'alibaba' });
const known: Workload = {
  prefixTokens: 900_000,
  instructionTokens: 0,
  questionTokens: 200,
  outputTokens: 600,
  questions: 10,
  arrival: 'back-to-back',
  rules,
  fits: true,
  maxOutputTokens: 64_000,
  shardTokens: 128_000,
  shardAskTokens: 0,
  joinAskTokens: 0,
  oneCallAskTokens: 0,
  fallThroughShare: 0.4,
  implicitHitShare: 1,
};

function dollars(
  strategy: ComparedStrategy,
  change: Partial<Workload> = {},
  cards = flat,
): number | undefined {
  const planned = formulaRequests(strategy, { ...known, ...change });
  if (planned.type !== 'requests') return undefined;
  return calculateTotal(planned.groups, cards)?.max;
}

// 900,000 tokens, questions of 200, answers of 600, at .1 / .4 / .125 / .01 a million; worked by hand from the closed forms.
test.each([
  ['full', 10, 0.9026],
  ['explicit-cache', 10, 0.1961],
  ['retrieval-8k', 10, 0.0106],
  ['retrieval-32k', 10, 0.0346],
  ['map-reduce', 10, 0.9362],
  ['map-reduce-cached', 10, 0.2297],
  ['one-call', 10, 0.0926],
  ['full', 1, 0.09026],
  ['explicit-cache', 1, 0.11276],
  ['explicit-cache', 2, 0.12202],
  ['explicit-cache', 50, 0.5665],
  ['map-reduce', 1, 0.09362],
  ['map-reduce-cached', 50, 0.7345],
  ['one-call', 50, 0.103],
  ['retrieval-8k', 50, 0.053],
] as const)('%s of 900,000 tokens for %d questions costs $%d', (strategy, questions, expected) => {
  expect(dollars(strategy, { questions })).toBe(expected);
});

test('an implicit cache, always and every other time', () => {
  const automatic = { rules: { type: 'automatic', minTokens: 1_024 } as const };
  const card = { ...flat[0], cacheReadPerMillion: 0.02 } as (typeof flat)[number];
  expect(dollars('implicit-cache', automatic, [card])).toBe(0.2546);
  // Five of nine rather than four and a half: .5786 with half a hit less.
  expect(dollars('implicit-cache', { ...automatic, implicitHitShare: 0.5 }, [card])).toBeCloseTo(0.5786, 1);
});

test('ten cold workers pay ten writes, and primed they pay one', () => {
  const prefixOnly = { questionTokens: 0, outputTokens: 0 };
  expect(dollars('explicit-cache', { ...prefixOnly, arrival: 'cold-concurrent' })).toBe(1.125);
  expect(dollars('explicit-cache', { ...prefixOnly, arrival: 'primed-concurrent' })).toBe(0.1935);
});

test('twenty questions, each after the cache has expired, cost a quarter more marked than not', () => {
  const gaps = { questions: 20, arrival: 'gaps', questionTokens: 0, outputTokens: 0 } as const;
  expect(dollars('explicit-cache', gaps)).toBe(2.25);
  expect(dollars('full', gaps)).toBe(1.8);
  expect(dollars('explicit-cache', { ...gaps, arrival: 'one-a-minute' })).toBe(0.2835);
});

test('shards stay under a price step, and cost a sixth of the whole there', () => {
  const mainland = findPriceCards({ model: 'qwen3.5-flash', route: 'alibaba-cn' });
  const size = { questions: 1, outputTokens: 0, questionTokens: 200, lowestStepTokens: 128_000 };
  const planned = formulaRequests('map-reduce', { ...known, ...size });
  if (planned.type !== 'requests') throw new Error(planned.type);
  for (const { tokens } of planned.groups) expect(tokens.uncached).toBeLessThanOrEqual(128_000);
  const input = planned.groups.map(({ tokens, count }) => ({ tokens: { ...tokens, output: 0 }, count }));
  const sharded = calculateTotal(input, mainland)?.max ?? 0;
  expect((dollars('full', size, mainland) ?? 0) / sharded).toBeCloseTo(5.9, 0);
});

describe('for every strategy and arrival', () => {
  const cases = strategyNames.flatMap((strategy) =>
    arrivalNames.map((arrival) => [strategy, arrival] as const),
  );

  test.each(cases)(
    '%s, %s: as many answers as questions, and never cheaper for more',
    (strategy, arrival) => {
      let before = 0;
      for (const questions of [1, 2, 3, 4, 5, 9, 10, 11, 50, 200]) {
        const planned = formulaRequests(strategy, { ...known, arrival, questions });
        if (planned.type !== 'requests') {
          expect(strategy).toBe('implicit-cache');
          return;
        }
        const output = planned.groups.reduce((sum, { tokens, count }) => sum + tokens.output * count, 0);
        expect(output).toBeGreaterThanOrEqual(questions * known.outputTokens);
        for (const { tokens, count } of planned.groups) {
          for (const amount of [...Object.values(tokens), count]) {
            expect(Number.isSafeInteger(amount) && amount >= 0, JSON.stringify(tokens)).toBe(true);
          }
        }
        const cost = calculateTotal(planned.groups, flat)?.max ?? 0;
        expect(cost).toBeGreaterThan(before);
        before = cost;
      }
    },
  );

  test.each(cases)('%s, %s: longer documents and longer answers never cost less', (strategy, arrival) => {
    const at = (change: Partial<Workload>) => dollars(strategy, { arrival, ...change }) ?? 0;
    let before = 0;
    for (const prefixTokens of [5_000, 50_000, 127_999, 128_001, 500_000, 900_000]) {
      const cost = at({ prefixTokens });
      expect(cost).toBeGreaterThanOrEqual(before);
      before = cost;
    }
    expect(at({ outputTokens: 601 })).toBeGreaterThanOrEqual(at({}));
    expect(at({ questionTokens: 201 })).toBeGreaterThanOrEqual(at({}));
  });
});

test('what does not fit is not priced, and what cuts it is', () => {
  const over = { ...known, prefixTokens: 5_000_000, fits: false };
  for (const strategy of ['full', 'explicit-cache', 'one-call', 'cascade'] as const) {
    expect(formulaRequests(strategy, over)).toEqual({ type: 'does-not-fit' });
  }
  for (const strategy of ['retrieval-8k', 'map-reduce', 'map-reduce-cached', 'tools'] as const) {
    expect(formulaRequests(strategy, over).type).toBe('requests');
  }
});

test('documents under the minimum of the cache cost what they do unmarked', () => {
  const short = { prefixTokens: 1_000, questions: 5 };
  expect(dollars('explicit-cache', short)).toBe(dollars('full', short));
});

test('storage by the hour counts from the first question to one life beyond the last', () => {
  const gemini = findPriceCards({ model: 'gemini-2.5-pro', route: 'google' });
  const rules = { type: 'automatic', minTokens: 2_048 } as const;
  const size = { prefixTokens: 100_000, questionTokens: 0, outputTokens: 0, questions: 1, rules };
  // Made at 1.25 a million, kept for five minutes at 4.50 an hour, read once at .125.
  expect(dollars('explicit-cache', { ...size, storesByHour: true }, gemini)).toBe(0.175);
  expect(formulaRequests('explicit-cache', { ...known, ...size }).type).toBe('not-offered');
});
