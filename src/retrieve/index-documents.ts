import type { IndexedDocument } from '../context.ts';
import { segmentId, type TextSegment } from '../segment.ts';
import { nameContent, nameOf } from '../text/name-content.ts';
import { searchWords } from '../text/search-words.ts';
import { chunkSegment } from './chunk-segment.ts';

/** A document as it was read, with a name for its content. */
export interface ReadDocument {
  readonly source: string;
  /** Another text, or another way to index it, has another name. */
  readonly version: string;
  readonly segments: readonly TextSegment[];
}

/** Changes when the same text is cut or split into words otherwise: then nothing that was kept is used. */
const indexVersion = 1;
// The words that say where a chunk stands count twice: 1.5 points at 2k tokens on code, none on prose. Three times is no better.
const headerWeight = 2;

/** The segments of one source as a document. */
export function toDocument(source: string, segments: readonly TextSegment[]): ReadDocument {
  return { source, version: nameVersion(segments), segments };
}

/** Takes segments of one source together, as one document each, in the order of their first segments. */
export function groupDocuments(segments: readonly TextSegment[]): ReadDocument[] {
  const bySource = new Map<string, TextSegment[]>();
  for (const segment of segments) {
    const listed = bySource.get(segment.source);
    if (listed === undefined) bySource.set(segment.source, [segment]);
    else listed.push(segment);
  }
  return Array.from(bySource, ([source, listed]) => toDocument(source, listed));
}

/** Cuts a document into chunks, each with the words that it is found by. */
export function indexDocument({ source, version, segments }: ReadDocument): IndexedDocument {
  const chunks = segments.flatMap((segment, at) =>
    chunkSegment(segment).map(({ chunk, titles, start }) => ({
      chunk,
      place: { segment: at, start },
      words: wordsOf(chunk, titles),
    })),
  );
  const characters = chunks.reduce((sum, { chunk }) => sum + chunk.text.length, 0);
  return { source, version, segments: segments.length, characters, chunks };
}

function nameVersion(segments: readonly TextSegment[]): string {
  const names = segments.map((segment) =>
    nameContent(segment.text, segment.version, [segmentId(segment), ...(segment.headings ?? [])].join('\n')),
  );
  return nameOf(`${indexVersion}\n${names.join('\n')}`);
}

function wordsOf({ text, source }: TextSegment, titles: readonly string[]): string[] {
  const words = searchWords(text);
  const header = searchWords(`${source} ${titles.join(' ')}`);
  for (let time = 0; time < headerWeight; time += 1) for (const word of header) words.push(word);
  return words;
}
