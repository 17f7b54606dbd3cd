import { setTimeout } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Fault } from './fault.ts';
import { type ImitationProvider, startImitationProvider } from './imitation-provider.ts';
import { call, modelOf, routes, userMessage, words } from './sdk-routes.ts';

let provider: ImitationProvider;
beforeEach(async () => {
  provider = await startImitationProvider({ reply: () => words(20, 'word') });
});
afterEach(() => provider.close());

const document = words(2000);
const messages = [userMessage([document, 'Why?'], [0])];

/** After a fault, the same question again: what it read and wrote shows whether the faulty one stored anything. */
async function askAgain(route: 'alibaba' | 'gateway') {
  await provider.settled();
  return (await call(modelOf(provider, route), messages)).tokens.slice(1, 3);
}

test.each([
  { status: 401, alibaba: 'AI_APICallError', gateway: 'GatewayAuthenticationError' },
  { status: 402, alibaba: 'AI_APICallError', gateway: 'GatewayInternalServerError' },
  { status: 404, alibaba: 'AI_APICallError', gateway: 'GatewayModelNotFoundError' },
  { status: 413, alibaba: 'AI_APICallError', gateway: 'GatewayResponseError' },
  { status: 429, alibaba: 'AI_APICallError', gateway: 'GatewayRateLimitError' },
  { status: 500, alibaba: 'AI_APICallError', gateway: 'GatewayInternalServerError' },
])('fails with $status in the words of each protocol, and only once', async ({ status, ...names }) => {
  for (const { route, manner } of routes) {
    provider.failNext({ type: 'error', status });
    const failing = call(modelOf(provider, route), messages, { manner });
    // The SDK hands the gateway's 401 on as a plain error with a name and nothing more.
    const plain = route === 'gateway' && status === 401;
    const expected = { name: names[route], ...(!plain && { statusCode: status }) };
    await expect(failing).rejects.toMatchObject(expected);
  }
  expect(provider.invoice.totals.requests).toBe(0);
  expect(await askAgain('alibaba')).toEqual([0, 2003]);
});

test('passes a body and headers of the test on, as often as asked', async () => {
  provider.failNext(
    {
      type: 'error',
      status: 429,
      headers: { 'retry-after': '7' },
      body: { error: { message: 'No more.', code: 'insufficient_quota' } },
    },
    2,
  );
  for (const _ of [1, 2]) {
    await expect(call(modelOf(provider, 'alibaba'), messages)).rejects.toMatchObject({
      message: 'No more.',
      responseHeaders: { 'retry-after': '7' },
      data: { error: { code: 'insufficient_quota' } },
    });
  }
  await call(modelOf(provider, 'alibaba'), messages);
});

test.each(['alibaba', 'gateway'] as const)(
  'a truncated stream has neither an end nor usage (%s)',
  async (route) => {
    provider.failNext({ type: 'truncate', afterCharacters: 24 });
    const { text, finishReason, usage } = await call(modelOf(provider, route), messages, {
      manner: 'streamed',
    });
    expect(text).toBe('word0 word1 word2 word3 ');
    expect(finishReason).toBe('other');
    expect(usage.inputTokens).toBeUndefined();
    await provider.settled();
    expect(provider.invoice.lines).toMatchObject([
      { outcome: 'broken', uncached: 2009, cacheWrite: 0, output: 4 },
    ]);
    expect(await askAgain(route)).toEqual([0, 2003]);
  },
);

test.each(routes)(
  'a reset breaks the response and stores nothing ($route, $manner)',
  async ({ route, manner }) => {
    provider.failNext({ type: 'reset' });
    await expect(call(modelOf(provider, route), messages, { manner })).rejects.toThrow();
    expect(await askAgain(route)).toEqual([0, 2003]);
    expect(provider.invoice.lines[0]).toMatchObject({ outcome: 'broken', uncached: 2009 });
  },
);

test.each(
  routes.flatMap((route) => (['before-headers', 'mid-stream'] as const).map((when) => ({ ...route, when }))),
)('hangs $when until the client goes ($route, $manner)', async ({ route, manner, when }) => {
  provider.failNext({ type: 'hang', when });
  const controller = new AbortController();
  const { abort, signal } = { abort: () => controller.abort(), signal: controller.signal };
  const hanging = call(modelOf(provider, route), messages, { manner, abortSignal: signal });
  // The client goes when the request has arrived and the client had time to see the headers, however busy the machine is.
  const seen = expect(hanging).rejects.toThrow();
  while (provider.requests.length === 0) await setTimeout(5);
  await setTimeout(150);
  abort();
  await seen;
  expect(await askAgain(route)).toEqual([0, 2003]);
  expect(provider.invoice.lines[0]).toMatchObject({ outcome: 'aborted', cacheWrite: 0 });
});

test.each(routes)('sends a page with status 200 ($route, $manner)', async ({ route, manner }) => {
  provider.failNext({ type: 'html' });
  const outcome = await call(modelOf(provider, route), messages, { manner }).then(
    ({ text, finishReason }) => [text, finishReason],
    () => 'threw',
  );
  // A stream that holds no event is an empty answer for the Alibaba provider.
  expect(outcome).toEqual(route === 'alibaba' && manner === 'streamed' ? ['', 'other'] : 'threw');
  expect(provider.invoice.totals.requests).toBe(0);
});

test.each(routes)('reports garbage, and bills the truth ($route, $manner)', async ({ route, manner }) => {
  provider.failNext({ type: 'usage', report: 'garbage' });
  const { usage } = await call(modelOf(provider, route), messages, { manner });
  expect(usage.inputTokens).toBe(-5);
  expect(usage.inputTokenDetails.cacheReadTokens).toBe(999_999);
  expect(provider.invoice.totals).toMatchObject({ cacheWrite: 2003, uncached: 6, output: 20 });
});

test.each(['whole', 'streamed'] as const)('keeps silent about usage, and bills it (%s)', async (manner) => {
  provider.failNext({ type: 'usage', report: 'missing' });
  const { usage } = await call(modelOf(provider, 'alibaba'), messages, { manner });
  expect(usage.inputTokens).toBeUndefined();
  expect(usage.raw).toBeUndefined();
  expect(await askAgain('alibaba')).toEqual([2003, 0]);
  provider.failNext({ type: 'usage', report: 'missing' });
  await expect(call(modelOf(provider, 'gateway'), messages, { manner })).rejects.toThrow();
  expect(provider.invoice.totals.requests).toBe(3);
});

test.each(routes)('ends for another reason, or with nothing ($route, $manner)', async ({ route, manner }) => {
  const model = modelOf(provider, route);
  const ask = async (fault: Fault) => {
    provider.failNext(fault);
    const { text, finishReason, usage } = await call(model, messages, { manner });
    return [text.split(' ').length, finishReason, usage.outputTokens];
  };
  expect(await ask({ type: 'finish', reason: 'length' })).toEqual([20, 'length', 20]);
  expect(await ask({ type: 'finish', reason: 'content-filter' })).toEqual([20, 'content-filter', 20]);
  expect(await ask({ type: 'empty' })).toEqual([1, 'stop', 0]);
});

test('waits before each piece when told to be slow', async () => {
  provider.failNext({ type: 'slow', chunkDelayMs: 10 });
  const started = performance.now();
  const { text } = await call(modelOf(provider, 'alibaba'), messages, { manner: 'streamed' });
  // 129 characters in pieces of 12 are 11 pieces; a timer may fire a millisecond early.
  expect(text).toHaveLength(129);
  expect(performance.now() - started).toBeGreaterThan(95);
});
