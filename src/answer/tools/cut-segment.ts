import type { TextSegment } from '../../segment.ts';

/** A segment cut in two. */
export interface CutSegment {
  readonly head: TextSegment;
  /** What is left, by its address. */
  readonly rest: Pick<TextSegment, 'source' | 'location'>;
}

/** Cuts a segment so that its text has at most so many bytes, behind a line where there is one; nothing when not even a character fits. */
export function cutSegment(segment: TextSegment, mostBytes: number): CutSegment | undefined {
  const { source, location, text } = segment;
  if (mostBytes <= 0) return undefined;
  // Never through a character of several bytes.
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(mostBytes));
  const lineEnd = text.lastIndexOf('\n', read - 1) + 1;
  const end = lineEnd > 0 ? lineEnd : read;
  if (end === 0) return undefined;
  const head = text.slice(0, end);
  if (location.type !== 'lines') {
    const rest = { source, location: { ...location, offset: (location.offset ?? 0) + end } };
    return { head: { ...segment, text: head }, rest };
  }
  const breaks = head.split('\n').length - 1;
  const line = location.start + breaks;
  const isWhole = lineEnd > 0;
  const offset = isWhole ? 0 : (location.offset ?? 0) + end;
  return {
    head: { ...segment, text: head, location: { ...location, end: isWhole ? line - 1 : line } },
    rest: {
      source,
      location: { type: 'lines', start: line, end: location.end, ...(offset > 0 && { offset }) },
    },
  };
}
