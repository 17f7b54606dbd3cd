import { createHash } from 'node:crypto';
import type { TextSegment } from '../segment.ts';

/** So many keys are the same for every pack. Whoever knows them can write them all into a document. */
const fixedKeys = 16;

/** The first key of the sequence: the one that nearly every pack gets. */
export const usualDelimiterKey = keyOf(0, '');

/**
 * The key that document tags carry: the first of a fixed sequence that occurs in nothing that is rendered. The same on
 * every machine, and stable under ordinary edits; a document can forge a boundary only by holding the key, and then another
 * is taken. Eight hex digits: by chance in 4 MB of hex dump once in a thousand, and then it only costs the next key.
 *
 * After sixteen the sequence goes on from the texts themselves: a 1 MB file can hold 100,000 keys of a known sequence, and
 * trying them all against 4 MB would take minutes.
 */
export function findDelimiterKey(segments: readonly Rendered[]): string {
  const texts = textsOf(segments);
  let seed = '';
  for (let index = 0; ; index += 1) {
    if (index === fixedKeys) seed = hashOf(texts);
    const key = keyOf(index, seed);
    if (!texts.some((text) => text.includes(key))) return key;
  }
}

/** Whether a key stands in anything that is rendered of these segments. */
export function holdsKey(segments: readonly Rendered[], key: string): boolean {
  return textsOf(segments).some((text) => text.includes(key));
}

/** Breaks a key inside a text that is not a document (a question, a history), so that it cannot pose as a boundary. */
export function breakDelimiterKey(text: string, key: string): string {
  // The second half is only looked at, so that a key which begins inside another one is broken too.
  return text.replace(new RegExp(`${key.slice(0, 4)}(?=${key.slice(4)})`, 'g'), '$& ');
}

type Rendered = Pick<TextSegment, 'source' | 'location' | 'headings' | 'text'>;

function textsOf(segments: readonly Rendered[]): string[] {
  return segments.flatMap(({ source, location, headings = [], text }) => [
    source,
    ...(location.type === 'page' && location.label !== undefined ? [location.label] : []),
    ...headings,
    text,
  ]);
}

function keyOf(index: number, seed: string): string {
  return hashOf([`quire delimiter ${index}${seed}`]).slice(0, 8);
}

function hashOf(texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text);
  return hash.digest('hex');
}
