import { expect, test } from 'vitest';
import { answerQuestion, streamAnswer } from '../../src/answer-question.ts';
import type { CacheStore } from '../../src/cache-store.ts';
import type { Context } from '../../src/context.ts';
import { learnFromUsage, readCalibration } from '../../src/model/kept-calibration.ts';
import { prepareContext } from '../../src/prepare-context.ts';
import type { Answer } from '../../src/result.ts';
import { mockModel, usageOf } from '../helpers/mock-model.ts';

function memoryCache(): CacheStore {
  const entries = new Map<string, Uint8Array>();
  return {
    get: async (namespace, key) => entries.get(`${namespace}/${key}`),
    set: async (namespace, key, value) => void entries.set(`${namespace}/${key}`, value),
  };
}

const text = 'Some words of prose.\n'.repeat(8_000);
const document = {
  type: 'text',
  source: 'a.md',
  location: { type: 'lines', start: 1, end: 8_000 },
  text,
} as const;
const sources = [[document]];
const prepare = (cache: CacheStore, model = 'alibaba/qwen3.5-flash') =>
  prepareContext({ sources, model, cache });

/** An answer whose provider counted so many input tokens, for the documents alone. */
function answered(input: number): Pick<Answer, 'attempts' | 'messages'> {
  const attempt = { model: 'm', provider: 'p', cost: undefined, durationMs: 1 } as const;
  const outcome = { type: 'finished', finishReason: 'stop' } as const;
  const tokens = { uncached: input + 450 - 1_000, cacheWrite: 600, cacheRead: 400, output: 9 };
  return { attempts: [{ ...attempt, outcome, tokens }], messages: [] };
}

async function learn(cache: CacheStore, ratio: number): Promise<Context> {
  const context = await prepare(cache);
  const estimated = context.decision.tokens.documents / (context.decision.tokens.calibration?.factor ?? 1);
  await learnFromUsage(cache, { context, answer: answered(Math.round(estimated * ratio)) });
  return prepare(cache);
}

test('what the provider counted moves later estimates, of this model alone', async () => {
  const cache = memoryCache();
  const before = await prepare(cache);
  const { decision, coverage } = await learn(cache, 1.1);
  expect(decision.tokens.calibration).toEqual({ factor: 1.1, answers: 1 });
  expect(decision.tokens.documents / before.decision.tokens.documents).toBeCloseTo(1.1, 3);
  expect(coverage.documents[0]?.tokens).toBe(decision.tokens.documents);
  expect((await prepare(cache, 'openai/gpt-5')).decision.tokens).not.toHaveProperty('calibration');
  // Learned anew from the calibrated context it is the same factor, not its square.
  expect((await learn(cache, 1.1)).decision.tokens.calibration).toEqual({ factor: 1.1, answers: 2 });
});

test('one answer that is far off moves a factor of many little, and never out of its bounds', async () => {
  const cache = memoryCache();
  for (let round = 0; round < 6; round++) await learn(cache, 1);
  expect((await learn(cache, 1.2)).decision.tokens.calibration).toEqual({ factor: 1.04, answers: 7 });
  for (let round = 0; round < 30; round++) await learn(cache, 1.9);
  expect((await readCalibration(cache, (await prepare(cache)).profile))?.factor).toBeLessThanOrEqual(1.3);
});

test.each([
  ['nonsense', 40],
  ['no tokens at all', 0],
])('%s teaches nothing', async (_, ratio) => {
  expect((await learn(memoryCache(), ratio)).decision.tokens).not.toHaveProperty('calibration');
});

test('a failed attempt and a short prefix teach nothing', async () => {
  const cache = memoryCache();
  const context = await prepare(cache);
  const { attempts, messages } = answered(50_000);
  const failed = attempts.map((attempt) => ({ ...attempt, outcome: { type: 'aborted' } as const }));
  await learnFromUsage(cache, { context, answer: { attempts: failed, messages } });
  const short = await prepareContext({
    sources: [[{ ...document, text: 'short' }]],
    model: 'alibaba/qwen3.5-flash',
  });
  await learnFromUsage(cache, { context: short, answer: answered(10) });
  expect(await readCalibration(cache, context.profile)).toBeUndefined();
});

test('answers teach by themselves, whole and streamed, when they are given the store', async () => {
  const cache = memoryCache();
  const model = mockModel({ text: 'Words.', usage: usageOf(44_500, 9) });
  const context = await prepareContext({ sources, model, cache });
  await answerQuestion({ context, question: 'What?' });
  expect(await readCalibration(cache, context.profile)).toBeUndefined();
  await answerQuestion({ context, question: 'What?', store: cache });
  expect(await readCalibration(cache, context.profile)).toMatchObject({ answers: 1 });
  await streamAnswer({ context, question: 'What?', store: cache }).answer;
  const learned = await readCalibration(cache, context.profile);
  expect(learned?.answers).toBe(2);
  expect(learned?.factor).toBeCloseTo(1.1, 2);
});
