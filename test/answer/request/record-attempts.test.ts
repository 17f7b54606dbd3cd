import type { LanguageModelV4StreamPart, LanguageModelV4Usage } from '@ai-sdk/provider';
import { APICallError, generateText, type ProviderMetadata, streamText, wrapLanguageModel } from 'ai';
import { MockLanguageModelV4 } from 'ai/test';
import { expect, test } from 'vitest';
import { recordAttempts } from '../../../src/answer/request/record-attempts.ts';
import type { PriceCard } from '../../../src/model/price-card.ts';
import type { Attempt } from '../../../src/result.ts';
import { mockModel, streamOf, usageOf } from '../../helpers/mock-model.ts';

const card: PriceCard = {
  model: 'qwen3.5-flash',
  route: 'alibaba',
  inputPerMillion: 0.1,
  outputPerMillion: 0.4,
  cacheWritePerMillion: 0.125,
  cacheReadPerMillion: 0.01,
  source: 'test',
  date: '2026-11-23',
};
const stop = { unified: 'stop', raw: 'stop' } as const;
const delta: LanguageModelV4StreamPart = { type: 'text-delta', id: '0', delta: 'words' };
const opening: LanguageModelV4StreamPart[] = [
  { type: 'stream-start', warnings: [] },
  { type: 'text-start', id: '0' },
  delta,
];

/** A clock that moves on by a second whenever it is read. */
function clock(): () => number {
  let now = 0;
  return () => {
    now += 1000;
    return now;
  };
}

function watch(
  model: MockLanguageModelV4,
  onRequest?: (attempt: number, model: string) => void,
  prices: readonly PriceCard[] = [card],
) {
  const attempts: Attempt[] = [];
  const middleware = recordAttempts({
    attempts,
    prices,
    now: clock(),
    ...(onRequest !== undefined && {
      watchers: [
        (request) => {
          onRequest(request.number, request.model);
          return undefined;
        },
      ],
    }),
  });
  return { attempts, model: wrapLanguageModel({ model, middleware }) };
}

/** Reads a stream to its end, as a caller would; what it throws comes back. */
async function readThrough(
  model: ReturnType<typeof watch>['model'],
  options: { abortSignal?: AbortSignal; onPart?: (type: string) => void; maxRetries?: number } = {},
): Promise<unknown> {
  const { onPart, ...settings } = options;
  try {
    const { stream } = streamText({ model, prompt: 'x', maxRetries: 0, onError: () => {}, ...settings });
    for await (const part of stream) {
      onPart?.(part.type);
      if (part.type === 'error') throw part.error;
    }
    return undefined;
  } catch (error) {
    return error;
  }
}

function refusal(statusCode: number): APICallError {
  return new APICallError({
    message: `refused ${statusCode}`,
    url: 'http://x',
    requestBodyValues: {},
    statusCode,
    isRetryable: statusCode >= 429,
    responseHeaders: { 'retry-after-ms': '1' },
  });
}

function streaming(parts: readonly LanguageModelV4StreamPart[]): MockLanguageModelV4 {
  return new MockLanguageModelV4({ doStream: async () => ({ stream: streamOf(parts) }) });
}

test('a write that is to live for an hour is billed as one', async () => {
  const attempts: Attempt[] = [];
  const prices = [{ ...card, cacheWriteLongLivedPerMillion: 0.2 }];
  const middleware = recordAttempts({ attempts, prices, cacheLifetime: '1h' });
  const usage = usageOf(0, 0, { cacheWrite: 1_000_000 });
  await generateText({
    model: wrapLanguageModel({ model: mockModel({ text: 'x', usage }), middleware }),
    prompt: 'x',
  });
  expect(attempts[0]?.tokens).toMatchObject({ cacheWrite: 1_000_000, cacheWriteLongLived: 1_000_000 });
  expect(attempts[0]?.cost?.max).toBe(0.2);
});

test.each(['whole', 'streamed'] as const)('records what a request cost by bucket (%s)', async (manner) => {
  const usage = usageOf(8, 4, { cacheWrite: 2_000, cacheRead: 1_000 });
  const { attempts, model } = watch(mockModel({ text: 'words', usage }));
  if (manner === 'whole') await generateText({ model, prompt: 'x' });
  else await readThrough(model);
  // 8 at $0.10, 2,000 at $0.125, 1,000 at $0.01 and 4 at $0.40 a million.
  const cost = 0.0002624;
  expect(attempts).toEqual([
    {
      model: 'qwen3.5-flash',
      provider: 'alibaba.chat',
      tokens: { uncached: 8, cacheWrite: 2_000, cacheRead: 1_000, output: 4, reasoning: 0 },
      cost: { currency: 'USD', min: cost, max: cost },
      outcome: { type: 'finished', finishReason: 'stop' },
      durationMs: 1000,
    },
  ]);
});

test.each(['doGenerate', 'doStream'] as const)(
  'records retries one by one (%s), refused ones as free',
  async (way) => {
    let calls = 0;
    const good = mockModel('words');
    const failing = async () => {
      calls += 1;
      if (calls === 1) throw refusal(429);
      if (calls === 2) throw refusal(500);
    };
    const requests: unknown[] = [];
    const { attempts, model } = watch(
      new MockLanguageModelV4({
        modelId: 'm',
        doGenerate: async (options) => {
          await failing();
          return good.doGenerate(options);
        },
        doStream: async (options) => {
          await failing();
          return good.doStream(options);
        },
      }),
      (...request) => requests.push(request),
    );
    if (way === 'doGenerate') await generateText({ model, prompt: 'x', maxRetries: 2 });
    else expect(await readThrough(model, { maxRetries: 2 })).toBeUndefined();
    expect(attempts.map(({ outcome }) => outcome)).toEqual([
      { type: 'failed', message: 'refused 429', status: 429 },
      { type: 'failed', message: 'refused 500', status: 500 },
      { type: 'finished', finishReason: 'stop' },
    ]);
    expect(attempts.map(({ cost }) => cost?.max)).toEqual([0, undefined, 0.000014]);
    expect(attempts[0]?.tokens).toEqual({ uncached: 0, cacheWrite: 0, cacheRead: 0, output: 0 });
    expect(requests).toEqual([
      [1, 'm'],
      [2, 'm'],
      [3, 'm'],
    ]);
  },
);

test.each([
  [400, 0],
  [404, 0],
  [408, undefined],
  [499, 0],
  [500, undefined],
  [503, undefined],
])('a request that failed with %i costs %s', async (status, cost) => {
  const { attempts, model } = watch(
    new MockLanguageModelV4({ doGenerate: () => Promise.reject(refusal(status)) }),
  );
  await generateText({ model, prompt: 'x', maxRetries: 0 }).catch(() => {});
  expect(attempts[0]?.cost?.max).toBe(cost);
});

test('a failure without a status may have been billed', async () => {
  const { attempts, model } = watch(
    new MockLanguageModelV4({ doGenerate: () => Promise.reject(new Error('gone')) }),
  );
  await generateText({ model, prompt: 'x', maxRetries: 0 }).catch(() => {});
  expect(attempts).toMatchObject([
    { outcome: { type: 'failed', message: 'gone' }, tokens: undefined, cost: undefined },
  ]);
});

test('an aborted request is recorded as aborted', async () => {
  const controller = new AbortController();
  const { attempts, model } = watch(
    new MockLanguageModelV4({
      doGenerate: ({ abortSignal }) =>
        new Promise((_, reject) => {
          abortSignal?.addEventListener('abort', () => reject(abortSignal.reason));
          controller.abort();
        }),
    }),
  );
  await generateText({ model, prompt: 'x', abortSignal: controller.signal }).catch(() => {});
  expect(attempts.map(({ outcome, cost }) => [outcome, cost])).toEqual([[{ type: 'aborted' }, undefined]]);
});

test('a stream that is aborted on its way is recorded once, at once', async () => {
  const controller = new AbortController();
  const { attempts, model } = watch(
    new MockLanguageModelV4({
      doStream: async () => ({
        stream: new ReadableStream({
          start(stream) {
            for (const part of opening) stream.enqueue(part);
          },
        }),
      }),
    }),
  );
  await readThrough(model, {
    abortSignal: controller.signal,
    onPart: (type) => type === 'text-delta' && controller.abort(),
  });
  expect(attempts.map(({ outcome }) => outcome)).toEqual([{ type: 'aborted' }]);
});

test('an abort after the end changes nothing, and leaves no listener behind', async () => {
  const controller = new AbortController();
  const listening = new Set<unknown>();
  const { signal } = controller;
  const { addEventListener, removeEventListener } = signal;
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listening.add(args[1]);
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listening.delete(args[1]);
    removeEventListener.apply(signal, args);
  };
  const attempts: Attempt[] = [];
  const { wrapStream } = recordAttempts({ attempts, prices: [card] });
  const inner = mockModel('words');
  const result = await wrapStream?.({
    model: inner,
    params: { prompt: [], abortSignal: signal },
    doStream: () => inner.doStream({ prompt: [] }),
    doGenerate: () => inner.doGenerate({ prompt: [] }),
  });
  for await (const _ of result?.stream ?? []);
  expect(listening.size).toBe(0);
  controller.abort();
  expect(attempts.map(({ outcome }) => outcome.type)).toEqual(['finished']);
});

test('a stream that ends without a finish has failed', async () => {
  const { attempts, model } = watch(streaming(opening));
  await readThrough(model);
  expect(attempts.map(({ outcome }) => outcome)).toEqual([
    { type: 'failed', message: 'The stream ended without a finish.' },
  ]);
});

test('a connection that breaks on the way has failed', async () => {
  const { attempts, model } = watch(
    new MockLanguageModelV4({
      doStream: async () => ({
        stream: new ReadableStream({
          start(stream) {
            for (const part of opening) stream.enqueue(part);
          },
          pull: (stream) => stream.error(new TypeError('terminated')),
        }),
      }),
    }),
  );
  expect(await readThrough(model)).toBeInstanceOf(Error);
  expect(attempts.map(({ outcome }) => outcome)).toEqual([{ type: 'failed', message: 'terminated' }]);
});

test('an error inside a stream has failed, and may have been billed', async () => {
  const { attempts, model } = watch(streaming([...opening, { type: 'error', error: refusal(429) }]));
  expect(await readThrough(model)).toBeDefined();
  expect(attempts).toMatchObject([{ outcome: { type: 'failed', status: 429 }, cost: undefined }]);
});

test('a reader that goes away leaves a record, and lets the provider know', async () => {
  let cancelled = false;
  const attempts: Attempt[] = [];
  const { wrapStream } = recordAttempts({ attempts, prices: [card] });
  const model = mockModel('words');
  const result = await wrapStream?.({
    model,
    params: { prompt: [] },
    doGenerate: () => model.doGenerate({ prompt: [] }),
    doStream: async () => ({
      stream: new ReadableStream({
        pull: (stream) => stream.enqueue(delta),
        cancel: () => {
          cancelled = true;
        },
      }),
    }),
  });
  await result?.stream.cancel();
  expect({ cancelled, outcomes: attempts.map(({ outcome }) => outcome.type) }).toEqual({
    cancelled: true,
    outcomes: ['aborted'],
  });
});

function answering(usage: unknown, gateway?: unknown): MockLanguageModelV4 {
  return new MockLanguageModelV4({
    doGenerate: async () => ({
      content: [{ type: 'text', text: 'words' }],
      finishReason: stop,
      usage: usage as LanguageModelV4Usage,
      warnings: [],
      providerMetadata: { gateway } as ProviderMetadata,
    }),
  });
}

test.each([
  ['a string', '0.0000123', 0.0000123],
  ['a number', 0.5, 0.5],
  ['nothing spent', '0', 0],
  ['an empty string', '', undefined],
  ['words', 'free', undefined],
  ['a negative amount', '-1', undefined],
  ['null', null, undefined],
  ['a list', [], undefined],
  ['nothing', undefined, undefined],
])("keeps the gateway's own figure next to the computed one: %s", async (_, cost, reported) => {
  const { attempts, model } = watch(answering(usageOf(1_000_000, 0), { cost }));
  await generateText({ model, prompt: 'x' });
  expect(attempts[0]?.cost).toEqual({
    currency: 'USD',
    min: 0.1,
    max: 0.1,
    ...(reported !== undefined && { reported }),
  });
});

test('takes the word of the gateway where no price card is known', async () => {
  const { attempts, model } = watch(answering(usageOf(1_000_000, 0), { cost: '0.02' }), undefined, []);
  await generateText({ model, prompt: 'x' });
  expect(attempts[0]?.cost).toEqual({ currency: 'USD', min: 0.02, max: 0.02, reported: 0.02 });
});

test.each([
  ['negative', usageOf(-5, 4)],
  ['not whole', usageOf(1.5, 4)],
  [
    'more cached than sent',
    { ...usageOf(1, 4), inputTokens: { total: 5, noCache: 0, cacheRead: 9, cacheWrite: 0 } },
  ],
  ['missing', { inputTokens: {}, outputTokens: {} }],
  ['empty', {}],
  ['null', { inputTokens: null, outputTokens: null }],
  ['half', { inputTokens: { total: 5 } }],
  ['words', 'lots'],
])('usage that makes no sense is unknown, not zero, and costs nobody the answer: %s', async (_, usage) => {
  const { attempts, model } = watch(answering(usage));
  expect(await generateText({ model, prompt: 'x' })).toMatchObject({ text: 'words' });
  const finish = { type: 'finish', finishReason: stop, usage: usage as LanguageModelV4Usage } as const;
  const streaming = watch(
    new MockLanguageModelV4({ doStream: async () => ({ stream: streamOf([...opening, finish]) }) }),
  );
  expect(await readThrough(streaming.model)).toBeUndefined();
  expect([...attempts, ...streaming.attempts]).toHaveLength(2);
  expect(streaming.attempts).toMatchObject(
    attempts.map(({ tokens, cost, outcome }) => ({ tokens, cost, outcome })),
  );
  expect(attempts).toMatchObject([{ tokens: undefined, cost: undefined, outcome: { type: 'finished' } }]);
});

test('an answer of another shape is recorded before anything falls over it', async () => {
  const { attempts, model } = watch(
    new MockLanguageModelV4({ doGenerate: async () => JSON.parse('{"content":[]}') }),
  );
  await expect(generateText({ model, prompt: 'x', maxRetries: 0 })).rejects.toThrow();
  expect(attempts).toMatchObject([
    { tokens: undefined, outcome: { type: 'finished', finishReason: 'other' } },
  ]);
});

test('without a price tokens are known and cost is not', async () => {
  const attempts: Attempt[] = [];
  const model = wrapLanguageModel({
    model: mockModel('x'),
    middleware: recordAttempts({ attempts, prices: [] }),
  });
  await generateText({ model, prompt: 'x' });
  expect(attempts).toMatchObject([{ tokens: { uncached: 100, output: 10 }, cost: undefined }]);
});
