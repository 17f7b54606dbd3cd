import type { FinishReason, LanguageModelUsage } from 'ai';
import { expect, test } from 'vitest';
import type { PreparedCall } from '../../../src/answer/prepare-call.ts';
import { createAnswerReader } from '../../../src/answer/reply/read-answer.ts';
import { toAnswer } from '../../../src/answer/reply/to-answer.ts';
import type { TokenBuckets } from '../../../src/model/price-card.ts';
import type { Attempt, CacheMiss } from '../../../src/result.ts';
import { mockModel } from '../../helpers/mock-model.ts';

const usage: LanguageModelUsage = {
  inputTokens: 108,
  outputTokens: 10,
  totalTokens: 118,
  inputTokenDetails: { noCacheTokens: 8, cacheReadTokens: 100, cacheWriteTokens: 0 },
  outputTokenDetails: { textTokens: 10, reasoningTokens: 0 },
};
const documents = [
  { source: 'a.md', location: { type: 'lines', start: 1, end: 1 }, text: 'Port 80.' },
] as const;

function attempt(tokens?: Partial<TokenBuckets>, dollars?: number): Attempt {
  return {
    model: 'm',
    provider: 'p',
    tokens: tokens && { uncached: 8, cacheRead: 0, cacheWrite: 0, output: 10, ...tokens },
    cost: dollars === undefined ? undefined : { currency: 'USD', min: dollars, max: dollars },
    outcome: { type: 'finished', finishReason: 'stop' },
    durationMs: 1,
  };
}

function answerTo(
  raw: string,
  {
    finishReason = 'stop',
    attempts = [attempt({ cacheRead: 100 }, 0.5)],
    cacheMiss,
    warnings = [],
  }: { finishReason?: FinishReason; attempts?: Attempt[]; cacheMiss?: CacheMiss; warnings?: string[] } = {},
) {
  const reader = createAnswerReader(documents);
  reader.read(raw);
  reader.end();
  const prepared: PreparedCall = {
    call: {
      model: mockModel(),
      instructions: '',
      messages: [],
      maxOutputTokens: 1,
      reasoning: 'none',
      passed: {},
      abortSignal: undefined,
      providerOptions: undefined,
    },
    documents,
    attempts,
    isLong: false,
    format: undefined,
    repairObject: 'never',
    mendCitations: 'never',
    cache: undefined,
    ledgerWritten: async () => undefined,
    asked: [{ role: 'user', content: 'why?' }],
    warnings,
  };
  return toAnswer(
    prepared,
    { ...reader.result, raw, said: [], end: { finishReason, usage } },
    { ...(cacheMiss && { cacheMiss }) },
  );
}

test('puts text, citations, usage, cost and a history for the next question together', () => {
  const raw = 'It is 80.<cite id="a.md">Port 80.</cite>\n';
  expect(answerTo(raw)).toEqual({
    text: 'It is 80. [1]',
    citations: [expect.objectContaining({ mark: 1, source: 'a.md', verified: true })],
    notFound: false,
    complete: true,
    finishReason: 'stop',
    usage,
    cost: { currency: 'USD', min: 0.5, max: 0.5 },
    attempts: [attempt({ cacheRead: 100 }, 0.5)],
    messages: [
      { role: 'user', content: 'why?' },
      { role: 'assistant', content: raw },
    ],
    warnings: [],
  });
});

test.each([
  ['stop', 'Text.', true],
  ['stop', '', false],
  ['stop', ' \n ', false],
  ['stop', '<not-found/>', true],
  ['length', '<not-found/>', false],
  ['length', 'Text.', false],
  ['content-filter', 'Text.', false],
  ['error', 'Text.', false],
  ['other', 'Text.', false],
  ['tool-calls', 'Text.', false],
] as const)('with finish reason %s and the text %j, complete is %s', (finishReason, raw, complete) => {
  expect(answerTo(raw, { finishReason })).toMatchObject({ complete, finishReason });
});

test('a blank answer leaves no empty turn in the history', () => {
  expect(answerTo(' \n').messages).toEqual([{ role: 'user', content: 'why?' }]);
});

test('the cost is the sum of all attempts, and unknown when one of them is', () => {
  const refused = attempt({ uncached: 0, output: 0 }, 0);
  expect(answerTo('x', { attempts: [refused, attempt({ cacheRead: 1 }, 0.25)] }).cost?.max).toBe(0.25);
  expect(answerTo('x', { attempts: [attempt({}, 0.5), attempt({ cacheRead: 1 }, 0.25)] }).cost?.max).toBe(
    0.75,
  );
  expect(answerTo('x', { attempts: [attempt(), attempt({ cacheRead: 1 }, 0.25)] }).cost).toBeUndefined();
});

test('says why the cache did not help, as a fact and in words', () => {
  const noEffect = 'The cache marker had no effect: the provider neither wrote nor read the prefix.';
  expect(answerTo('x', { attempts: [attempt({}, 1)], cacheMiss: { cause: 'no-effect' } })).toMatchObject({
    cacheMiss: { cause: 'no-effect' },
    warnings: [noEffect],
  });
  expect(answerTo('x')).not.toHaveProperty('cacheMiss');
});

test('warns of unusable token counts, and of that alone', () => {
  const { warnings, cost } = answerTo('x', { attempts: [attempt()] });
  expect(warnings).toEqual(['The provider sent no usable token counts, so the cost is unknown.']);
  expect(cost).toBeUndefined();
});

test('keeps the warnings of the preparation', () => {
  expect(answerTo('x', { warnings: ['broken'] }).warnings).toEqual(['broken']);
});
