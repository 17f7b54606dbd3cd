import type { ChunkStore, IndexedDocument, KeptDocument } from '../chunk-store.ts';
import type { TextSegment } from '../segment.ts';
import { joinVectors, rankVectors } from './rank-vectors.ts';
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
  /** Of all chunks, one after the other; absent when no model was asked. */
  readonly vectors?: Float32Array;
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
      return stored;
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
      const { index, chunkOf, numbers } = searchable;
      const known = words.flatMap((word) => vocabulary.find(word) ?? []);
      const documents = sources && new Set(sources.flatMap((source) => numbers.get(source) ?? []));
      return index
        .search({ words: known, limit, documents })
        .map(({ row, score }) => ({ chunk: chunkOf(row), score }));
    },
    async searchVectors({ embedding, ...options }) {
      const embedded = inOrder(stored.values()).flatMap(({ vectors, ...document }) =>
        vectors !== undefined && document.embedding === embedding ? [{ ...document, vectors }] : [],
      );
      return rankVectors(embedded, options);
    },
  };
}

interface Searchable {
  readonly index: WordIndex;
  /** The chunk of a row, by its number over all documents. */
  chunkOf(row: number): TextSegment;
  readonly numbers: ReadonlyMap<string, number>;
}

/** Not in the order in which they came: an index that was kept and updated is to find the same as a new one. */
function inOrder(documents: Iterable<StoredDocument>): StoredDocument[] {
  return [...documents].sort((a, b) => (a.source < b.source ? -1 : 1));
}

function makeSearchable(documents: readonly StoredDocument[], vocabulary: Vocabulary): Searchable {
  return {
    index: createWordIndex(documents, vocabulary.size),
    chunkOf: createChunkFinder(documents),
    numbers: new Map(documents.map(({ source }, number) => [source, number])),
  };
}

/** By number of rows, because a kept document cuts its chunks when it is asked for them. */
function createChunkFinder(documents: readonly StoredDocument[]): (row: number) => TextSegment {
  const documentOf: number[] = [];
  const firstRows: number[] = [];
  for (const [number, { rows }] of documents.entries()) {
    firstRows.push(documentOf.length);
    for (const _ of rows) documentOf.push(number);
  }
  return (row) => {
    const number = documentOf[row] as number;
    return documents[number]?.chunks[row - (firstRows[number] as number)] as TextSegment;
  };
}

function toStored({ chunks, ...document }: IndexedDocument, vocabulary: Vocabulary): StoredDocument {
  const vectors = chunks.flatMap(({ vector }) => vector ?? []);
  return {
    ...document,
    ...(document.embedding !== undefined && { vectors: joinVectors(vectors) }),
    chunks: chunks.map(({ chunk }) => chunk),
    places: chunks.map(({ place }) => place),
    rows: chunks.map(({ words }) => vocabulary.toRow(words)),
  };
}

function emptyContents(): StoredContents {
  return { vocabulary: createVocabulary(), documents: [] };
}
