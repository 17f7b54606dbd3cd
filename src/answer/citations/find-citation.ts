import type { Citation } from '../../result.ts';
import { type Location, segmentId, type TextSegment } from '../../segment.ts';
import { findQuote } from '../../text/quote-match.ts';
import { findAcross } from './find-across.ts';
import { locate } from './locate.ts';
import { markupOf } from './markup-of.ts';

/** The documents that a call was given, as they can be cited. */
export type CitableDocument = Pick<TextSegment, 'source' | 'location' | 'headings' | 'text'>;

/**
 * Looks a model's citation up in the documents: exact lines or page when the quote stands there, else unverified. A quote may run
 * over from the document that is named, or onto it, where two pages or chunks follow each other.
 */
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
    const place = findQuote(trimmed, document.text, markupOf(document));
    if (place === undefined) continue;
    return describe(document, { location: locate(document, place) }, trimmed, true);
  }
  for (const document of candidates) {
    const found = findAcross(trimmed, document, documents);
    if (found !== undefined) return describe(found.document, found.place, trimmed, true);
  }
  const [first] = candidates;
  if (first === undefined) return { source: id, location: undefined, quote: trimmed, verified: false };
  return describe(first, { location: first.location }, trimmed, false);
}

function describe(
  { source, headings }: CitableDocument,
  place: { readonly location: Location; readonly continues?: Location },
  quote: string,
  verified: boolean,
): Omit<Citation, 'mark'> {
  return { source, ...place, ...(headings !== undefined && { headings }), quote, verified };
}
