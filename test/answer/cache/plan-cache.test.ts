import { expect, test } from 'vitest';
import { planCache } from '../../../src/answer/cache/plan-cache.ts';
import type { Context } from '../../../src/context.ts';
import type { CacheRules } from '../../../src/model/model-profile.ts';
import { prepareContext } from '../../../src/prepare-context.ts';
import { mockModel } from '../../helpers/mock-model.ts';

const text = 'Boats are moored at the quay. '.repeat(400);
const location = { type: 'lines', start: 1, end: 1 } as const;

function prepare(options: Partial<Parameters<typeof prepareContext>[0]> = {}): Promise<Context> {
  return prepareContext({
    sources: [[{ type: 'text', source: 'a.md', location, text }]],
    model: mockModel(),
    ...options,
  });
}

const marker = { alibaba: { cacheControl: { type: 'ephemeral' } } };
const explicit = { type: 'explicit', minTokens: 1_024, ttlSeconds: 300, maxMarkers: 4, marker } as const;
const auto = { mode: 'auto', lifetime: '5m' } as const;
const required = { mode: 'required', lifetime: '5m' } as const;

test('marks what the context decided to mark, and nothing when the cache is off', async () => {
  const context = await prepare();
  expect(planCache(context, auto)).toMatchObject({ marker, ttlMs: 300_000, required: false });
  expect(planCache(context, { mode: 'off', lifetime: '5m' })).toBeUndefined();
  expect(planCache(await prepare({ expectedQuestions: 1 }), auto)).toBeUndefined();
});

test('a required cache marks a lone question too', async () => {
  const context = await prepare({ expectedQuestions: 1 });
  expect(planCache(context, required)).toMatchObject({ marker, required: true });
});

const cache = (rules: CacheRules) => ({ contextWindow: 100_000, cache: rules });
test.each<[string, Partial<Parameters<typeof prepareContext>[0]>]>([
  ['too short', { profile: cache({ ...explicit, minTokens: 90_000 }) }],
  ['a provider that caches by itself', { profile: cache({ type: 'automatic', minTokens: 1 }) }],
  ['no cache', { profile: cache({ type: 'none' }) }],
  ['documents that are retrieved', { strategy: 'retrieve' }],
])('a required cache is refused before anything is sent: %s', async (_, options) => {
  const context = await prepare(options);
  expect(() => planCache(context, required)).toThrow(expect.objectContaining({ code: 'cache-miss' }));
});

test('a provider that caches by itself is given no marker, and its prefix is one prefix all the same', async () => {
  const context = await prepare({
    profile: cache({ type: 'automatic', minTokens: 1, keyOptions: { openai: 'promptCacheKey' } }),
  });
  expect(planCache(context, auto)).toMatchObject({
    marker: undefined,
    keyOptions: { openai: 'promptCacheKey' },
  });
});

test('an entry that lives for an hour has a marker of its own, where the model has one', async () => {
  const hour = { mode: 'auto', lifetime: '1h' } as const;
  const claude = await prepare({ model: 'anthropic/claude-sonnet-5' });
  expect(planCache(claude, hour)).toMatchObject({
    ttlMs: 3_600_000,
    marker: {
      anthropic: { cacheControl: { type: 'ephemeral', ttl: '1h' } },
      bedrock: { cachePoint: { type: 'default', ttl: '1h' } },
    },
  });
  const qwen = await prepare();
  expect(() => planCache(qwen, hour)).toThrow(
    expect.objectContaining({ code: 'bad-input', facts: { option: 'cacheLifetime' } }),
  );
});
