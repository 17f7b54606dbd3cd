import type { IndexedDocument } from '../chunk-store.ts';
import { segmentId, type TextSegment } from '../segment.ts';
import { detectLanguage, type Language } from '../text/language.ts';
import { nameContent, nameOf } from '../text/name-content.ts';
import { outline } from '../text/outline.ts';
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
const indexVersion = 7;
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
  const traits = traitsOf(source, segments);
  const language = traits.language ?? 'en';
  const address = searchWords(source, language);
  const chunks = segments.flatMap((segment, at) =>
    chunkSegment(segment).map(({ chunk, titles, start }) => {
      const header = [...address, ...searchWords(titles.join(' '), language)];
      const words = searchWords(chunk.text, language);
      for (let time = 0; time < headerWeight; time += 1) for (const word of header) words.push(word);
      return { chunk, place: { segment: at, start }, words };
    }),
  );
  const characters = chunks.reduce((sum, { chunk }) => sum + chunk.text.length, 0);
  return { source, version, segments: segments.length, characters, ...traits, chunks };
}

/** What is told of a document besides its chunks, by its text alone. */
function traitsOf(
  source: string,
  segments: readonly TextSegment[],
): { readonly language?: Language; readonly names?: string } {
  const language = languageOf(segments);
  const names = namesOf(source, segments);
  return {
    ...(language !== undefined && language !== 'en' && { language }),
    ...(names !== undefined && { names }),
  };
}

/** Only what has pages is a document that people call by its name; a file of a repository is found by its path among its words. */
function namesOf(source: string, segments: readonly TextSegment[]): string | undefined {
  const [first, second] = segments;
  if (first?.location.type !== 'page') return undefined;
  const titles = outline(first.text, source).map(({ title }) => title);
  // The outermost heading of a document is often its title, and the first page often a cover without text.
  const headings = [first, second].flatMap((segment) => segment?.headings?.[0] ?? []);
  return [source, ...headings, ...titles].join('\n').slice(0, mostNames);
}

const mostNames = 2000;

function nameVersion(segments: readonly TextSegment[]): string {
  const names = segments.map((segment) =>
    nameContent(segment.text, segment.version, [segmentId(segment), ...(segment.headings ?? [])].join('\n')),
  );
  return nameOf(`${indexVersion}\n${names.join('\n')}`);
}

// About 100 words each: a third of them tell the language where it is prose.
const sampleCharacters = 600;
const samples = 6;

/** By a few samples from all over the document: its beginning may be a licence in English. */
function languageOf(segments: readonly TextSegment[]): Language | undefined {
  const step = Math.max(1, segments.length / samples);
  const texts: string[] = [];
  for (let at = 0; at < segments.length; at += step) {
    const { text } = segments[Math.floor(at)] as TextSegment;
    const middle = Math.max(0, Math.floor((text.length - sampleCharacters) / 2));
    texts.push(text.slice(middle, middle + sampleCharacters));
  }
  return detectLanguage(texts.join('\n'));
}
