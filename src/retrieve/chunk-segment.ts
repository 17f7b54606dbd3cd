import type { Location, TextSegment } from '../segment.ts';
import { cutText, type TextPiece } from '../text/cut-text.ts';
import { outline } from '../text/outline.ts';

/** A piece of a segment with an exact address of its own. */
export interface SegmentChunk {
  readonly chunk: TextSegment;
  /** What search finds it by besides its text: its headings, those of the short sections inside it, the head of its table. */
  readonly titles: readonly string[];
  /** Where it begins in the segment's text with LF line ends, in UTF-16 units. */
  readonly start: number;
}

// About 256 tokens. Against 512 it gained 4 points at 2k tokens on code and 3 on articles, and 2 and 1 at 16k: the evidence is cut closer.
// In characters and not in tokens, so that one index serves every model and none waits for a tokenizer.
const chunkCharacters = 1024;
// A page is what a citation names, so it stays whole when it is not much longer than 700 tokens.
const pageCharacters = 2800;
// A character of a script without spaces is most of a token.
const wideCharacters = /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}]/gu;
const wideShare = 2.5;

/** Cuts a segment at headings, definitions and blank lines into chunks of at most about 256 tokens; a page of up to about 700 is one. */
export function chunkSegment(segment: TextSegment): SegmentChunk[] {
  const text = segment.text.replaceAll('\r\n', '\n');
  const narrower = 1 + (wideShare - 1) * shareOfWide(text);
  const most = Math.ceil(chunkCharacters / narrower);
  const isWholePage =
    segment.location.type === 'page' && text.length <= pageCharacters / narrower && /\S/.test(text);
  const pieces = isWholePage
    ? [wholePage(text, segment.source)]
    : cutText(text, { name: segment.source, most, enough: most });
  const locate = locator(text, segment.location);
  const readHead = tableReader(text);
  return pieces.map((piece) => toChunk(segment, text, piece, { locate, readHead }));
}

/** The headings of a page are words that it is found by, wherever they stand on it. */
function wholePage(text: string, source: string): TextPiece {
  const titles = outline(text, source).map(({ title }) => title);
  return { start: 0, end: text.length, headings: [], titles };
}

/** By a sample: the beginning of a file is often a licence, so its middle speaks for the rest. */
function shareOfWide(text: string): number {
  const middle = Math.max(0, Math.floor(text.length / 2) - 500);
  const sample = text.slice(middle, middle + 1000);
  return sample === '' ? 0 : (sample.match(wideCharacters)?.length ?? 0) / sample.length;
}

function toChunk(
  { type, source, headings = [], version, changedAt }: TextSegment,
  text: string,
  piece: TextPiece,
  {
    locate,
    readHead,
  }: {
    readonly locate: (piece: TextPiece) => Location;
    readonly readHead: (start: number) => readonly string[];
  },
): SegmentChunk {
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
  const titles = new Set([...headings, ...piece.titles, ...readHead(piece.start)]);
  return { chunk, titles: [...titles], start: piece.start };
}

/**
 * Gives the first row of the Markdown table that a piece begins inside of, for pieces that are asked for in their order: without
 * it, figures have no names.
 */
function tableReader(text: string): (start: number) => readonly string[] {
  let last = { start: 0, top: 0 };
  return (start) => {
    let top = start;
    while (top > 0 && text[top] === '|') {
      // Not further than to where the piece before knew its table to begin: a table of megabytes is walked through once.
      if (top <= last.start) {
        top = Math.min(top, last.top);
        break;
      }
      const above = text.lastIndexOf('\n', top - 2) + 1;
      if (text[above] !== '|') break;
      top = above;
    }
    last = { start, top };
    if (top === start) return [];
    const headEnd = text.indexOf('\n', top);
    const rule = text.slice(headEnd + 1, text.indexOf('\n', headEnd + 1));
    return /^\|[\s:|-]+\|\s*$/.test(rule) ? [text.slice(top, headEnd).replaceAll('|', ' ').trim()] : [];
  };
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
