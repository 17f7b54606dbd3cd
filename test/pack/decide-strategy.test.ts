import { expect, test } from 'vitest';
import type { CacheRules } from '../../src/model/model-profile.ts';
import type { PriceCard } from '../../src/model/price-card.ts';
import { type BudgetCheck, checkBudget } from '../../src/pack/check-budget.ts';
import { decideStrategy } from '../../src/pack/decide-strategy.ts';

const explicit: CacheRules = {
  type: 'explicit',
  minTokens: 1_024,
  ttlSeconds: 300,
  maxMarkers: 4,
  marker: {},
};
const qwen = {
  id: 'm',
  contextWindow: 1_000_000,
  maxInputTokens: 983_616,
  maxOutputTokens: 64_000,
  maxBodyBytes: 6_291_456,
  tokenizer: { type: 'o200k' },
  cache: explicit,
  source: 'test',
} as const;
const card: PriceCard = {
  model: 'm',
  route: 'r',
  inputPerMillion: 0.1,
  outputPerMillion: 0.4,
  cacheWritePerMillion: 0.125,
  cacheReadPerMillion: 0.01,
  source: 'test',
  date: '2026-11-23',
};

function check(documentTokens: number, bodyBytes = 1_000): BudgetCheck {
  return checkBudget({
    basis: 'tokenizer',
    documentTokens,
    margin: 0.03,
    overheadTokens: 2_400,
    bodyBytes,
    maxOutputTokens: 8_192,
    profile: qwen,
  });
}

const base = {
  asked: 'auto',
  check: check(99_600),
  instructionTokens: 400,
  profile: qwen,
  prices: [card],
  expectedQuestions: 2,
  evidenceTokens: 16_000,
} as const;

test('documents over a price step fit, and shards under it are priced beside the whole', () => {
  const stepped = {
    ...card,
    steps: [{ ...card, overInputTokens: 50_000, inputPerMillion: 0.4, outputPerMillion: 1.6 }],
  };
  const names = (prices: readonly PriceCard[]) =>
    decideStrategy({ ...base, prices }).choices.map(({ strategy }) => strategy);
  expect(names([card])).not.toContain('map-reduce');
  expect(names([stepped])).toContain('map-reduce');
  const { strategy, choices } = decideStrategy({
    ...base,
    prices: [{ ...stepped, cacheWritePerMillion: 0 }],
  });
  expect(strategy).toBe('pack');
  const [whole, shards] = ['pack-uncached', 'map-reduce'].map((way) =>
    choices.find((each) => each.strategy === way),
  );
  // Three shards of a third each, at a quarter of the price.
  expect(shards?.inputTokens).toBeGreaterThan(whole?.inputTokens ?? Number.POSITIVE_INFINITY);
  expect(shards?.next?.max).toBeLessThan((whole?.next?.max ?? 0) / 2);
});

function usd(amount: number): object {
  return { currency: 'USD', min: expect.closeTo(amount, 12), max: expect.closeTo(amount, 12) };
}

test('packs what fits, and prices every way by hand-computed figures', () => {
  const { strategy, because, reason, cache, choices, prices } = decideStrategy(base);
  expect({ strategy, because, cache, prices }).toEqual({
    strategy: 'pack',
    because: 'fits',
    cache: { marked: true, because: 'follow-ups-expected' },
    prices: [card],
  });
  // 99,600 * 1.03 + 2,400
  expect(reason).toBe('The documents fit: 104,988 tokens with margin, of 983,616.');
  // 100,000 tokens with the instructions, a question of 200, an answer of 500 ($0.0002).
  expect(choices).toEqual([
    {
      strategy: 'pack-cached',
      fits: true,
      inputTokens: 100_200,
      first: usd(0.0125 + 0.00002 + 0.0002),
      next: usd(0.001 + 0.00002 + 0.0002),
    },
    {
      strategy: 'pack-uncached',
      fits: true,
      inputTokens: 100_200,
      first: usd(0.01002 + 0.0002),
      next: usd(0.01002 + 0.0002),
    },
    {
      strategy: 'retrieve',
      fits: true,
      inputTokens: 16_600,
      first: usd(0.00166 + 0.0002),
      next: usd(0.00166 + 0.0002),
    },
  ]);
});

test('one lone question is left unmarked', () => {
  expect(decideStrategy({ ...base, expectedQuestions: 1 }).cache).toEqual({
    marked: false,
    because: 'one-question',
  });
});

test('the minimum of the cache counts the instructions in', () => {
  const at = (documentTokens: number) => decideStrategy({ ...base, check: check(documentTokens) }).cache;
  expect(at(624)).toEqual({ marked: true, because: 'follow-ups-expected' });
  expect(at(623)).toEqual({ marked: false, because: 'under-minimum' });
});

test('what is over the token budget is retrieved, and the reason says by how much', () => {
  // 952,637 * 1.03 = 981,216.11, so 981,217 + 2,400
  const record = decideStrategy({ ...base, check: check(952_637) });
  expect(record).toMatchObject({
    strategy: 'retrieve',
    because: 'over-token-budget',
    cache: { marked: false, because: 'retrieval' },
  });
  expect(record.reason).toBe(
    'The documents do not fit (983,617 tokens with margin, of 983,616: 1 too many), so passages are retrieved for each question.',
  );
  expect(record.choices.map(({ strategy, fits }) => [strategy, fits])).toEqual([
    ['pack-cached', false],
    ['pack-uncached', false],
    ['retrieve', true],
    ['map-reduce', true],
  ]);
});

test('what does not fit could be read whole, in two prompts when it is one token over, and one more for the answer', () => {
  const { choices } = decideStrategy({ ...base, check: check(952_637) });
  const everything = choices.find(({ strategy }) => strategy === 'map-reduce');
  const { instructionTokens } = base;
  // Half of the documents, instructions and question twice; then instructions, question and two answers of 500.
  expect(everything?.inputTokens).toBe(
    2 * (476_319 + instructionTokens + 200) + instructionTokens + 200 + 1_000,
  );
  const once = choices.find(({ strategy }) => strategy === 'pack-cached');
  expect(everything?.first?.max).toBeGreaterThan(once?.first?.max ?? Number.NaN);
  expect(everything?.next?.max).toBeGreaterThan(once?.next?.max ?? Number.NaN);
  expect(everything?.next?.max).toBeLessThan((everything?.first?.max ?? 0) / 5);
});

test('what is over the byte budget is retrieved, and the reason says so', () => {
  const record = decideStrategy({ ...base, check: check(99_600, 6_291_457) });
  expect(record).toMatchObject({ strategy: 'retrieve', because: 'over-byte-budget' });
  expect(record.reason).toBe(
    'The documents do not fit (a request of 6,291,457 bytes, of 6,291,456), so passages are retrieved for each question.',
  );
});

test.each([
  ['pack', 99_600, 'Packed, as asked for: 104,988 tokens with margin, of 983,616.'],
  [
    'retrieve',
    99_600,
    'Retrieved, as asked for; the documents would fit: 104,988 tokens with margin, of 983,616.',
  ],
  ['retrieve', 2_000_000, 'Retrieved, as asked for; the documents would not fit.'],
] as const)('%s that was asked for is done and said so (%i tokens)', (asked, documentTokens, reason) => {
  expect(decideStrategy({ ...base, asked, check: check(documentTokens) })).toMatchObject({
    strategy: asked,
    because: 'asked-for',
    reason,
  });
});

test('retrieval brings no more evidence than there are documents', () => {
  const { choices } = decideStrategy({ ...base, check: check(5_000) });
  expect(choices.at(-1)?.inputTokens).toBe(200 + 400 + 5_000);
});

test('without a price nothing has a cost, and never 0', () => {
  const { choices, prices } = decideStrategy({ ...base, prices: [] });
  expect(choices.map(({ first, next }) => [first, next])).toEqual(choices.map(() => [undefined, undefined]));
  expect(prices).toEqual([]);
});

test('prices that conflict give ranges', () => {
  const { choices } = decideStrategy({ ...base, prices: [card, { ...card, cacheReadPerMillion: 0.001 }] });
  expect(choices[0]?.next).toEqual({
    currency: 'USD',
    min: expect.closeTo(0.0001 + 0.00022, 12),
    max: expect.closeTo(0.001 + 0.00022, 12),
  });
});

test('a model without an explicit cache has no cached way', () => {
  const { choices, cache } = decideStrategy({ ...base, profile: { ...qwen, cache: { type: 'none' } } });
  expect(choices.map(({ strategy }) => strategy)).toEqual(['pack-uncached', 'retrieve']);
  expect(cache).toEqual({ marked: false, because: 'no-cache' });
});
