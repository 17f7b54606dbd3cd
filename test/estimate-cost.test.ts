import type { ModelMessage } from 'ai';
import { describe, expect, test } from 'vitest';
import { answerQuestion } from '../src/answer-question.ts';
import type { Context } from '../src/context.ts';
import { estimateCost } from '../src/estimate-cost.ts';
import { prepareContext } from '../src/prepare-context.ts';
import type { TextSegment } from '../src/segment.ts';
import { imitateModel } from './helpers/imitated-model.ts';
import { mockModel } from './helpers/mock-model.ts';
import { words } from './helpers/sdk-routes.ts';

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
  const estimate = estimateCost({ context, questions: 5 });
  expect(estimate).toMatchObject({
    first: undefined,
    next: undefined,
    total: undefined,
    atMost: undefined,
    prices: [],
  });
  for (const quote of estimate.alternatives) {
    if (quote.outcome === 'priced') expect(quote.cost).toBeUndefined();
  }
  expect(estimate.uncertain.join(' ')).toContain('No price is known');
  expect(JSON.stringify(estimate)).not.toMatch(/NaN|Infinity/);
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

test('many questions cost the first and then the further ones, and every strategy has its price', async () => {
  const context = await prepare();
  const estimate = estimateCost({ context, questions: 10 });
  const { first, next, total, alternatives } = estimate;
  expect(total?.max).toBeCloseTo((first?.max ?? 0) + 9 * (next?.max ?? 0), 12);
  const cached = alternatives.find(({ strategy }) => strategy === 'explicit-cache');
  expect(cached).toMatchObject({ cost: total, requests: 10 });
  expect(alternatives.map(({ strategy, outcome }) => `${strategy} ${outcome}`)).toContain(
    'implicit-cache not-offered',
  );
  expect(estimate.tokens.first.cacheWrite).toBe(estimate.tokens.next.cacheRead);
});

test('the break-even is said in words, with the amounts on both sides', async () => {
  const { breakEven } = estimateCost({ context: await prepare() });
  expect(breakEven.question).toBe(2);
  expect(breakEven.words).toMatch(
    /^Marking .* pays from question 2 on: \$0\.00\d+ for 2 instead of \$0\.00\d+\.$/,
  );
});

test('what is uncertain is named: the count, the length of answers, pauses, conflicting prices', async () => {
  const gateway = await prepare({ model: 'alibaba/qwen3.5-flash' });
  const { uncertain } = estimateCost({ context: gateway });
  const all = uncertain.join('\n');
  for (const each of [
    /3 % more/,
    /answer 500, without thinking; .*\$0\.0004/,
    /5 minutes/,
    /2 sources .* conflict/,
  ]) {
    expect(all).toMatch(each);
  }
});

test('a bound counts the margin, and nothing else does', async () => {
  const context = await prepare();
  const wide = {
    ...context,
    decision: { ...context.decision, tokens: { ...context.decision.tokens, margin: 0.5 } },
  };
  const [narrow, wider] = [estimateCost({ context }), estimateCost({ context: wide })];
  expect(wider.total).toEqual(narrow.total);
  expect(wider.uncertain[0]).toContain('50 % more');
});

describe('given what the provider counts, the quote is within 2 % of the invoice on input', () => {
  /** No two alike: a conversation that begins as another did would read what that one wrote. */
  const questionOf = (number: number) => `${words(199, 'q')} ${number}`;
  const answer = words(60, 'a');

  test.each([
    ['explicit-cache', {}, 'back-to-back', 7],
    ['explicit-cache', {}, 'one-a-minute', 7],
    ['explicit-cache', {}, 'gaps', 5],
    ['explicit-cache', {}, 'conversations', 9],
    ['full', { expectedQuestions: 1 }, 'back-to-back', 6],
    ['full', { expectedQuestions: 1 }, 'conversations', 6],
    ['retrieval', { strategy: 'retrieve' }, 'back-to-back', 6],
    ['retrieval', { strategy: 'retrieve' }, 'conversations', 6],
  ] as const)('%s %j, %s', async (_, options, arrival, questions) => {
    const imitation = imitateModel({ provider: 'alibaba.chat', reply: () => answer });
    const long = { ...file, text: words(20_000, 'q') };
    const context = await prepareContext({
      sources: [[long]],
      model: imitation.model,
      evidenceTokens: 4_000,
      ...options,
    });
    let history: readonly ModelMessage[] = [];
    let now = 0;
    for (let asked = 0; asked < questions; asked += 1) {
      if (asked % 4 === 0) history = [];
      const given = await answerQuestion({ context, question: questionOf(asked), history, now: () => now });
      if (arrival === 'conversations') history = given.messages;
      const pause = { gaps: 361, 'one-a-minute': 60, 'back-to-back': 0, conversations: 0 }[arrival];
      imitation.advance(pause);
      now += pause * 1000;
    }
    const [first] = imitation.invoice.lines;
    if (first === undefined) throw new Error('nothing was billed');
    // What the provider counted for the first question; the rest follows from it.
    const prefixTokens = first.prompt - 200;
    const sizes = { prefixTokens, questionTokens: 200, outputTokens: 60 };
    const instructionTokens = context.strategy === 'pack' ? 200 : prefixTokens - 4_000;
    const quote = estimateCost({
      context: { ...context, evidenceTokens: 4_000 } as Context,
      questions,
      arrival,
      sizes: { ...sizes, instructionTokens },
    });
    const dollarsIn = (amount: number, output: number) => amount - (output * 0.4) / 1e6;
    const billed = dollarsIn(Number(imitation.invoice.totals.dollars), imitation.invoice.totals.output);
    const quoted = dollarsIn(quote.total?.max ?? 0, questions * 60);
    expect(Math.abs(quoted / billed - 1), `${quoted} quoted, ${billed} billed`).toBeLessThan(0.02);
  });
});
