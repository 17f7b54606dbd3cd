import { hash } from 'node:crypto';
import type { CacheStore } from '../cache-store.ts';
import type { Location, TextSegment } from '../segment.ts';
import type { ReadDocument } from './index-documents.ts';
import {
  createMemoryStore,
  type MemoryStore,
  type StoredContents,
  type StoredDocument,
} from './memory-store.ts';
import { createVocabulary, type WordRow } from './word-row.ts';

/**
 * Opens what was kept of these documents the last time: the chunks of those whose version is still the same, without their
 * texts, which are taken from the documents. What cannot be read was not kept.
 */
export async function openKeptStore(
  cache: CacheStore | undefined,
  documents: readonly ReadDocument[],
): Promise<MemoryStore> {
  const bytes = await cache?.get(namespace, nameCorpus(documents));
  if (bytes === undefined) return createMemoryStore();
  try {
    return createMemoryStore(readContents(bytes, documents));
  } catch {
    return createMemoryStore();
  }
}

/** Keeps the index of these documents for the next time. */
export async function keepStore(
  cache: CacheStore | undefined,
  documents: readonly ReadDocument[],
  { contents }: MemoryStore,
): Promise<void> {
  await cache?.set(namespace, nameCorpus(documents), writeContents(contents));
}

/** Another layout of what is kept gets another number. */
const namespace = 'word-index-2';

/**
 * The least hash of the sources' names: two sets of documents have the same name as often as they are the same documents (a
 * MinHash). So a file that was added, removed or edited leaves the index where it was, and another repository has another.
 */
function nameCorpus(documents: readonly ReadDocument[]): string {
  return documents.reduce((least, { source }) => {
    const name = hash('sha1', source);
    return least === '' || name < least ? name : least;
  }, '');
}

/** What is kept besides the rows of words: all that can be told without the text. */
interface Header {
  readonly words: string;
  readonly documents: readonly KeptHead[];
}

/** The language is kept too: to tell it anew takes a quarter of a second for 8,000 files. */
interface KeptHead extends Pick<StoredDocument, 'source' | 'version' | 'language' | 'names'> {
  readonly chunks: readonly KeptChunk[];
}

type KeptChunk = readonly [
  segment: number,
  start: number,
  /** Of its text, in UTF-16 units. */
  size: number,
  /** In words. */
  length: number,
  entries: number,
  location: Location,
  headings?: readonly string[],
];

function writeContents({ vocabulary, documents }: StoredContents): Uint8Array {
  const kept = [...documents];
  const header: Header = {
    words: vocabulary.words.join('\n'),
    documents: kept.map(({ source, version, language, names, chunks, rows, places }) => ({
      ...{ source, version, language, names },
      chunks: chunks.map(({ text, location, headings }, at): KeptChunk => {
        const { segment, start } = places[at] as StoredDocument['places'][number];
        const { length, entries } = rows[at] as WordRow;
        const chunk = [segment, start, text.length, length, entries.length, location] as const;
        return headings === undefined ? chunk : [...chunk, headings];
      }),
    })),
  };
  const head = Buffer.from(JSON.stringify(header));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(head.length);
  const rows = kept.flatMap((document) => document.rows.map(({ entries }) => bytesOf(entries)));
  return Buffer.concat([size, head, ...rows]);
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Throws on anything that is not what `writeContents` wrote. */
function readContents(bytes: Uint8Array, documents: readonly ReadDocument[]): StoredContents {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerEnd = 4 + buffer.readUInt32LE(0);
  const header: Header = JSON.parse(buffer.toString('utf8', 4, headerEnd));
  // A copy, because 32-bit numbers must begin at a multiple of four.
  const entries = new Uint32Array(new Uint8Array(buffer.subarray(headerEnd)).buffer);
  const read = new Map(documents.map((document) => [document.source, document]));
  const stored: StoredDocument[] = [];
  let next = 0;
  for (const { source, version, chunks, ...traits } of header.documents) {
    const rows = chunks.map(([, , , length, count]): WordRow => {
      next += count;
      return { length, entries: entries.subarray(next - count, next) };
    });
    const document = read.get(source);
    if (document?.version !== version) continue;
    const restored = restoreChunks(document, chunks);
    const characters = restored.chunks.reduce((sum, { text }) => sum + text.length, 0);
    const segments = document.segments.length;
    stored.push({ source, version, segments, characters, ...traits, rows, ...restored });
  }
  if (next !== entries.length) throw new RangeError('The rows do not match the header.');
  return { vocabulary: createVocabulary(header.words.split('\n')), documents: stored };
}

function restoreChunks(
  { segments }: ReadDocument,
  chunks: readonly KeptChunk[],
): Pick<StoredDocument, 'chunks' | 'places'> {
  const texts = segments.map(({ text }) => text.replaceAll('\r\n', '\n'));
  return {
    places: chunks.map(([segment, start]) => ({ segment, start })),
    chunks: chunks.map(([segment, start, size, , , location, headings]): TextSegment => {
      const { source, version, changedAt } = segments[segment] as TextSegment;
      return {
        type: 'text',
        source,
        location,
        text: (texts[segment] as string).slice(start, start + size),
        ...(headings !== undefined && { headings }),
        ...(version !== undefined && { version }),
        ...(changedAt !== undefined && { changedAt }),
      };
    }),
  };
}
