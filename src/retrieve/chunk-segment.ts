import type { Chunk } from '../context.ts';
import type { Location, TextSegment } from '../segment.ts';
import { cutText, type TextPiece } from '../text/cut-text.ts';
import { renderTagged } from '../text/tagged-text.ts';

/** A chunk with the titles that search finds it by: those of its headings, and of the short sections inside it. */
export interface TitledChunk {
  readonly chunk: Chunk;
  readonly titles: readonly string[];
}

// 256 to 512 tokens is the safe range over code, articles and PDFs: shorter loses code, longer spends the evidence budget.
const chunkTokens = 512;
// A page is what a citation names, so it stays whole when it is not much longer than a chunk.
const pageTokens = 700;

/**
 * Cuts a segment at headings, definitions and blank lines into chunks of at most about 512 tokens, each with its own exact
 * address. A page of up to about 700 tokens is one chunk. `countTokens` is asked about once for each part of the text.
 */
export function chunkSegment(segment: TextSegment, countTokens: (text: string) => number): TitledChunk[] {
  const text = segment.text.replaceAll('\r\n', '\n');
  const perToken = charactersPerToken(text, countTokens);
  const page = segment.location.type === 'page';
  const most = Math.ceil((page ? pageTokens : chunkTokens) * perToken);
  const pieces =
    page && text.length <= most && /\S/.test(text)
      ? [{ start: 0, end: text.length, headings: [], titles: [] }]
      : cutText(text, { name: segment.source, most: Math.ceil(chunkTokens * perToken), enough: most });
  const locate = locator(text, segment.location);
  return pieces.map((piece) => toChunk(segment, text, piece, locate, countTokens));
}

function charactersPerToken(text: string, countTokens: (text: string) => number): number {
  // The beginning of a file is often a licence: the middle speaks for the rest.
  const middle = Math.max(0, Math.floor(text.length / 2) - 1000);
  const sample = text.slice(middle, middle + 2000);
  return sample.trim() === ''
    ? 4
    : Math.min(6, Math.max(1, sample.length / Math.max(1, countTokens(sample))));
}

function toChunk(
  { type, source, headings = [], version, changedAt }: TextSegment,
  text: string,
  piece: TextPiece,
  locate: (piece: TextPiece) => Location,
  countTokens: (text: string) => number,
): TitledChunk {
  const path = [...headings, ...piece.headings];
  const chunk: TextSegment = {
    type,
    source,
    location: locate(piece),
    text: text.slice(piece.start, piece.end),
    ...(path.length > 0 && { headings: path }),
    ...(version !== undefined && { version }),
    ...(changedAt !== undefined && { changedAt }),
  };
  const tokens = countTokens(renderTagged(chunk, '00000000').text);
  return { chunk: { ...chunk, tokens }, titles: [...new Set([...headings, ...piece.titles])] };
}

/** Gives addresses to pieces that are asked for in their order. */
function locator(text: string, location: Location): (piece: TextPiece) => Location {
  if (location.type !== 'lines') {
    return ({ start }) => (start === 0 ? location : { ...location, offset: (location.offset ?? 0) + start });
  }
  let line = location.start;
  let position = 0;
  const lineAt = (offset: number) => {
    for (let at = text.indexOf('\n', position); at !== -1 && at < offset; at = text.indexOf('\n', at + 1))
      line += 1;
    position = offset;
    return line;
  };
  return ({ start, end }) => {
    const first = lineAt(start);
    const before =
      start -
      (text.lastIndexOf('\n', start - 1) + 1) +
      (first === location.start ? (location.offset ?? 0) : 0);
    // A line break at the end belongs to the last line.
    const last = lineAt(text[end - 1] === '\n' ? end - 1 : end);
    return { type: 'lines', start: first, end: last, ...(before > 0 && { offset: before }) };
  };
}
