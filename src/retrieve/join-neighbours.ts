import type { Location, TextSegment } from '../segment.ts';
import { compareAddresses, placeInSource } from '../text/compare-addresses.ts';

/** Puts chunks that follow each other without a gap in their document together, as lists in the order of the document. */
export function groupNeighbours<Chunk extends TextSegment>(chunks: readonly Chunk[]): Chunk[][] {
  const spans: Chunk[][] = [];
  for (const chunk of chunks.toSorted(compareAddresses)) {
    const span = spans.at(-1);
    const last = span?.at(-1);
    if (span !== undefined && last !== undefined && follows(last, chunk)) span.push(chunk);
    else spans.push([chunk]);
  }
  return spans;
}

/** Chunks that follow each other as one piece with its own exact address. */
export function joinChunks(chunks: readonly [TextSegment, ...TextSegment[]]): TextSegment {
  const [{ headings: _, ...first }] = chunks;
  const last = chunks.at(-1) ?? first;
  const headings = sharedHeadings(chunks);
  return {
    ...first,
    location: locateSpan(first.location, last.location),
    text: chunks.map(({ text }) => text).join(''),
    ...(headings.length > 0 && { headings }),
  };
}

function follows(a: TextSegment, b: TextSegment): boolean {
  if (a.source !== b.source || a.location.type !== b.location.type) return false;
  const offset = b.location.offset ?? 0;
  if (a.location.type !== 'lines' || b.location.type !== 'lines') {
    return (
      placeInSource(a.location) === placeInSource(b.location) &&
      (a.location.offset ?? 0) + a.text.length === offset
    );
  }
  if (a.text.endsWith('\n')) return b.location.start === a.location.end + 1 && offset === 0;
  const lastLine = a.text.length - (a.text.lastIndexOf('\n') + 1);
  const before = a.location.start === a.location.end ? (a.location.offset ?? 0) : 0;
  return b.location.start === a.location.end && offset === before + lastLine;
}

function locateSpan(first: Location, last: Location): Location {
  return first.type === 'lines' && last.type === 'lines' ? { ...first, end: last.end } : first;
}

function sharedHeadings(chunks: readonly TextSegment[]): readonly string[] {
  const [first = [], ...others] = chunks.map(({ headings = [] }) => headings);
  const differs = first.findIndex((title, depth) => others.some((path) => path[depth] !== title));
  return differs === -1 ? first : first.slice(0, differs);
}
