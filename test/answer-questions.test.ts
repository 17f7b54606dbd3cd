import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createBudget } from '../src/answer/request/create-budget.ts';
import {
  type AnswerQuestionsOptions,
  answerQuestions,
  type QuestionResult,
} from '../src/answer-questions.ts';
import type { CacheStore } from '../src/cache-store.ts';
import { estimateCost } from '../src/estimate-cost.ts';
import { prepareContext } from '../src/prepare-context.ts';
import { type ImitationProvider, startImitationProvider } from './helpers/imitation-provider.ts';
import { mockModel } from './helpers/mock-model.ts';
import { modelOf, words } from './helpers/sdk-routes.ts';
import { seededRandom } from './helpers/seeded-random.ts';

const location = { type: 'lines', start: 1, end: 1 } as const;
const sources = [[{ type: 'text' as const, source: 'a.md', location, text: words(2_000) }]];
const fifty = Array.from({ length: 50 }, (_, index) => `What of number ${index}?`);

async function collect(options: AnswerQuestionsOptions): Promise<QuestionResult[]> {
  const results: QuestionResult[] = [];
  for await (const result of answerQuestions(options)) results.push(result);
  return results;
}

/** A journal that lives as long as the test. */
function createJournal(): CacheStore {
  const entries = new Map<string, Uint8Array>();
  return {
    get: async (namespace, key) => entries.get(`${namespace} ${key}`),
    set: async (namespace, key, value) => void entries.set(`${namespace} ${key}`, value),
  };
}

describe('against the imitation and its invoice', () => {
  let provider: ImitationProvider;
  beforeEach(async () => {
    provider = await startImitationProvider();
  });
  afterEach(() => provider.close());
  const prepare = () => prepareContext({ sources, model: modelOf(provider, 'alibaba') });

  test('of 50 questions one writes the prefix and 49 read it', async () => {
    const results = await collect({ context: await prepare(), questions: fifty, concurrency: 8 });
    expect(results.map(({ status }) => status)).toEqual(fifty.map(() => 'answered'));
    expect(results.map(({ question }) => question).sort()).toEqual(fifty.toSorted());
    const { lines } = provider.invoice;
    expect(lines.filter(({ cacheWrite }) => cacheWrite > 0)).toHaveLength(1);
    expect(lines.filter(({ cacheRead }) => cacheRead > 2_000)).toHaveLength(49);
  });

  test('no cap is ever crossed, and it stops no sooner than it must', async () => {
    const random = seededRandom(7);
    const context = await prepare();
    const one = estimateCost({ context, question: fifty[0] as string }).atMost?.max ?? Number.NaN;
    for (let run = 0; run < 12; run += 1) {
      const before = Number(provider.invoice.totals.dollars);
      const maxCostUsd = one * 3 * (random.below(1_000) / 1_000);
      const results = await collect({
        context,
        questions: fifty,
        maxCostUsd,
        concurrency: 1 + random.below(6),
      });
      const spent = Number(provider.invoice.totals.dollars) - before;
      expect(spent).toBeLessThanOrEqual(maxCostUsd);
      expect(results).toHaveLength(50);
      const unasked = results.filter(({ status }) => status === 'not-asked');
      if (unasked.length > 0) expect(maxCostUsd - spent).toBeLessThan(one);
      for (const result of unasked) {
        expect(result).toMatchObject({ error: { code: 'cost-cap', facts: { limitUsd: maxCostUsd } } });
      }
    }
  });

  test('a stopped run goes on where it was and pays for no finished answer twice', async () => {
    const journal = createJournal();
    const context = await prepare();
    const answered = new Set<string>();
    for (let run = 0; answered.size < fifty.length; run += 1) {
      const controller = new AbortController();
      const { signal: abortSignal } = controller;
      let fresh = 0;
      try {
        for await (const result of answerQuestions({ context, questions: fifty, journal, abortSignal })) {
          if (result.status !== 'answered') throw result.error;
          // What was finished before costs nothing now.
          if (answered.has(result.id)) expect(result.answer.attempts).toEqual([]);
          answered.add(result.id);
          fresh += result.answer.attempts.length;
          if (fresh === 7 + run) controller.abort();
        }
      } catch (error) {
        expect(error).toMatchObject({ code: 'aborted' });
      }
    }
    const finished = provider.invoice.lines.filter(({ outcome }) => outcome === 'finished');
    const asked = provider.requests.map(({ body }) => JSON.stringify(body).match(/What of number \d+/)?.[0]);
    expect(new Set(asked).size).toBe(50);
    // Four at once: at most three others were under way when one stopped the run.
    expect(finished.length).toBeLessThanOrEqual(50 + 3 * 5);
  });

  test('a refused key is told once, and no other question is sent', async () => {
    const model = modelOf(provider, 'alibaba', { apiKey: 'wrong' });
    const context = await prepareContext({ sources, model });
    const results = await collect({ context, questions: fifty });
    expect(results[0]).toMatchObject({ status: 'failed', error: { code: 'provider-auth' } });
    expect(results.filter(({ status }) => status === 'not-asked').length).toBeGreaterThanOrEqual(46);
    expect(results).toHaveLength(50);
    expect(provider.requests.length).toBeLessThanOrEqual(4);
  });

  test('who stops reading stops what is under way', async () => {
    const context = await prepare();
    for await (const _ of answerQuestions({ context, questions: fifty, concurrency: 1 })) break;
    await provider.settled();
    expect(provider.requests.length).toBeLessThanOrEqual(2);
  });
});

const context = () => prepareContext({ sources, model: mockModel('Yes.') });

test('one failed question does not keep the others from being asked', async () => {
  const model = mockModel('Yes.');
  const answer = model.doGenerate.bind(model);
  model.doGenerate = async (options) => {
    if (JSON.stringify(options.prompt.at(-1)).includes('number 3?')) throw new Error('Out of order.');
    return answer(options);
  };
  const results = await collect({ context: await prepareContext({ sources, model }), questions: fifty });
  expect(results.filter(({ status }) => status === 'failed')).toMatchObject([
    { question: 'What of number 3?', index: 4, error: { code: 'provider-error' } },
  ]);
  expect(results.filter(({ status }) => status === 'answered')).toHaveLength(49);
});

test('results come in order of finishing', async () => {
  const model = mockModel('Yes.');
  const answer = model.doGenerate.bind(model);
  model.doGenerate = async (options) => {
    if (JSON.stringify(options.prompt.at(-1)).includes('slow')) await sleep(60);
    return answer(options);
  };
  const questions = ['first', 'slow', 'fast'];
  const results = await collect({ context: await prepareContext({ sources, model }), questions });
  expect(results.map(({ question }) => question)).toEqual(['first', 'fast', 'slow']);
});

test('a question keeps its name when others come before it, and no two have one name', async () => {
  const idOf = async (questions: AnswerQuestionsOptions['questions'], index: number) =>
    (await collect({ context: await context(), questions })).find((result) => result.index === index)?.id;
  const alone = await idOf(['When?'], 1);
  expect(alone).toMatch(/^[0-9a-f]{8}$/);
  expect(await idOf(['Where?', 'When?'], 2)).toBe(alone);
  expect(await idOf(['When?', 'When?'], 2)).toBe(`${alone}-2`);
  expect(await idOf([{ id: 'q1', question: 'When?' }], 1)).toBe('q1');
});

test.each([
  ['an empty question', { questions: ['When?', ' '] }, 'questions'],
  [
    'an id given twice',
    {
      questions: [
        { id: 'a', question: 'b' },
        { id: 'a', question: 'c' },
      ],
    },
    'questions',
  ],
  ['nobody at work', { questions: ['When?'], concurrency: 0 }, 'concurrency'],
  ['two limits', { questions: ['When?'], maxCostUsd: 1, budget: createBudget({ maxCostUsd: 1 }) }, 'budget'],
])('%s is refused before anything is sent', async (_, options, option) => {
  await expect(collect({ context: await context(), ...options })).rejects.toMatchObject({
    code: 'bad-input',
    facts: { option },
  });
});

test('says how many are done', async () => {
  const seen: number[] = [];
  await collect({
    context: await context(),
    questions: ['a', 'b', 'c'],
    onProgress: (event) => event.type === 'questions' && seen.push(event.done),
  });
  expect(seen).toEqual([1, 2, 3]);
});
