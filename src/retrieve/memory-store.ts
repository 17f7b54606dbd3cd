import type { ChunkStore, IndexedDocument, KeptDocument } from '../context.ts';
import type { TextSegment } from '../segment.ts';
import { createWordIndex, type WordIndex } from './word-index.ts';
import { createVocabulary, type Vocabulary, type WordRow } from './word-row.ts';

/** A document as the store keeps it. */
export interface StoredDocument extends KeptDocument {
  readonly source: string;
  readonly chunks: readonly TextSegment[];
  /** Where each chunk begins. */
  readonly places: readonly IndexedDocument['chunks'][number]['place'][];
  /** The words of each chunk. */
  readonly rows: readonly WordRow[];
}

export interface MemoryStore extends ChunkStore {
  /** Everything that is kept, to be written down. */
  readonly contents: StoredContents;
}

export interface StoredContents {
  readonly vocabulary: Vocabulary;
  readonly documents: Iterable<StoredDocument>;
}

/** Keeps chunks in memory: besides the text, 4 bytes for each different word of a chunk, and as much again from the second question on. */
export function createMemoryStore({ vocabulary, documents }: StoredContents = emptyContents()): MemoryStore {
  const stored = new Map(Array.from(documents, (document) => [document.source, document]));
  let searchable: Searchable | undefined;
  return {
    contents: { vocabulary, documents: { [Symbol.iterator]: () => stored.values() } },
    async documents() {
      return new Map(stored);
    },
    async add(added) {
      for (const document of added) stored.set(document.source, toStored(document, vocabulary));
      searchable = undefined;
    },
    async delete(sources) {
      for (const source of sources) if (stored.delete(source)) searchable = undefined;
    },
    async read(source) {
      return stored.get(source)?.chunks ?? [];
    },
    async searchWords({ words, limit, sources }) {
      searchable ??= makeSearchable(inOrder(stored.values()), vocabulary);
      const { index, chunks, numbers } = searchable;
      const known = words.flatMap((word) => vocabulary.find(word) ?? []);
      const documents = sources && new Set(sources.flatMap((source) => numbers.get(source) ?? []));
      return index
        .search({ words: known, limit, documents })
        .map(({ row, score }) => ({ chunk: chunks[row] as TextSegment, score }));
    },
  };
}

interface Searchable {
  readonly index: WordIndex;
  readonly chunks: readonly TextSegment[];
  readonly numbers: ReadonlyMap<string, number>;
}

/** Not in the order in which they came: an index that was kept and updated is to find the same as a new one. */
function inOrder(documents: Iterable<StoredDocument>): StoredDocument[] {
  return [...documents].sort((a, b) => (a.source < b.source ? -1 : 1));
}

function makeSearchable(documents: readonly StoredDocument[], vocabulary: Vocabulary): Searchable {
  return {
    index: createWordIndex(documents, vocabulary.size),
    chunks: documents.flatMap(({ chunks }) => chunks),
    numbers: new Map(documents.map(({ source }, number) => [source, number])),
  };
}

function toStored({ chunks, ...document }: IndexedDocument, vocabulary: Vocabulary): StoredDocument {
  return {
    ...document,
    chunks: chunks.map(({ chunk }) => chunk),
    places: chunks.map(({ place }) => place),
    rows: chunks.map(({ words }) => vocabulary.toRow(words)),
  };
}

function emptyContents(): StoredContents {
  return { vocabulary: createVocabulary(), documents: [] };
}
