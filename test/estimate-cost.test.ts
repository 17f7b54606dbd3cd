import { expect, test } from 'vitest';
import type { Context } from '../src/context.ts';
import { estimateCost } from '../src/estimate-cost.ts';
import { prepareContext } from '../src/prepare-context.ts';
import type { TextSegment } from '../src/segment.ts';
import { mockModel } from './helpers/mock-model.ts';

const text = 'The harbour office is open from six to six. '.repeat(1000);
const file: TextSegment = {
  type: 'text',
  source: 'a.md',
  location: { type: 'lines', start: 1, end: 1 },
  text,
};

function prepare(options: Partial<Parameters<typeof prepareContext>[0]> = {}): Promise<Context> {
  return prepareContext({ sources: [[file]], model: mockModel(), ...options });
}

test('a marked pack is written first and read then', async () => {
  const context = await prepare();
  const { documents } = context.decision.tokens;
  const { first, next } = estimateCost({ context });
  const cached = context.decision.choices[0];
  expect([first, next]).toEqual([cached?.first, cached?.next]);
  // The prefix at $0.125, then at $0.01 a million; a question of 200 and an answer of 500 beside it.
  const rest = (200 * 0.1 + 500 * 0.4) / 1e6;
  const prefix = (cached?.inputTokens ?? 0) - 200;
  expect(prefix).toBeGreaterThan(documents);
  expect(first?.max).toBeCloseTo((prefix * 0.125) / 1e6 + rest, 12);
  expect(next?.max).toBeCloseTo((prefix * 0.01) / 1e6 + rest, 12);
});

test('an unmarked pack costs the same every time', async () => {
  const { first, next } = estimateCost({ context: await prepare({ expectedQuestions: 1 }) });
  expect(first).toEqual(next);
  expect(first?.max).toBeGreaterThan(0);
});

test('at most: all that is held against the budget, at the dearest price, and the longest answer', async () => {
  const marked = await prepare({ maxOutputTokens: 1_000 });
  const needed = marked.decision.tokens.needed;
  expect(estimateCost({ context: marked }).atMost?.max).toBeCloseTo((needed * 0.125 + 1_000 * 0.4) / 1e6, 12);
  const unmarked = await prepare({ maxOutputTokens: 1_000, expectedQuestions: 1 });
  expect(estimateCost({ context: unmarked }).atMost?.max).toBeCloseTo((needed * 0.1 + 1_000 * 0.4) / 1e6, 12);
  expect(estimateCost({ context: unmarked, maxOutputTokens: 50 }).atMost?.max).toBeCloseTo(
    (needed * 0.1 + 50 * 0.4) / 1e6,
    12,
  );
});

test('at most is never less than the first question', async () => {
  for (const options of [{}, { expectedQuestions: 1 }, { strategy: 'retrieve' as const }]) {
    const { first, atMost } = estimateCost({ context: await prepare(options) });
    expect(atMost?.max).toBeGreaterThan(first?.max ?? Number.POSITIVE_INFINITY);
  }
});

test('retrieval costs its evidence and not the documents', async () => {
  const context = await prepare({ strategy: 'retrieve', evidenceTokens: 500, maxOutputTokens: 1_000 });
  const { tokens } = context.decision;
  const overhead = tokens.needed - Math.ceil(tokens.documents * 1.03);
  expect(estimateCost({ context }).atMost?.max).toBeCloseTo(((overhead + 515) * 0.1 + 1_000 * 0.4) / 1e6, 12);
});

test('without a price every amount is unknown, and never 0', async () => {
  const context = await prepare({
    model: mockModelOf('acme.chat', 'wonder-9'),
    profile: { contextWindow: 100_000 },
  });
  expect(estimateCost({ context })).toEqual({
    first: undefined,
    next: undefined,
    atMost: undefined,
    prices: [],
  });
});

test('what runs here costs nothing, which is known', async () => {
  const context = await prepare({ model: mockModelOf('quire', 'extractive') });
  expect(estimateCost({ context })).toMatchObject({
    first: { max: 0 },
    next: { max: 0 },
    atMost: { max: 0 },
  });
});

test('sources that conflict give a range', async () => {
  const { next } = estimateCost({ context: await prepare({ model: 'alibaba/qwen3.5-flash' }) });
  expect(next?.min).toBeLessThan(next?.max ?? 0);
});

test('a context that was kept as JSON costs the same', async () => {
  const context = await prepare();
  const kept = JSON.parse(JSON.stringify({ ...context, model: undefined }));
  expect(estimateCost({ context: kept })).toEqual(estimateCost({ context }));
});

function mockModelOf(provider: string, modelId: string): ReturnType<typeof mockModel> {
  return Object.assign(mockModel(), { provider, modelId });
}
