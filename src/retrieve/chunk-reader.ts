import type { TextSegment } from '../segment.ts';
import type { Language } from '../text/language.ts';
import { type ReadText, readText } from '../text/lexicon.ts';

/** The runs of a chunk's text. */
export type ChunkReader = (chunk: TextSegment, language?: Language) => ReadText;

// Each takes as much memory as its text: about 10 MB.
const mostKept = 5000;

/** Reads each chunk once, of those that were found last: a question looks twice into the best 100 of 250, and the next one often finds the same. */
export function createChunkReader(): ChunkReader {
  let kept = new WeakMap<TextSegment, { readonly language: Language; readonly text: ReadText }>();
  let count = 0;
  return (chunk, language = 'en') => {
    const known = kept.get(chunk);
    if (known?.language === language) return known.text;
    const text = readText(chunk.text, language);
    if (count >= mostKept) {
      kept = new WeakMap();
      count = 0;
    }
    kept.set(chunk, { language, text });
    count += 1;
    return text;
  };
}
