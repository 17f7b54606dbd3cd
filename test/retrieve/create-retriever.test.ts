import { expect, test } from 'vitest';
import type { ChunkStore } from '../../src/chunk-store.ts';
import { createRetriever } from '../../src/retrieve/create-retriever.ts';
import { groupDocuments, indexDocument } from '../../src/retrieve/index-documents.ts';
import { createMemoryStore } from '../../src/retrieve/memory-store.ts';
import type { TextSegment } from '../../src/segment.ts';
import { seededRandom } from '../helpers/seeded-random.ts';

const lines = Array.from(
  { length: 900 },
  (_, line) => `Berth ${line} lies at the ${line % 3 === 0 ? 'north' : 'south'} quay.`,
);
const segments: readonly TextSegment[] = [
  {
    type: 'text',
    source: 'berths.md',
    location: { type: 'lines', start: 1, end: 900 },
    text: `${lines.join('\n')}\n`,
  },
  {
    type: 'text',
    source: 'one-line.json',
    location: { type: 'lines', start: 1, end: 1 },
    text: '"tide" '.repeat(2_000),
  },
  ...[1, 2, 3].map(
    (page): TextSegment => ({
      type: 'text',
      source: 'a.pdf',
      location: { type: 'page', page },
      text: `Page ${page}. ${'The tide rises. '.repeat(400)}`,
    }),
  ),
];
const documents = groupDocuments(segments).map(indexDocument);
const countTokens = (text: string) => text.length / 4;

/** A store that gives the chunks of a document in no order, as a database may. */
function shuffledStore(): ChunkStore {
  const random = seededRandom(5);
  const chunksOf = (source: string) =>
    documents
      .filter((document) => document.source === source)
      .flatMap(({ chunks }) => chunks.map(({ chunk }) => chunk));
  return { ...createMemoryStore(), read: async (source) => random.shuffle(chunksOf(source)) };
}

test('reads a document out of the chunks of a store as it was, lines and pages in their places', async () => {
  const { read } = createRetriever({ store: shuffledStore(), countTokens });
  for (const source of ['berths.md', 'one-line.json', 'a.pdf']) {
    const found = await read?.({ source });
    expect(found?.map(({ text, location }) => ({ text, location }))).toEqual(
      segments
        .filter((segment) => segment.source === source)
        .map(({ text, location }) => ({ text, location })),
    );
  }
  expect(documents.every(({ chunks }) => chunks.length > 3)).toBe(true);
  expect(await read?.({ source: 'berths' })).toEqual([]);
});

test('a store that cannot be read by address makes a retriever that cannot', () => {
  const { read: _, ...store } = createMemoryStore();
  expect(createRetriever({ store, countTokens })).not.toHaveProperty('read');
});

test('a store may be an object of a class, whose methods need it', async () => {
  class ClassStore implements ChunkStore {
    readonly #kept = createMemoryStore();
    documents() {
      return this.#kept.documents();
    }
    add(added: Parameters<ChunkStore['add']>[0]) {
      return this.#kept.add(added);
    }
    delete(sources: readonly string[]) {
      return this.#kept.delete(sources);
    }
    async read(source: string) {
      return (await this.#kept.read?.(source)) ?? [];
    }
    searchWords(options: Parameters<ChunkStore['searchWords']>[0]) {
      return this.#kept.searchWords(options);
    }
  }
  const store = new ClassStore();
  await store.add(documents);
  const retriever = createRetriever({ store, countTokens });
  expect(await retriever.retrieve({ query: 'the tide rises', evidenceTokens: 16_000 })).not.toEqual([]);
  expect(await retriever.read?.({ source: 'a.pdf' })).toHaveLength(3);
});
