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
const namespace = 'word-index-3';

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

/**
 * What is kept of all documents, in five parts: the size of the header; the header; of each document how its chunks are cut, to be
 * read when one of them is found (of 40,000 chunks a question finds some hundred, and the rest takes 150 ms to read); of each chunk
 * two numbers; the rows of words.
 */
interface Header {
  readonly words: string;
  readonly documents: readonly KeptHead[];
}

/** The language is kept too: to tell it anew takes a quarter of a second for 8,000 files. */
interface KeptHead extends Pick<StoredDocument, 'source' | 'version' | 'characters' | 'language' | 'names'> {
  readonly chunks: number;
  /** How long the list of its cuts is, in bytes. */
  readonly cutBytes: number;
}

type Cut = readonly [
  segment: number,
  start: number,
  /** Of its text, in UTF-16 units. */
  size: number,
  location: Location,
  headings?: readonly string[],
];

/** Of a chunk: its length in words, and how many of them are different. */
const numbersPerChunk = 2;

function writeContents({ vocabulary, documents }: StoredContents): Uint8Array {
  const heads: KeptHead[] = [];
  const cuts: Uint8Array[] = [];
  const numbers: number[] = [];
  const rows: Uint8Array[] = [];
  for (const { source, version, characters, language, names, ...document } of documents) {
    const cut = Buffer.from(JSON.stringify(cutsOf(document)));
    const chunks = document.rows.length;
    heads.push({ source, version, characters, language, names, chunks, cutBytes: cut.length });
    cuts.push(cut);
    for (const { length, entries } of document.rows) {
      numbers.push(length, entries.length);
      rows.push(bytesOf(entries));
    }
  }
  const header: Header = { words: vocabulary.words.join('\n'), documents: heads };
  const head = Buffer.from(JSON.stringify(header));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(head.length);
  return Buffer.concat([size, head, ...cuts, bytesOf(Uint32Array.from(numbers)), ...rows]);
}

function cutsOf({ chunks, places }: Pick<StoredDocument, 'chunks' | 'places'>): readonly Cut[] {
  return chunks.map(({ text, location, headings }, at): Cut => {
    const { segment, start } = places[at] as StoredDocument['places'][number];
    const cut = [segment, start, text.length, location] as const;
    return headings === undefined ? cut : [...cut, headings];
  });
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Throws on anything that is not what `writeContents` wrote. */
function readContents(bytes: Uint8Array, documents: readonly ReadDocument[]): StoredContents {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerEnd = 4 + buffer.readUInt32LE(0);
  const header: Header = JSON.parse(buffer.toString('utf8', 4, headerEnd));
  const cutsEnd = header.documents.reduce((end, { cutBytes }) => end + cutBytes, headerEnd);
  const chunkCount = header.documents.reduce((sum, { chunks }) => sum + chunks, 0);
  // A copy, because 32-bit numbers must begin at a multiple of four.
  const numbers = new Uint32Array(new Uint8Array(buffer.subarray(cutsEnd)).buffer);
  const read = new Map(documents.map((document) => [document.source, document]));
  const stored: StoredDocument[] = [];
  let cutsStart = headerEnd;
  let chunk = 0;
  let row = chunkCount * numbersPerChunk;
  for (const { chunks, cutBytes, ...head } of header.documents) {
    const cuts = buffer.subarray(cutsStart, cutsStart + cutBytes);
    cutsStart += cutBytes;
    const rows: WordRow[] = [];
    for (const end = chunk + chunks; chunk < end; chunk += 1) {
      const length = numbers[chunk * numbersPerChunk] as number;
      const entries = numbers.subarray(row, row + (numbers[chunk * numbersPerChunk + 1] as number));
      row += entries.length;
      rows.push({ length, entries });
    }
    const document = read.get(head.source);
    if (document?.version === head.version) stored.push(restoreDocument(document, head, { rows, cuts }));
  }
  if (row !== numbers.length) throw new RangeError('The rows do not match the header.');
  return { vocabulary: createVocabulary(header.words.split('\n')), documents: stored };
}

/** As it was stored, with its chunks cut when they are asked for. */
function restoreDocument(
  { segments }: ReadDocument,
  head: Omit<KeptHead, 'chunks' | 'cutBytes'>,
  { rows, cuts }: { readonly rows: readonly WordRow[]; readonly cuts: Buffer },
): StoredDocument {
  let restored: Pick<StoredDocument, 'chunks' | 'places'> | undefined;
  const restore = () => {
    restored ??= restoreChunks(segments, JSON.parse(cuts.toString('utf8')));
    return restored;
  };
  return {
    ...head,
    segments: segments.length,
    rows,
    get chunks() {
      return restore().chunks;
    },
    get places() {
      return restore().places;
    },
  };
}

function restoreChunks(
  segments: readonly TextSegment[],
  cuts: readonly Cut[],
): Pick<StoredDocument, 'chunks' | 'places'> {
  const texts = segments.map(({ text }) => text.replaceAll('\r\n', '\n'));
  return {
    places: cuts.map(([segment, start]) => ({ segment, start })),
    chunks: cuts.map(([segment, start, size, location, headings]): TextSegment => {
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
