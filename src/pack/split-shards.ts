import type { Location, TextSegment } from '../segment.ts';
import { addSizes, type PackSize, type SegmentSize, sizeDocuments, sumSizes } from './pack-size.ts';

/**
 * Deals documents out, in their order, to as few shards as it takes for each to fit. A document stays whole where it can; one that
 * is too long for a shard goes on in the next, segment by segment. Every segment must fit by itself.
 */
export function splitShards(
  segments: readonly TextSegment[],
  {
    sizeOf,
    fits,
  }: { readonly sizeOf: (segment: TextSegment) => SegmentSize; readonly fits: (size: PackSize) => boolean },
): readonly (readonly TextSegment[])[] {
  const sizeAll = (all: readonly TextSegment[]) => sumSizes(sizeDocuments(all, sizeOf));
  const shards: { segments: TextSegment[]; size: PackSize }[] = [];
  const add = (part: readonly TextSegment[], size: PackSize) => {
    const last = shards.at(-1);
    const joined = last && addSizes(last.size, size);
    if (last === undefined || joined === undefined || !fits(joined))
      shards.push({ segments: [...part], size });
    else {
      last.segments.push(...part);
      last.size = joined;
    }
  };
  for (const document of groupBySource(segments)) {
    const size = sizeAll(document);
    if (fits(size)) add(document, size);
    else for (const segment of document) add([segment], sizeAll([segment]));
  }
  return shards.map((shard) => shard.segments);
}

/**
 * Cuts a segment that is too long for any shard into so many parts of about the same length, at line ends where there are some. Each
 * part has an exact address of its own.
 */
export function cutSegment(segment: TextSegment, parts: number): readonly TextSegment[] {
  const text = segment.text.replaceAll('\r\n', '\n');
  const pieces: TextSegment[] = [];
  let start = 0;
  for (let part = 1; part <= parts && start < text.length; part += 1) {
    const end = part === parts ? text.length : findCut(text, start, Math.ceil((text.length * part) / parts));
    if (end > start)
      pieces.push({
        ...segment,
        location: locate(segment.location, text, start, end),
        text: text.slice(start, end),
      });
    start = Math.max(start, end);
  }
  return pieces;
}

/** Behind the last line end before `wanted`, else there, but never inside a character. */
function findCut(text: string, start: number, wanted: number): number {
  const line = text.lastIndexOf('\n', wanted - 1) + 1;
  if (line > start) return line;
  return /[\ud800-\udbff]/.test(text.charAt(wanted - 1)) ? wanted + 1 : wanted;
}

function locate(location: Location, text: string, start: number, end: number): Location {
  if (location.type !== 'lines')
    return start === 0 ? location : { ...location, offset: (location.offset ?? 0) + start };
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const first = location.start + countBreaks(text, 0, start);
  const inFirst = start - lineStart + (lineStart === 0 ? (location.offset ?? 0) : 0);
  const last = first + countBreaks(text, start, end - 1);
  return { type: 'lines', start: first, end: last, ...(inFirst > 0 && { offset: inFirst }) };
}

function countBreaks(text: string, start: number, end: number): number {
  let breaks = 0;
  for (let at = text.indexOf('\n', start); at !== -1 && at < end; at = text.indexOf('\n', at + 1))
    breaks += 1;
  return breaks;
}

function groupBySource(segments: readonly TextSegment[]): readonly (readonly TextSegment[])[] {
  return [...Map.groupBy(segments, ({ source }) => source).values()];
}
