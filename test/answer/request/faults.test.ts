import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createBudget } from '../../../src/answer/request/create-budget.ts';
import { type AnswerQuestionOptions, answerQuestion, streamAnswer } from '../../../src/answer-question.ts';
import { prepareContext } from '../../../src/prepare-context.ts';
import { resolveModel } from '../../../src/resolve-model.ts';
import type { LedgerEntry } from '../../../src/result.ts';
import type { Fault } from '../../helpers/fault.ts';
import { type ImitationProvider, startImitationProvider } from '../../helpers/imitation-provider.ts';
import { routes, words } from '../../helpers/sdk-routes.ts';

// Every way in which a provider may fail, over both routes, whole and streamed: each has one stated outcome.

let provider: ImitationProvider;
let elsewhere: ImitationProvider;
const reply = words(20, 'word');
let answerWith = reply;
beforeEach(async () => {
  answerWith = reply;
  provider = await startImitationProvider({ reply: () => answerWith });
  elsewhere = await startImitationProvider();
});
afterEach(() => Promise.all([provider.close(), elsewhere.close()]));

const location = { type: 'lines', start: 1, end: 1 } as const;
const texts = { short: words(2_000), long: words(15_000) };
const soon = { 'retry-after-ms': '1' };

async function prepare(route: 'alibaba' | 'gateway', length: keyof typeof texts = 'short') {
  const env =
    route === 'alibaba'
      ? { ALIBABA_API_KEY: 'test-key', ALIBABA_BASE_URL: provider.alibabaUrl }
      : { AI_GATEWAY_API_KEY: 'test-key', AI_GATEWAY_BASE_URL: provider.gatewayUrl };
  const { model } = await resolveModel('alibaba/qwen3.5-flash', { env });
  return prepareContext({
    sources: [[{ type: 'text', source: 'a.md', location, text: texts[length] }]],
    model,
  });
}

interface Row {
  readonly fault: Fault;
  /** How often in a row. @default 1 */
  readonly times?: number;
  readonly length?: keyof typeof texts;
  readonly options?: Partial<AnswerQuestionOptions>;
  readonly requests: number;
  /** The code of the error, or how the answer ends; by manner or route where these differ. */
  readonly outcome: string | Readonly<Partial<Record<'whole' | 'streamed' | 'alibaba' | 'gateway', string>>>;
}

const quotaBody = {
  error: { message: 'Quota exceeded.', code: 'insufficient_quota', type: 'insufficient_quota' },
};
const tooLong = 'Range of input length should be [1, 983616]';
const rows: Readonly<Record<string, Row>> = {
  '401: the key is refused': { fault: { type: 'error', status: 401 }, requests: 1, outcome: 'provider-auth' },
  '402: no credit': { fault: { type: 'error', status: 402 }, requests: 1, outcome: 'provider-quota' },
  '404: no such model': {
    fault: { type: 'error', status: 404 },
    requests: 1,
    outcome: 'provider-model-not-found',
  },
  '413: too large a body': {
    fault: { type: 'error', status: 413 },
    requests: 1,
    outcome: 'provider-input-too-long',
  },
  '400: more tokens than the window': {
    fault: {
      type: 'error',
      status: 400,
      body: { error: { message: tooLong, type: 'invalid_request_error', code: 'invalid_parameter_error' } },
    },
    requests: 1,
    outcome: 'provider-input-too-long',
  },
  '429, once': { fault: { type: 'error', status: 429, headers: soon }, requests: 2, outcome: 'complete' },
  '429, once, with a long prompt': {
    fault: { type: 'error', status: 429, headers: soon },
    length: 'long',
    requests: 2,
    outcome: 'complete',
  },
  '429, again and again': {
    fault: { type: 'error', status: 429, headers: soon },
    times: 9,
    requests: 3,
    outcome: 'provider-rate-limit',
  },
  '429, and to wait for an hour': {
    fault: { type: 'error', status: 429, headers: { 'retry-after': '3600' } },
    requests: 1,
    outcome: 'provider-rate-limit',
  },
  '429, because the quota is used up': {
    fault: { type: 'error', status: 429, body: quotaBody },
    requests: 1,
    outcome: 'provider-quota',
  },
  '500, once': {
    fault: { type: 'error', status: 500, headers: soon },
    requests: 2,
    outcome: 'complete, of unknown cost',
  },
  '503, once': {
    fault: { type: 'error', status: 503, headers: soon },
    requests: 2,
    outcome: 'complete, of unknown cost',
  },
  '500, with a long prompt': {
    fault: { type: 'error', status: 500, headers: soon },
    length: 'long',
    requests: 1,
    outcome: 'provider-error',
  },
  '500, with a long prompt, when told to send it again': {
    fault: { type: 'error', status: 500, headers: soon },
    length: 'long',
    options: { retryBilled: 'always' },
    requests: 2,
    outcome: 'complete, of unknown cost',
  },
  '500, when told not to': {
    fault: { type: 'error', status: 500, headers: soon },
    options: { retryBilled: 'never' },
    requests: 1,
    outcome: 'provider-error',
  },
  'a lost connection, with a long prompt': {
    fault: { type: 'drop' },
    length: 'long',
    requests: 1,
    outcome: 'provider-unreachable',
  },
  'a page with status 200': { fault: { type: 'html' }, requests: 1, outcome: 'provider-error' },
  'a page with status 200, for a long prompt': {
    fault: { type: 'html' },
    length: 'long',
    requests: 1,
    outcome: 'provider-error',
  },
  'a stream that is cut': {
    fault: { type: 'truncate', afterCharacters: 24 },
    length: 'long',
    requests: 1,
    outcome: 'incomplete: other',
  },
  'a stream that is cut before its first word': {
    fault: { type: 'truncate', afterCharacters: 0 },
    length: 'long',
    requests: 1,
    outcome: 'provider-error',
  },
  'a body that is cut': {
    fault: { type: 'truncate', afterCharacters: 24 },
    requests: 1,
    outcome: { whole: 'provider-error', streamed: 'incomplete: other' },
  },
  'a reset on the way': {
    fault: { type: 'reset', afterCharacters: 24 },
    requests: 1,
    outcome: 'provider-error',
  },
  'a reset on the way, long': {
    fault: { type: 'reset', afterCharacters: 24 },
    length: 'long',
    requests: 1,
    outcome: 'provider-error',
  },
  'an event that is no JSON': {
    fault: { type: 'malformed', afterCharacters: 24 },
    requests: 1,
    outcome: 'provider-error',
  },
  'an event that is no JSON, long': {
    fault: { type: 'malformed', afterCharacters: 24 },
    length: 'long',
    requests: 1,
    outcome: 'provider-error',
  },
  'a failure that is told inside the stream': {
    fault: { type: 'stream-error', afterCharacters: 24 },
    length: 'long',
    requests: 1,
    outcome: 'provider-error',
  },
  'no text': { fault: { type: 'empty' }, requests: 1, outcome: 'incomplete: stop' },
  'thoughts and no text': {
    fault: { type: 'empty' },
    options: { reasoning: 'low' },
    requests: 1,
    outcome: 'incomplete: stop',
  },
  'the output limit': {
    fault: { type: 'finish', reason: 'length' },
    requests: 1,
    outcome: 'incomplete: length',
  },
  'a content filter': {
    fault: { type: 'finish', reason: 'content-filter' },
    requests: 1,
    outcome: 'incomplete: content-filter',
  },
  'silence before the first byte': {
    fault: { type: 'hang', when: 'before-headers' },
    options: { timeout: { totalMs: 150 } },
    requests: 1,
    outcome: 'provider-timeout',
  },
  'silence on the way': {
    fault: { type: 'hang', when: 'mid-stream', afterCharacters: 24 },
    options: { timeout: { totalMs: 800 } },
    requests: 1,
    outcome: 'provider-timeout',
  },
  'usage that is not told': {
    fault: { type: 'usage', report: 'missing' },
    requests: 1,
    // The gateway tells its own price beside the usage.
    outcome: { alibaba: 'complete, of unknown cost', gateway: 'complete' },
  },
  'usage that is nonsense': {
    fault: { type: 'usage', report: 'garbage' },
    requests: 1,
    // The gateway tells its own price beside the usage.
    outcome: { alibaba: 'complete, of unknown cost', gateway: 'complete' },
  },
};

describe.each(routes)('over $route, $manner', ({ route, manner }) => {
  const ask = (options: AnswerQuestionOptions) =>
    manner === 'whole' ? answerQuestion(options) : streamAnswer(options).answer;

  test.each(Object.entries(rows))(
    '%s',
    async (_, { fault, times = 1, length, options, requests, outcome }) => {
      const context = await prepare(route, length);
      provider.failNext(fault, times);
      const ended = await ask({ context, question: 'Why?', ...options }).then(
        ({ complete, finishReason, cost, text }) => {
          if (!complete) return { outcome: `incomplete: ${finishReason}`, text };
          return { outcome: cost === undefined ? 'complete, of unknown cost' : 'complete', text };
        },
        (error) => ({ outcome: error.code, text: error.facts?.text ?? '', error }),
      );
      expect(ended.outcome, String('error' in ended && ended.error)).toBe(
        typeof outcome === 'string' ? outcome : (outcome[manner] ?? outcome[route]),
      );
      expect(provider.requests).toHaveLength(requests);
      // What had come is not lost.
      if (manner === 'streamed' && 'afterCharacters' in fault && fault.afterCharacters === 24) {
        expect(reply.startsWith(ended.text)).toBe(true);
        expect(ended.text.length).toBeGreaterThan(0);
      }
      expect(JSON.stringify(ended)).not.toContain('test-key');
    },
  );

  test('a redirect is not followed: the documents go nowhere else', async () => {
    const context = await prepare(route);
    provider.failNext({ type: 'redirect', location: `${elsewhere.alibabaUrl}/chat/completions` });
    await expect(ask({ context, question: 'Why?' })).rejects.toMatchObject({ code: 'provider-error' });
    expect(elsewhere.requests).toEqual([]);
    expect(provider.requests).toHaveLength(1);
  });

  test('an answer that does not end is cut off', async () => {
    answerWith = 'x'.repeat(2_000_000);
    const context = await prepare(route);
    const budget = createBudget({ maxCostUsd: 1 });
    const entries: LedgerEntry[] = [];
    const ledger = { append: (entry: LedgerEntry) => void entries.push(entry), async *read() {} };
    const asked = { context, question: 'Why?', budget, ledger };
    await expect(ask({ ...asked, maxOutputTokens: 100 })).rejects.toMatchObject({
      code: 'provider-error',
      facts: { attempts: [expect.anything()] },
    });
    // It was billed, and nothing is held back for it any more: neither money nor whoever waits for its write.
    expect(entries).toHaveLength(1);
    expect(budget.reservedUsd).toBe(0);
    expect(budget.spentUsd).toBeGreaterThan(0);
    answerWith = reply;
    expect(await ask(asked)).toMatchObject({ complete: true });
  });

  test('an abort is there at once, with what had come', async () => {
    const context = await prepare(route, 'long');
    provider.failNext({ type: 'hang', when: 'mid-stream', afterCharacters: 24 });
    const controller = new AbortController();
    const asked = ask({ context, question: 'Why?', abortSignal: controller.signal }).catch((error) => error);
    while (provider.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 300));
    const stoppedAt = performance.now();
    controller.abort();
    expect(await asked).toMatchObject({ code: 'aborted', facts: { text: reply.slice(0, 24) } });
    expect(performance.now() - stoppedAt).toBeLessThan(200);
    await provider.settled();
  });
});

test('a long prompt is streamed even when nobody reads along, so that headers come before the answer', async () => {
  for (const length of ['short', 'long'] as const) {
    await answerQuestion({ context: await prepare('alibaba', length), question: 'Why?' });
  }
  expect(provider.requests.map(({ streamed }) => streamed)).toEqual([false, true]);
});

test('an error tells how long the provider asks to wait', async () => {
  const context = await prepare('alibaba');
  provider.failNext({ type: 'error', status: 429, headers: { 'retry-after': '3600' } });
  await expect(answerQuestion({ context, question: 'Why?' })).rejects.toMatchObject({
    facts: { retryAfterSeconds: 3600 },
  });
});

test('whoever stops while waiting to ask again is stopped at once', async () => {
  const context = await prepare('alibaba');
  provider.failNext({ type: 'error', status: 429, headers: { 'retry-after': '30' } });
  const abortSignal = AbortSignal.timeout(300);
  const startedAt = performance.now();
  await expect(answerQuestion({ context, question: 'Why?', abortSignal })).rejects.toMatchObject({
    code: 'aborted',
  });
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});
