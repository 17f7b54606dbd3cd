import { MockEmbeddingModelV4 } from 'ai/test';
import { expect, test } from 'vitest';
import type { ChunkStore } from '../src/chunk-store.ts';
import { indexSources } from '../src/index-sources.ts';
import { prepareStoredContext } from '../src/prepare-stored-context.ts';
import { createMemoryStore } from '../src/retrieve/memory-store.ts';
import { searchContext } from '../src/search-context.ts';
import type { SourceItem, TextSegment } from '../src/segment.ts';
import { mockModel } from './helpers/mock-model.ts';

const model = mockModel();

function file(source: string, text: string): TextSegment {
  return { type: 'text', source, location: { type: 'lines', start: 1, end: text.split('\n').length }, text };
}

function page(number: number): TextSegment {
  const location = { type: 'page', page: number } as const;
  return { type: 'text', source: 'guide.pdf', location, text: `The lock of basin ${number} closes at nine.` };
}

const berths = file('berths.md', '# Berths\n\nA berth costs 24 euros a night.\n');
const tides = file('tides.md', '# Tides\n\nHigh water is at noon.\n');

test('indexes what is new or changed, keeps the rest and forgets what is gone', async () => {
  const store = createMemoryStore();
  const all = [berths, tides, page(1), page(2)];
  expect(await indexSources({ sources: [all], store })).toEqual({
    indexed: 3,
    unchanged: 0,
    forgotten: 0,
    skipped: [],
  });
  const edited = file('berths.md', 'A berth is free.\n');
  expect(await indexSources({ sources: [[edited, page(1), page(2)]], store })).toMatchObject({
    indexed: 1,
    unchanged: 1,
    forgotten: 1,
  });
  expect([...(await store.documents())].map(([source, { segments }]) => [source, segments])).toEqual([
    ['berths.md', 1],
    ['guide.pdf', 2],
  ]);
});

test('a document is added once it was read, not when all were: memory holds a batch', async () => {
  const memory = createMemoryStore();
  const steps: string[] = [];
  const store: ChunkStore = {
    ...memory,
    async add(documents) {
      steps.push(`add ${documents.length}`);
      await memory.add(documents);
    },
  };
  const source: AsyncIterable<SourceItem> = {
    async *[Symbol.asyncIterator]() {
      for (let n = 0; n < 6; n += 1) {
        steps.push('read');
        yield file(`${n}.md`, `Entry ${n} says more. `.repeat(50_000));
      }
    },
  };
  await indexSources({ sources: [source], store });
  expect(steps).toContain('add 3');
  expect(steps.indexOf('add 3')).toBeLessThan(steps.lastIndexOf('read'));
});

test('what a stopped run had added is not indexed again', async () => {
  const store = createMemoryStore();
  const controller = new AbortController();
  const source: Iterable<SourceItem> = {
    *[Symbol.iterator]() {
      for (let n = 0; n < 6; n += 1) {
        if (n === 5) controller.abort();
        yield file(`${n}.md`, `Entry ${n} says more. `.repeat(50_000));
      }
    },
  };
  await expect(
    indexSources({ sources: [source], store, abortSignal: controller.signal }),
  ).rejects.toMatchObject({ code: 'aborted' });
  const { indexed, unchanged } = await indexSources({ sources: [source], store });
  expect(unchanged).toBe(3);
  expect(indexed + unchanged).toBe(6);
});

test('tells what it does not read: images, and a second document with the same address', async () => {
  const image = { type: 'media', source: 'a.png', mediaType: 'image/png', data: new Uint8Array(3) } as const;
  const { skipped } = await indexSources({
    sources: [
      [berths, image],
      [tides, berths],
    ],
    store: createMemoryStore(),
  });
  expect(skipped.map(({ source, reason }) => [source, reason])).toEqual([
    ['a.png', 'media'],
    ['berths.md', 'duplicate'],
  ]);
});

test('a store is searched as the documents themselves would be', async () => {
  const store = createMemoryStore();
  await indexSources({ sources: [[berths, tides, page(7)]], store });
  const context = await prepareStoredContext({ store, model });
  expect(context).toMatchObject({ strategy: 'retrieve', decision: { because: 'asked-for' } });
  expect(context.coverage.documents.map(({ source }) => source)).toEqual([
    'berths.md',
    'tides.md',
    'guide.pdf',
  ]);
  const [best] = await searchContext({ context, query: 'When does the lock close?' });
  expect(best).toMatchObject({ source: 'guide.pdf', location: { type: 'page', page: 7 } });
});

test('a store is asked once what it keeps, for the context and its questions together', async () => {
  const kept = createMemoryStore();
  await indexSources({ sources: [[berths, tides]], store: kept });
  let asked = 0;
  const store: ChunkStore = {
    ...kept,
    documents() {
      asked += 1;
      return kept.documents();
    },
  };
  const context = await prepareStoredContext({ store, model });
  expect(context.coverage.documents).toHaveLength(2);
  expect(await searchContext({ context, query: 'Which berth?' })).not.toEqual([]);
  expect(asked).toBe(1);
});

test('an empty store and a window without room for evidence are refused', async () => {
  const store = createMemoryStore();
  await expect(prepareStoredContext({ store, model })).rejects.toMatchObject({ code: 'no-text' });
  await indexSources({ sources: [[berths]], store });
  await expect(
    prepareStoredContext({ store, model, profile: { contextWindow: 3000, maxInputTokens: 2000 } }),
  ).rejects.toMatchObject({ code: 'over-budget' });
});

/** Knows money and weather; another name stands for another model. */
function embeddingModel(modelId: string): MockEmbeddingModelV4 {
  return new MockEmbeddingModelV4({
    modelId,
    maxEmbeddingsPerCall: 10,
    doEmbed: async ({ values }) => ({
      embeddings: values.map((value) => [
        /euros|pays/i.test(value) ? 2 : 0,
        /water|flood/i.test(value) ? 2 : 0,
      ]),
      warnings: [],
    }),
  });
}

test('with an embedding model, a store finds by meaning; only what is new, changed or of another model is embedded', async () => {
  const store = createMemoryStore();
  const embeddedBy = async (model: MockEmbeddingModelV4, sources: readonly TextSegment[]) => {
    await indexSources({ sources: [sources], store, embeddingModel: model });
    return model.doEmbedCalls.flatMap(({ values }) => values.map((value) => value.split('\n')[0]));
  };
  await indexSources({ sources: [[berths]], store });
  expect(await embeddedBy(embeddingModel('a'), [berths, tides])).toEqual([
    'berths.md > Berths',
    'tides.md > Tides',
  ]);
  const edited = file('tides.md', '# Tides\n\nLow water is at noon.\n');
  expect(await embeddedBy(embeddingModel('a'), [berths, edited])).toEqual(['tides.md > Tides']);

  const asking = embeddingModel('a');
  const context = await prepareStoredContext({ store, model, embeddingModel: asking });
  expect(context.decision.retrieval?.embedding).toEqual({ model: 'mock-provider a', tokens: 0 });
  const [best] = await searchContext({ context, query: 'Who pays?' });
  expect(best?.source).toBe('berths.md');
  expect(asking.doEmbedCalls.flatMap(({ values }) => values)).toEqual(['Who pays?']);
  const byWords = await prepareStoredContext({ store, model });
  expect(await searchContext({ context: byWords, query: 'Who pays?' })).toEqual([]);

  expect(await embeddedBy(embeddingModel('b'), [berths, edited])).toHaveLength(2);
});

test('vectors of another model, and a store without vectors, are refused with the way out', async () => {
  const store = createMemoryStore();
  await indexSources({ sources: [[berths]], store, embeddingModel: embeddingModel('a') });
  await expect(
    prepareStoredContext({ store, model, embeddingModel: embeddingModel('b') }),
  ).rejects.toMatchObject({ code: 'bad-input', message: expect.stringContaining('1 of 1 documents') });
  const { searchVectors: _, ...wordsOnly } = createMemoryStore();
  await expect(
    indexSources({ sources: [[berths]], store: wordsOnly, embeddingModel: embeddingModel('a') }),
  ).rejects.toMatchObject({ code: 'bad-input', facts: { option: 'embeddingModel' } });
});
