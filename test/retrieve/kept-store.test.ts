import { expect, test } from 'vitest';
import type { CacheStore } from '../../src/cache-store.ts';
import { groupDocuments } from '../../src/retrieve/index-documents.ts';
import { openKeptStore } from '../../src/retrieve/kept-store.ts';
import { createMemoryRetriever } from '../../src/retrieve/memory-retriever.ts';
import { updateStore } from '../../src/retrieve/update-store.ts';
import type { TextSegment } from '../../src/segment.ts';

function file(source: string, text: string): TextSegment {
  return { type: 'text', source, location: { type: 'lines', start: 1, end: text.split('\n').length }, text };
}

function memoryCache(): CacheStore & { readonly entries: Map<string, Uint8Array> } {
  const entries = new Map<string, Uint8Array>();
  return {
    entries,
    get: async (namespace, key) => entries.get(`${namespace}/${key}`),
    set: async (namespace, key, value) => {
      entries.set(`${namespace}/${key}`, value);
    },
  };
}

const query = 'tide gauge day';
const many = Array.from({ length: 60 }, (_, n) =>
  file(`docs/day-${n}.md`, `# Day ${n}\r\n\r\n${`The tide of day ${n} rose, 港口.\r\n`.repeat(60)}`),
);
const page: TextSegment = {
  type: 'text',
  source: 'a.pdf',
  location: { type: 'page', page: 2, label: 'ii' },
  headings: ['Gauges'],
  text: 'A gauge stands here.',
};

/** How many documents have to be indexed, and what is found. */
async function run(segments: readonly TextSegment[], cache?: CacheStore) {
  const documents = groupDocuments(segments);
  const { indexed } = await updateStore(await openKeptStore(cache, documents), documents);
  const countTokens = (text: string) => Math.ceil(text.length / 4);
  const retriever = await createMemoryRetriever({ segments, countTokens, cache });
  return { indexed, found: await retriever.retrieve({ query, evidenceTokens: 3000 }) };
}

test('unchanged documents are not indexed a second time, and the same is found', async () => {
  const cache = memoryCache();
  const first = await run([...many, page], cache);
  expect(first.indexed).toBe(61);
  expect(await run([...many, page], cache)).toEqual({ indexed: 0, found: first.found });
});

test('of what was kept only the documents that a question finds are cut into chunks', async () => {
  const cache = memoryCache();
  await run(many, cache);
  const cut = new Set<string>();
  const watched = many.map((segment) => ({
    ...segment,
    get text() {
      cut.add(segment.source);
      return segment.text;
    },
  }));
  const documents = groupDocuments(watched);
  cut.clear();
  const store = await openKeptStore(cache, documents);
  expect(await updateStore(store, documents)).toEqual({ indexed: 0, unchanged: 60, forgotten: 0 });
  const [best] = await store.searchWords({ words: ['17'], limit: 1 });
  expect(best?.chunk.text).toContain('# Day 17');
  expect([...cut]).toEqual(['docs/day-17.md']);
});

test('the language of a document and what it is called are kept with it', async () => {
  const german = file(
    'de.md',
    'Der Pegel wird an jedem Tag von der Wache am Hafen gelesen und in das Buch geschrieben.',
  );
  const segments = [...many, german, page];
  const cache = memoryCache();
  await run(segments, cache);
  const documents = groupDocuments(segments);
  const anew = await openKeptStore(undefined, documents);
  await updateStore(anew, documents);
  const kept = await (await openKeptStore(cache, documents)).documents();
  expect(kept.get('de.md')?.language).toBe('de');
  expect(kept.get('a.pdf')?.names).toContain('Gauges');
  expect(kept).toEqual(await anew.documents());
});

test('one edited file is indexed alone, and finds the same as a new index', async () => {
  const cache = memoryCache();
  await run([...many, page], cache);
  const edited = [
    ...many.slice(0, 7),
    file('docs/day-7.md', 'The gauge broke this day.'),
    ...many.slice(8),
    page,
  ];
  const { indexed, found } = await run(edited, cache);
  expect(indexed).toBe(1);
  expect(found).toEqual((await run(edited)).found);
  expect((await run(edited, cache)).indexed).toBe(0);
});

test('an added file is indexed alone, a removed one is no longer found', async () => {
  const cache = memoryCache();
  await run(many, cache);
  expect((await run([...many, page], cache)).indexed).toBe(1);
  const removed = await run([...many.slice(0, 50), page], cache);
  expect(removed).toEqual({ indexed: 0, found: (await run([...many.slice(0, 50), page])).found });
});

test('two repositories do not drive each other out', async () => {
  const cache = memoryCache();
  const others = many.map((segment) => ({ ...segment, source: `other/${segment.source}` }));
  await run(many, cache);
  await run(others, cache);
  expect((await run(many, cache)).indexed).toBe(0);
});

test.each([0, 3, 40, -5])('an index that was cut to %d bytes is built anew', async (size) => {
  const cache = memoryCache();
  const { found } = await run(many, cache);
  for (const [key, value] of cache.entries) cache.entries.set(key, value.slice(0, size));
  expect(await run(many, cache)).toEqual({ indexed: 60, found });
});
