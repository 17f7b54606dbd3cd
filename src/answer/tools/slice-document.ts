import type { Location, TextSegment } from '../../segment.ts';
import { placeInSource } from '../../text/compare-addresses.ts';

/** A range of a document in its own units: lines, pages or cells, both ends included. */
export interface DocumentRange {
  readonly start: number;
  /** How many UTF-16 units of the first one to pass over. */
  readonly offset: number;
  readonly end: number;
}

/** The part of a document that lies in a range, each piece with its exact address; nothing when it has none of these lines or pages. */
export function sliceDocument(segments: readonly TextSegment[], range: DocumentRange): TextSegment[] {
  return segments.map(withLineFeeds).flatMap((segment) => {
    const { start, end } = segment.location.type === 'lines' ? segment.location : pageRange(segment.location);
    if (end < range.start || start > range.end) return [];
    const piece = segment.location.type === 'lines' ? sliceLines(segment, range) : slicePage(segment, range);
    return piece === undefined ? [] : [piece];
  });
}

/** The last line, page or cell of a document; 0 when it has none. */
export function lastPlace(segments: readonly TextSegment[]): number {
  return Math.max(
    0,
    ...segments.map(({ location }) => (location.type === 'lines' ? location.end : placeInSource(location))),
  );
}

function pageRange(location: Location): { readonly start: number; readonly end: number } {
  const place = placeInSource(location);
  return { start: place, end: place };
}

/** As documents stand in a prompt. */
function withLineFeeds(segment: TextSegment): TextSegment {
  return { ...segment, text: segment.text.replaceAll('\r\n', '\n') };
}

function slicePage(segment: TextSegment, { start, offset }: DocumentRange): TextSegment | undefined {
  const own = segment.location.offset ?? 0;
  const skipped = placeInSource(segment.location) === start ? Math.max(0, offset - own) : 0;
  if (skipped === 0) return segment;
  const text = segment.text.slice(skipped);
  return text === ''
    ? undefined
    : { ...segment, text, location: { ...segment.location, offset: own + skipped } };
}

function sliceLines(segment: TextSegment, { start, offset, end }: DocumentRange): TextSegment | undefined {
  const { location, text } = segment;
  if (location.type !== 'lines') return undefined;
  const first = Math.max(start, location.start);
  // Of its first line a piece may hold the rest alone.
  const before = first === location.start ? (location.offset ?? 0) : 0;
  const skipped = first === start ? Math.max(0, offset - before) : 0;
  const from = lineStart(text, first - location.start) + skipped;
  const last = Math.min(end, location.end);
  const piece = text.slice(
    from,
    last === location.end ? text.length : lineStart(text, last + 1 - location.start),
  );
  if (piece === '') return undefined;
  const left = before + skipped;
  return {
    ...segment,
    text: piece,
    location: { type: 'lines', start: first, end: last, ...(left > 0 && { offset: left }) },
  };
}

/** Where a line begins, counted from 0; the text's end when there are fewer. */
function lineStart(text: string, line: number): number {
  let at = 0;
  for (let left = line; left > 0; left -= 1) {
    const next = text.indexOf('\n', at);
    if (next === -1) return text.length;
    at = next + 1;
  }
  return at;
}
