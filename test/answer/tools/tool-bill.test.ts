import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { AnswerQuestionOptions } from '../../../src/answer-question.ts';
import { answerQuestions, type QuestionResult } from '../../../src/answer-questions.ts';
import type { RetrievedChunk } from '../../../src/chunk-store.ts';
import { QuireError } from '../../../src/errors.ts';
import { estimateCost } from '../../../src/estimate-cost.ts';
import { addCosts } from '../../../src/model/calculate-cost.ts';
import type { Answer, LedgerEntry } from '../../../src/result.ts';
import { folderCache } from '../../../src/store/folder-cache.ts';
import { routes, words } from '../../helpers/sdk-routes.ts';
import { makeFolder } from '../../load/make-folder.ts';
import { ask, closeToolProviders, file, prepareHarbour, startToolProvider, type Turn } from './harbour.ts';

afterEach(closeToolProviders);

const looks: readonly Turn[] = [
  [{ name: 'list', input: {} }],
  [
    { name: 'search', input: { query: 'mooring' } },
    { name: 'read', input: { id: 'docs/harbour.md' } },
  ],
  [{ name: 'read', input: '{' }],
  'Nine.',
];

describe.each(routes)('$route, $manner', ({ route, manner }) => {
  test('the ledger is the invoice, request by request', async () => {
    const provider = await startToolProvider(...looks);
    const context = await prepareHarbour(provider, route);
    const entries: LedgerEntry[] = [];
    const ledger = { append: (entry: LedgerEntry) => void entries.push(entry), async *read() {} };
    const answer = await ask(manner, { context, ledger });
    const { lines, totals } = provider.invoice;
    expect(lines).toHaveLength(4);
    expect(answer.attempts.map(({ tokens }) => tokens)).toEqual(
      lines.map(({ uncached, cacheRead, cacheWrite, output }) => ({
        uncached,
        cacheRead,
        cacheWrite,
        output,
        reasoning: 0,
      })),
    );
    expect(entries.map(({ tokens }) => tokens)).toEqual(answer.attempts.map(({ tokens }) => tokens));
    expect(answer.cost).toEqual(addCosts(answer.attempts.map(({ cost }) => cost)));
    const dollars = Number(totals.dollars);
    expect(answer.cost?.max).toBeCloseTo(dollars, 12);
    expect(answer.cost?.min).toBeLessThanOrEqual(dollars);
    expect(answer.usage.inputTokens).toBe(totals.prompt);
    expect(answer.usage.outputTokens).toBe(totals.output);
  });

  test('a packed prefix is written once and read by every request behind it, to the byte', async () => {
    const provider = await startToolProvider(...looks, ...looks, 'Nine.');
    const context = await prepareHarbour(provider, route, { strategy: 'pack' });
    const first = await ask(manner, { context });
    expectToReadOn(first);
    expect(first.toolCalls?.filter(({ outcome }) => outcome.type === 'shown')).toHaveLength(3);
    const second = await ask(manner, { context, question: 'And when does it open?' });
    expect(second.attempts[0]?.tokens).toMatchObject({
      cacheWrite: 0,
      cacheRead: first.attempts[0]?.tokens?.cacheWrite,
    });
    expect(second.cacheMiss).toBeUndefined();
    expect(new Set(provider.requests.map(({ body }) => frontOf(body))).size).toBe(1);

    // Without tools it is another entry of the provider's cache.
    const third = await ask(manner, { context, tools: 'none' });
    expect(third.attempts).toMatchObject([{ tokens: { cacheRead: 0 } }]);
    expect(third.attempts[0]?.tokens?.cacheWrite).toBeGreaterThan(1_000);
    expect(third.cacheMiss).toEqual({ cause: 'call-changed' });
  });

  test('the passages of a question are written once and read by its further requests, unless the cache is off', async () => {
    const note = file('note.md', [words(1_500, 'mooring')]);
    const ask3 = async (options: Pick<AnswerQuestionOptions, 'cache' | 'tools'>) => {
      const provider = await startToolProvider(...looks);
      const context = await prepareHarbour(provider, route, { sources: [[note]], evidenceTokens: 10_000 });
      const answer = await ask(manner, { context, question: 'mooring1 mooring700?', ...options });
      return { ...answer, wire: provider.requests[0]?.body };
    };
    const cached = await ask3({});
    expectToReadOn(cached);
    expect(cached.attempts[0]?.tokens?.cacheWrite).toBeGreaterThan(1_500);
    if (route === 'gateway')
      expect(cached.wire).toMatchObject({ providerOptions: { gateway: { only: ['alibaba'] } } });
    const uncached = { cacheWrite: 0, cacheRead: 0 };
    const off = await ask3({ cache: 'off' });
    expect(off.attempts.map(({ tokens }) => tokens)).toMatchObject([uncached, uncached, uncached, uncached]);
    // Without tools there is one request, which would only pay for the write.
    expect((await ask3({ tools: 'none' })).attempts[0]?.tokens).toMatchObject(uncached);
  });

  test('two questions with tools over a cold prefix at once write it once', async () => {
    const provider = await startToolProvider('Nine.');
    const context = await prepareHarbour(provider, route, { strategy: 'pack' });
    const warm = await ask(manner, { context, tools: 'none' });
    const answers = await Promise.all([ask(manner, { context }), ask(manner, { context })]);
    const written = [warm, ...answers].map(({ attempts }) => attempts[0]?.tokens?.cacheWrite !== 0);
    expect(written.toSorted()).toEqual([false, true, true]);
  });

  test.each([
    ['hears of it', true],
    ['does not', false],
  ])(
    'an abort while a tool looks that %s stops at once, and nothing more is sent or billed',
    async (_, hears) => {
      const provider = await startToolProvider(...looks);
      const context = await prepareHarbour(provider, route);
      if (context.strategy !== 'retrieve') throw new Error('Expected retrieval.');
      const left = new AbortController();
      let signal: AbortSignal | undefined;
      const retriever = {
        ...context.retriever,
        retrieve: async ({ query, abortSignal }: { query: string; abortSignal?: AbortSignal }) => {
          if (query !== 'mooring') return [];
          signal = abortSignal;
          setTimeout(() => left.abort(), 20);
          return new Promise<readonly RetrievedChunk[]>((resolve) => {
            if (hears) abortSignal?.addEventListener('abort', () => resolve([]));
          });
        },
      };
      const asked = ask(manner, { context: { ...context, retriever }, abortSignal: left.signal });
      const error: unknown = await asked.catch((reason: unknown) => reason);
      if (!QuireError.isInstance(error, 'aborted')) throw error;
      expect(error.facts.attempts).toMatchObject([
        { outcome: { type: 'finished' } },
        { outcome: { type: 'finished' } },
      ]);
      expect(signal?.aborted).toBe(true);
      await sleep(50);
      await provider.settled();
      expect(error.facts.attempts).toHaveLength(2);
      expect(provider.requests).toHaveLength(2);
      expect(provider.invoice.lines).toHaveLength(2);
    },
  );

  test('what was answered comes from the journal, looks and all; what broke off goes on where it was', async () => {
    const provider = await startToolProvider(...looks);
    const context = await prepareHarbour(provider, route);
    const journal = folderCache(await makeFolder());
    const once = { context, journal, maxRetries: 0 };
    // The third request fails: two are paid for, and kept.
    const broken = ask(manner, {
      ...once,
      onProgress: (event) => {
        if (event.type === 'request' && event.attempt === 3)
          provider.failNext({ type: 'error', status: 500 });
      },
    });
    await expect(broken).rejects.toSatisfy((error) => QuireError.isInstance(error, 'provider-error'));
    const resumed = await ask(manner, once);
    expect(resumed.attempts).toHaveLength(2);
    expect(resumed.toolCalls).toHaveLength(4);
    const again = await ask(manner, once);
    expect(again).toMatchObject({ attempts: [], cost: { max: 0 }, text: 'Nine.', complete: true });
    expect(again.toolCalls).toEqual(resumed.toolCalls);
    expect(provider.requests).toHaveLength(5);
  });
});

/** Each request reads all that those before it have written, and writes what was shown since. */
function expectToReadOn({ attempts }: Pick<Answer, 'attempts'>): void {
  let written = 0;
  for (const { tokens } of attempts) {
    expect(tokens?.cacheRead).toBe(written);
    expect(tokens?.cacheWrite).toBeGreaterThan(0);
    expect(tokens?.uncached).toBeLessThan(30);
    written += tokens?.cacheWrite ?? 0;
  }
  expect(attempts).toHaveLength(4);
}

const message = z.object({ content: z.union([z.string(), z.array(z.unknown())]).nullable() });
const bodySchema = z.looseObject({
  tools: z.array(z.unknown()),
  messages: z.array(message).optional(),
  prompt: z.array(message).optional(),
});

/** Everything that stands in front of the question: tools, instructions, the packed documents. */
function frontOf(body: unknown): string {
  const { tools, messages = [], prompt = messages, ...rest } = bodySchema.parse(body);
  const [system, user] = prompt;
  return JSON.stringify([tools, rest.tool_choice ?? rest.toolChoice, system, user?.content?.[0]]);
}

test('no request has more markers than a provider takes, in a conversation over a prefix in many parts either', async () => {
  const provider = await startToolProvider('At nine.', ...looks);
  const packed = await prepareHarbour(provider, 'alibaba', { strategy: 'pack' });
  if (packed.strategy !== 'pack') throw new Error('Expected a pack.');
  const { prefix } = packed;
  const parts = [0.2, 0.4, 0.6, 0.8, 1].map((share) => ({
    end: Math.floor(share * prefix.text.length),
    tokens: 1,
  }));
  const context = { ...packed, prefix: { ...prefix, parts } };
  const { messages: history } = await ask('whole', { context });
  await ask('whole', { context, history });
  const markers = provider.requests.map(({ rawBody }) => rawBody.match(/"cache_control"/g)?.length);
  expect(markers).toEqual([3, 3, 4, 4, 4]);
});

test('a limit of the costs holds for every request, whatever was shown by then', async () => {
  const turns = [
    ...Array.from({ length: 6 }, (_, index): Turn => [{ name: 'read', input: { id: `big-${index}.md` } }]),
    'Done.',
  ];
  const big = Array.from({ length: 6 }, (_, index) =>
    file(
      `big-${index}.md`,
      Array.from({ length: 40 }, () => words(60)),
    ),
  );
  const context = await prepareHarbour(await startToolProvider('x'), 'alibaba', {
    sources: [big],
    maxOutputTokens: 50,
  });
  let refused = 0;
  for (const maxCostUsd of [0.0001, 0.0004, 0.001, 0.003, 0.01, 0.03, 0.1]) {
    const provider = await startToolProvider(...turns);
    const { model } = await prepareHarbour(provider);
    const error: unknown = await ask('whole', { context, model, maxCostUsd }).catch(
      (reason: unknown) => reason,
    );
    const { dollars, requests } = provider.invoice.totals;
    expect(Number(dollars)).toBeLessThanOrEqual(maxCostUsd);
    if (!QuireError.isInstance(error, 'cost-cap')) {
      expect(requests).toBe(7);
      continue;
    }
    refused += 1;
    expect(error.facts.attempts ?? []).toHaveLength(requests);
    if (requests > 1) expect(error.facts.toolCalls?.length).toBeGreaterThan(0);
    expect(addCosts((error.facts.attempts ?? []).map(({ cost }) => cost))?.max).toBeCloseTo(
      Number(dollars),
      12,
    );
  }
  expect(refused).toBeGreaterThan(2);
  expect(refused).toBeLessThan(7);
});

test('what a request may cost at most is never less than it costs, as the answer grows', async () => {
  const provider = await startToolProvider(...looks);
  const context = await prepareHarbour(provider, 'alibaba', { maxOutputTokens: 50 });
  const budget = {
    maxCostUsd: 1,
    spentUsd: 0,
    reservedUsd: 0,
    reserve(atMostUsd: number) {
      atMost.push(atMostUsd);
      return { settle() {} };
    },
  };
  const atMost: number[] = [];
  const { attempts } = await ask('whole', { context, budget });
  expect(atMost).toHaveLength(4);
  for (const [index, { cost }] of attempts.entries()) expect(atMost[index]).toBeGreaterThan(cost?.max ?? 1);
  expect(atMost.at(-1)).toBeGreaterThan(atMost[0] ?? 1);
});

test.each(['retrieve', 'pack'] as const)(
  'what one question may cost at most holds for a model that never stops (%s)',
  async (strategy) => {
    const provider = await startToolProvider({
      text: words(50),
      toolCalls: [{ name: 'read', input: { id: 'docs/harbour.md' } }],
    });
    const options = { tools: 'read', maxSteps: 4, maxReadBytes: 20_000 } as const;
    const context = await prepareHarbour(provider, 'alibaba', { strategy, maxOutputTokens: 60 });
    const { atMost, uncertain } = estimateCost({ context, question: 'Berth?', ...options });
    await ask('whole', { context, question: 'Berth?', ...options });
    const dollars = Number(provider.invoice.totals.dollars);
    expect(provider.requests).toHaveLength(4);
    expect(atMost?.max).toBeGreaterThan(dollars);
    expect(estimateCost({ context, question: 'Berth?' }).atMost?.max).toBeLessThan((atMost?.max ?? 0) / 4);
    expect(uncertain.join()).toContain('one to 4 requests');
  },
);

test('of several questions one writes the prefix, tools and all, and the others read it', async () => {
  const provider = await startToolProvider('Nine.');
  const context = await prepareHarbour(provider, 'alibaba', { strategy: 'pack' });
  const questions = ['When?', 'Where?', 'Why?'];
  const results: QuestionResult[] = [];
  for await (const result of answerQuestions({ context, questions, tools: 'read' })) results.push(result);
  expect(results.map(({ status }) => status)).toEqual(['answered', 'answered', 'answered']);
  expect(provider.invoice.lines.filter(({ cacheWrite }) => cacheWrite > 0)).toHaveLength(1);
  expect(provider.seen.every(({ tools }) => tools.length === 3)).toBe(true);
});
