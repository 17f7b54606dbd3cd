import type { Citation } from '../result.ts';
import { type Location, segmentId, type TextSegment } from '../segment.ts';
import { findQuote } from '../text/quote-match.ts';

/** The documents that a call was given, as they can be cited. */
export type CitableDocument = Pick<TextSegment, 'source' | 'location' | 'headings' | 'text'>;

/** Looks a model's citation up in the documents: exact lines or page when the quote stands there, else unverified. */
export function findCitation(
  { id, quote }: { readonly id: string; readonly quote: string },
  documents: readonly CitableDocument[],
): Omit<Citation, 'mark'> {
  const trimmed = quote.trim();
  // In a prompt every address is well formed.
  const named = documents.filter((document) => segmentId(document).toWellFormed() === id);
  // A model that leaves out the page or line names the file: then the quote may stand in any part of it.
  const parts = documents.filter(
    (document) => document.source.toWellFormed() === id && !named.includes(document),
  );
  const candidates = [...named, ...parts];
  for (const document of candidates) {
    const place = findQuote(trimmed, document.text);
    if (place === undefined) continue;
    return describe(document, locate(document, place.start, place.end), trimmed, true);
  }
  const [first] = candidates;
  if (first === undefined) return { source: id, location: undefined, quote: trimmed, verified: false };
  return describe(first, first.location, trimmed, false);
}

function describe(
  { source, headings }: CitableDocument,
  location: Location,
  quote: string,
  verified: boolean,
): Omit<Citation, 'mark'> {
  return { source, location, ...(headings !== undefined && { headings }), quote, verified };
}

function locate({ location, text }: CitableDocument, start: number, end: number): Location {
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
