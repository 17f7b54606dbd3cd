import { afterEach, beforeEach, expect, test } from 'vitest';
import { readPrefixRecords } from '../src/answer/cache/prefix-records.ts';
import { answerQuestion } from '../src/answer-question.ts';
import type { CacheStore } from '../src/cache-store.ts';
import { keepWarm } from '../src/keep-warm.ts';
import { prepareContext } from '../src/prepare-context.ts';
import { type ImitationProvider, startImitationProvider } from './helpers/imitation-provider.ts';
import { modelOf, words } from './helpers/sdk-routes.ts';

const sources = [
  [
    {
      type: 'text' as const,
      source: 'a.md',
      location: { type: 'lines', start: 1, end: 1 } as const,
      text: words(2_000),
    },
  ],
];

let provider: ImitationProvider;
beforeEach(async () => {
  provider = await startImitationProvider();
});
afterEach(() => provider.close());

/** A context whose cache lives for so many seconds, so that nobody waits for five minutes. */
async function prepare(ttlSeconds: number, expectedQuestions = 2) {
  const context = await prepareContext({ sources, model: modelOf(provider, 'alibaba'), expectedQuestions });
  const { profile } = context;
  if (profile.cache.type !== 'explicit') throw new Error('Expected an explicit cache.');
  return { ...context, profile: { ...profile, cache: { ...profile.cache, ttlSeconds } } };
}

test('reads the prefix with one token of output, and lets it go when writing it again is cheaper', async () => {
  const { ended, attempts, cost } = await keepWarm({ context: await prepare(0.02) });
  expect(ended).toBe('rewriting-is-cheaper');
  expect(attempts).toHaveLength(11);
  const { lines, totals } = provider.invoice;
  expect(lines).toHaveLength(11);
  // The first one writes here, since nothing was asked before.
  expect(lines.slice(1).every(({ cacheRead, cacheWrite }) => cacheRead > 2_000 && cacheWrite === 0)).toBe(
    true,
  );
  expect(cost?.max).toBeCloseTo(Number(totals.dollars), 9);
  expect(provider.requests[0]?.body).toMatchObject({ max_tokens: 1 });
});

test('keeps in the store that the prefix was used, so that a later pack goes on from it', async () => {
  const kept = new Map<string, Uint8Array>();
  const store: CacheStore = {
    get: async (namespace, key) => kept.get(`${namespace} ${key}`),
    set: async (namespace, key, value) => void kept.set(`${namespace} ${key}`, value),
  };
  const context = await prepare(0.02);
  await keepWarm({ context, store });
  expect(await readPrefixRecords(store)).toMatchObject([
    { cached: { read: expect.any(Number), written: 0 } },
  ]);
});

test('with tools it keeps the entry of questions with tools', async () => {
  const context = await prepare(0.02);
  await answerQuestion({ context, question: 'Why?', tools: 'read' });
  expect((await keepWarm({ context, tools: 'read' })).attempts).toHaveLength(11);
  const { lines } = provider.invoice;
  expect(lines.map(({ cacheWrite }) => cacheWrite > 0)).toEqual([
    true,
    ...Array.from({ length: 11 }, () => false),
  ]);
});

test('stops at once when somebody asks', async () => {
  const controller = new AbortController();
  const warm = keepWarm({ context: await prepare(100), abortSignal: controller.signal });
  controller.abort();
  expect(await warm).toMatchObject({ ended: 'stopped', attempts: [], cost: { max: 0 } });
});

test('a refused ping is the end of it, and no error', async () => {
  provider.failNext({ type: 'error', status: 400 });
  expect(await keepWarm({ context: await prepare(0.02) })).toMatchObject({ ended: 'failed' });
  expect(provider.requests).toHaveLength(1);
});

test('what is not cached is not kept', async () => {
  expect(await keepWarm({ context: await prepare(0.02, 1) })).toMatchObject({ ended: 'not-cached' });
  expect(await keepWarm({ context: await prepare(0.02), prices: [] })).toMatchObject({ attempts: [] });
  expect(provider.requests).toHaveLength(0);
});
