import { expect, test } from 'vitest';
import { findBreakEven, toCostLine } from '../../src/compare/find-break-even.ts';
import { formulaRequests } from '../../src/compare/formula-requests.ts';
import type { ComparedStrategy } from '../../src/compare/strategy.ts';
import type { Workload } from '../../src/compare/workload.ts';
import { calculateTotal } from '../../src/model/calculate-cost.ts';
import { findModelProfile } from '../../src/model/find-model-profile.ts';
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

function groupsOf(strategy: ComparedStrategy, change: Partial<Workload>) {
  const planned = formulaRequests(strategy, workload(change));
  if (planned.type !== 'requests') throw new Error(planned.type);
  return planned.groups;
}

test('a write pays back at the second question', () => {
  for (const card of cards) {
    const cached = toCostLine(groupsOf('explicit-cache', {}));
    const full = toCostLine(groupsOf('full', {}));
    if (cached === undefined || full === undefined) throw new Error('no line');
    expect(findBreakEven(cached, full, card), card.source).toEqual({ from: 2 });
    expect(findBreakEven(full, cached, card), card.source).toEqual({ from: 1, until: 1 });
  }
});

test('what is stated is what counting finds, on every card, over price steps too', () => {
  expect(cards.length).toBeGreaterThanOrEqual(5);
  expect(cards.some(({ steps }) => steps !== undefined)).toBe(true);
  const random = seededRandom(8);
  const ways = ['full', 'explicit-cache', 'retrieval-4k', 'retrieval-32k'] as const;
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
      const lines = [one, other].map((way) => toCostLine(groupsOf(way, size)));
      const [a, b] = lines;
      if (a === undefined || b === undefined) throw new Error('no line');
      const cheaper = Array.from({ length: 300 }, (_, index) => {
        const questions = index + 1;
        const cost = (way: ComparedStrategy) =>
          calculateTotal(groupsOf(way, { ...size, questions }), [card])?.max ?? 0;
        return Math.round(cost(one) * 1e12) < Math.round(cost(other) * 1e12);
      });
      const stated = findBreakEven(a, b, card);
      const claimed = cheaper.map(
        (_, index) => stated !== undefined && index + 1 >= stated.from && index + 1 <= (stated.until ?? 300),
      );
      expect(claimed, JSON.stringify({ one, other, size, card: card.source, stated })).toEqual(cheaper);
      if (new Set(cheaper).size === 2) crossings += 1;
    }
  }
  expect(crossings).toBeGreaterThan(20);
});

test('strategies that cost the same have no break-even, and an unknown price has none', () => {
  const line = toCostLine(groupsOf('full', {}));
  if (line === undefined) throw new Error('no line');
  const [card] = cards;
  if (card === undefined) throw new Error('no card');
  expect(findBreakEven(line, line, card)).toBeUndefined();
  const { cacheReadPerMillion, ...unknown } = card;
  const cached = toCostLine(groupsOf('explicit-cache', {}));
  if (cached === undefined) throw new Error('no line');
  expect(cacheReadPerMillion).toBeDefined();
  expect(findBreakEven(cached, line, unknown)).toBeUndefined();
});
