import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { ChunkStore } from '../../../src/chunk-store.ts';
import { createRetriever } from '../../../src/retrieve/create-retriever.ts';
import { groupDocuments } from '../../../src/retrieve/index-documents.ts';
import { lanceDbStore } from '../../../src/retrieve/lancedb/lancedb-store.ts';
import { createMemoryStore } from '../../../src/retrieve/memory-store.ts';
import { toUnit } from '../../../src/retrieve/rank-vectors.ts';
import { updateStore } from '../../../src/retrieve/update-store.ts';
import type { TextSegment } from '../../../src/segment.ts';

const words = ['tide', 'gauge', 'harbour', 'berth', 'lock', 'fuel', 'quay', 'crane', 'mooring', 'pilot'];

/** Documents that differ in which words they repeat. */
function makeDocuments() {
  const segments = Array.from({ length: 40 }, (_, n): TextSegment => {
    const line = (k: number) =>
      `The ${words[(n * k) % 10]} of day ${n} is by the ${words[(n + k) % 7]}, ${k}.`;
    const lines = Array.from({ length: 30 + n }, (_, k) => line(k));
    const location = { type: 'lines', start: 1, end: lines.length } as const;
    return { type: 'text', source: `it's/day-${n}.md`, location, text: lines.join('\n') };
  });
  return groupDocuments(segments);
}

// The package is an optional peer: where it is not installed, what is to be shown is the message.
const isInstalled = existsSync(new URL('../../../node_modules/@lancedb/lancedb', import.meta.url));

if (isInstalled) {
  test('LanceDB finds what the memory store finds, in named documents too, and sees what was written last', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'quire-lancedb-'));
    try {
      const documents = makeDocuments();
      const memory = createMemoryStore();
      const writer = lanceDbStore(folder);
      const reader = lanceDbStore(folder);
      await updateStore(memory, documents);
      expect(await updateStore(writer, documents)).toMatchObject({ indexed: 40 });
      expect(await updateStore(writer, documents)).toMatchObject({ indexed: 0, unchanged: 40 });
      for (const query of [
        ['tide', 'gaug'],
        ['harbour', 'quai', 'pilot'],
      ]) {
        const ids = async (store: typeof writer, sources?: readonly string[]) =>
          (await store.searchWords({ words: query, limit: 20, sources })).map(({ chunk }) =>
            JSON.stringify(chunk),
          );
        const expected = new Set(await ids(memory));
        const found = await ids(reader);
        expect(found.filter((id) => expected.has(id)).length).toBeGreaterThanOrEqual(0.95 * expected.size);
        // A score that is added to what was found, as that of a name, weighs the same in both.
        const scoreOf = async (store: typeof writer) =>
          (await store.searchWords({ words: query, limit: 1 }))[0]?.score ?? Number.NaN;
        // Not closer: a word that nearly every document holds, as here, weighs a fifth less in LanceDB.
        expect(Math.abs((await scoreOf(reader)) / (await scoreOf(memory)) - 1)).toBeLessThan(0.4);
        const only = ["it's/day-7.md", "it's/day-12.md"];
        expect(new Set(await ids(reader, only))).toEqual(new Set(await ids(memory, only)));
      }
      // A document by its address: all of it, in one piece, and no other one for an address that only begins or looks like it.
      const { read } = createRetriever({ store: reader, countTokens: (text) => text.length });
      const [kept] = documents[7]?.segments ?? [];
      expect(await read?.({ source: "it's/day-7.md" })).toEqual([
        { type: 'text', source: kept?.source, location: kept?.location, text: kept?.text },
      ]);
      for (const source of ["it's/day-", "it's/day-7.md' OR source = 'x", '%', '']) {
        expect(await read?.({ source })).toEqual([]);
      }
      await updateStore(writer, documents.slice(1));
      expect((await reader.documents()).has("it's/day-0.md")).toBe(false);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('vectors in LanceDB find what those in memory find; those of a model that is no longer used go', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'quire-lancedb-'));
    try {
      const documents = makeDocuments();
      const memory = createMemoryStore();
      const store = lanceDbStore(folder);
      const embedder = (model: string, size: number) => ({
        model,
        embed: async (texts: readonly string[]) =>
          texts.map((text) =>
            Array.from({ length: size }, (_, at) => text.split(words[at] as string).length - 1),
          ),
      });
      await updateStore(store, documents, { embedder: embedder('first', 4) });
      await updateStore(memory, documents, { embedder: embedder('second', 7) });
      expect(await updateStore(store, documents, { embedder: embedder('second', 7) })).toMatchObject({
        indexed: 40,
      });
      const search = async (each: ChunkStore, embedding: string, sources?: readonly string[]) => {
        const vector = toUnit([0, 1, 0, 2, 0, 0, 1]);
        const found = await each.searchVectors?.({ embedding, vector, limit: 10, sources });
        return found?.map(({ score }) => score.toFixed(4));
      };
      expect(await search(store, 'second')).toEqual(await search(memory, 'second'));
      expect(await search(store, 'second', ["it's/day-7.md"])).toEqual(
        await search(memory, 'second', ["it's/day-7.md"]),
      );
      expect(await search(store, 'second')).toHaveLength(10);
      expect(await search(store, 'first')).toEqual([]);
      expect((await store.documents()).get("it's/day-7.md")?.embedding).toBe('second');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
} else {
  test('without its package the store says what to install', async () => {
    await expect(lanceDbStore('./nowhere').documents()).rejects.toMatchObject({
      code: 'missing-package',
      facts: { package: '@lancedb/lancedb' },
      message: expect.stringContaining('npm install @lancedb/lancedb'),
    });
  });
}
