import { MockEmbeddingModelV4, MockRerankingModelV4 } from 'ai/test';
import { expect, test } from 'vitest';
import type { CacheStore } from '../src/cache-store.ts';
import { type PrepareContextOptions, prepareContext } from '../src/prepare-context.ts';
import { searchContext } from '../src/search-context.ts';
import type { TextSegment } from '../src/segment.ts';
import { mockModel } from './helpers/mock-model.ts';

const texts = {
  'fees.md': 'Demurrage accrues from the third day.',
  'storms.md': 'Storms come in from the west.',
  'crane.md': 'The crane lifts nine tons; its driver is paid by the day.',
};
const documents = Object.entries(texts).map(
  ([source, text]): TextSegment => ({
    type: 'text',
    source,
    location: { type: 'lines', start: 1, end: 1 },
    text,
  }),
);

/** Knows three matters: money, weather, machines. */
function embeddingModel(): MockEmbeddingModelV4 {
  const matters = [/demurrage|pays|fees?\b/i, /storm|wind|gale/i, /crane|lift/i];
  return new MockEmbeddingModelV4({
    maxEmbeddingsPerCall: 2,
    doEmbed: async ({ values }) => ({
      embeddings: values.map((value) => matters.map((matter) => (matter.test(value) ? 1 : 0.1))),
      warnings: [],
    }),
  });
}

/** Prefers what speaks of the west. */
const rerankingModel = new MockRerankingModelV4({
  doRerank: async ({ documents: given }) => ({
    ranking: (given.type === 'text' ? given.values : [])
      .map((value, index) => ({ index, relevanceScore: String(value).includes('west') ? 0.9 : 0.2 }))
      .sort((a, b) => b.relevanceScore - a.relevanceScore),
  }),
});

function prepare(options: Partial<PrepareContextOptions>) {
  return prepareContext({ sources: [documents], model: mockModel(''), strategy: 'retrieve', ...options });
}

function valuesOf(model: MockEmbeddingModelV4): string[] {
  return model.doEmbedCalls.flatMap(({ values }) => values);
}

function memoryCache(): CacheStore {
  const kept = new Map<string, Uint8Array>();
  return {
    get: async (namespace, key) => kept.get(`${namespace}/${key}`),
    set: async (namespace, key, value) => {
      kept.set(`${namespace}/${key}`, value);
    },
  };
}

test('with an embedding model, what shares no word with the question is found by its meaning', async () => {
  const query = 'Who pays for overstaying?';
  expect((await searchContext({ context: await prepare({}), query })).map(({ source }) => source)).toEqual(
    [],
  );
  const context = await prepare({ embeddingModel: embeddingModel() });
  expect((await searchContext({ context, query }))[0]?.source).toBe('fees.md');
  expect(context.decision.retrieval?.embedding?.model).toContain('mock');
});

test('words and meaning are joined: what both find comes first', async () => {
  const context = await prepare({ embeddingModel: embeddingModel() });
  const found = await searchContext({ context, query: 'Which crane works in a gale?' });
  expect(found.map(({ source }) => source).slice(0, 2)).toEqual(['crane.md', 'storms.md']);
});

test('with a cache only what changed is embedded again', async () => {
  const cache = memoryCache();
  const first = embeddingModel();
  await searchContext({ context: await prepare({ embeddingModel: first, cache }), query: 'gale' });
  expect(valuesOf(first)).toHaveLength(4);
  const second = embeddingModel();
  const [fees, ...others] = documents as [TextSegment, ...TextSegment[]];
  const sources = [[{ ...fees, text: 'Demurrage is waived.' }, ...others]];
  const context = await prepare({ embeddingModel: second, cache, sources });
  expect((await searchContext({ context, query: 'gale' }))[0]?.source).toBe('storms.md');
  expect(valuesOf(second)).toEqual(['fees.md\n\nDemurrage is waived.', 'gale']);
});

test('a reranking model orders what was found', async () => {
  const query = 'day of storms or crane';
  const plain = await searchContext({ context: await prepare({}), query });
  expect(plain[0]?.source).not.toBe('storms.md');
  const context = await prepare({ rerankingModel });
  expect((await searchContext({ context, query }))[0]?.source).toBe('storms.md');
  expect(context.decision.retrieval).toEqual({
    reranking: { model: 'mock-provider mock-model-id', chunks: 100 },
  });
});

test('a failing embedding model fails the question with a stable code, and the next one tries again', async () => {
  let fails = true;
  const model = embeddingModel();
  const { doEmbed } = model;
  model.doEmbed = async (options) => {
    if (fails) throw new Error('the provider is down');
    return doEmbed(options);
  };
  const context = await prepare({ embeddingModel: model });
  await expect(searchContext({ context, query: 'gale' })).rejects.toMatchObject({ code: 'provider-error' });
  fails = false;
  expect((await searchContext({ context, query: 'gale' }))[0]?.source).toBe('storms.md');
});
