import type { Location, TextSegment } from '../../segment.ts';
import type { QuotePlace } from '../../text/quote-match.ts';

/** The address of a place in a document: its lines, or the page or cell that the document is. */
export function locate(
  { location, text }: Pick<TextSegment, 'location' | 'text'>,
  { start, end }: QuotePlace,
): Location {
  if (location.type === 'page') {
    const { page, label } = location;
    return { type: 'page', page, ...(label !== undefined && { label }) };
  }
  if (location.type === 'cell') return { type: 'cell', cell: location.cell };
  const first = location.start + countLineBreaks(text, 0, start);
  return { type: 'lines', start: first, end: first + countLineBreaks(text, start, end) };
}

function countLineBreaks(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at !== -1 && at < to; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
