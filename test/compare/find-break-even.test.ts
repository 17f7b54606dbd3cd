import { expect, test } from 'vitest';
import { type CostLine, findBreakEven, toCostLine } from '../../src/compare/find-break-even.ts';
import { formulaRequests } from '../../src/compare/formula-requests.ts';
import type { ComparedStrategy } from '../../src/compare/strategy.ts';
import type { Workload } from '../../src/compare/workload.ts';
import { calculateTotal } from '../../src/model/calculate-cost.ts';
import { findModelProfile } from '../../src/model/find-model-profile.ts';
import type { PriceCard } from '../../src/model/price-card.ts';
import { priceCards } from '../../src/model/price-cards.ts';
import { seededRandom } from '../helpers/seeded-random.ts';

const { cache: rules } = findModelProfile('qwen3.5-flash');
const cards = priceCards.filter(
  ({ cacheWritePerMillion, cacheReadPerMillion, model }) =>
    cacheWritePerMillion !== undefined && cacheReadPerMillion !== undefined && model !== 'extractive',
);

function workload(change: Partial<Workload>): Workload {
  return {
    prefixTokens: 900_000,
    instructionTokens: 0,
    questionTokens: 200,
    outputTokens: 600,
    questions: 2,
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
    ...change,
  };
}

/** In pico-dollars, by adding up every request. */
function costOf(strategy: ComparedStrategy, change: Partial<Workload>, card: PriceCard): number | undefined {
  const planned = formulaRequests(strategy, workload(change));
  if (planned.type !== 'requests') throw new Error(planned.type);
  const cost = calculateTotal(planned.groups, [card]);
  return cost && Math.round(cost.max * 1e12);
}

function lineOf(strategy: ComparedStrategy, change: Partial<Workload>, card: PriceCard): CostLine {
  const line = toCostLine((questions) => costOf(strategy, { ...change, questions }, card));
  if (line === undefined) throw new Error('no line');
  return line;
}

test('a write pays back at the second question', () => {
  for (const card of cards) {
    const [cached, full] = [lineOf('explicit-cache', {}, card), lineOf('full', {}, card)];
    expect(findBreakEven(cached, full), card.source).toEqual({ from: 2 });
    expect(findBreakEven(full, cached), card.source).toEqual({ from: 1, until: 1 });
  }
});

test('what is stated is what counting finds, on every card, over price steps too', () => {
  expect(cards.length).toBeGreaterThanOrEqual(5);
  expect(cards.some(({ steps }) => steps !== undefined)).toBe(true);
  const random = seededRandom(8);
  const ways = [
    ...(['full', 'explicit-cache', 'retrieval-4k', 'retrieval-32k'] as const),
    ...(['map-reduce', 'map-reduce-cached'] as const),
  ];
  let crossings = 0;
  for (const card of cards) {
    for (let run = 0; run < 60; run += 1) {
      const size = {
        // Around the steps, and around ten times the evidence, where cached documents and retrieval meet.
        prefixTokens:
          random.pick([3_000, 30_000, 40_000, 127_799, 127_801, 255_900, 320_100, 900_000]) +
          random.below(200),
        questionTokens: random.below(400),
        outputTokens: random.below(2_000),
      };
      const one = random.pick(ways);
      const other = random.pick(ways);
      const cheaper = Array.from({ length: 300 }, (_, index) => {
        const questions = index + 1;
        const dollars = (way: ComparedStrategy) => costOf(way, { ...size, questions }, card) ?? 0;
        return dollars(one) < dollars(other);
      });
      const stated = findBreakEven(lineOf(one, size, card), lineOf(other, size, card));
      const claimed = cheaper.map(
        (_, index) => stated !== undefined && index + 1 >= stated.from && index + 1 <= (stated.until ?? 300),
      );
      expect(claimed, JSON.stringify({ one, other, size, card: card.source, stated })).toEqual(cheaper);
      if (new Set(cheaper).size === 2) crossings += 1;
    }
  }
  expect(crossings).toBeGreaterThan(20);
});

test('strategies that cost the same have no break-even, and an unknown price has no line', () => {
  const [card] = cards;
  if (card === undefined) throw new Error('no card');
  const line = lineOf('full', {}, card);
  expect(findBreakEven(line, line)).toBeUndefined();
  const { cacheReadPerMillion, ...unknown } = card;
  expect(cacheReadPerMillion).toBeDefined();
  expect(toCostLine((questions) => costOf('explicit-cache', { questions }, unknown))).toBeUndefined();
});

test('what costs no fixed amount for each further question is no line', () => {
  const [card] = cards;
  if (card === undefined) throw new Error('no card');
  for (const [strategy, change] of [
    ['one-call', { outputTokens: 2_000 }],
    ['cascade', {}],
    // Nothing falls through of the first few, which look like a line.
    ['cascade', { fallThroughShare: 0.1 }],
  ] as const) {
    const line = toCostLine((questions) => costOf(strategy, { ...change, questions }, card));
    expect(line, strategy).toBeUndefined();
  }
});
