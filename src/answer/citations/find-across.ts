import type { Location, TextSegment } from '../../segment.ts';
import { findQuote } from '../../text/quote-match.ts';
import { locate } from './locate.ts';
import { markupOf } from './markup-of.ts';

type Part = Pick<TextSegment, 'source' | 'location' | 'text'>;

/** A quote has at most 4,000 characters; what is around the seam beyond twice that cannot belong to it. */
const reach = 8_000;

/**
 * Finds a quote that runs over the seam between a document and the one that follows it, or that it follows: pages of a PDF, chunks of a
 * file. A quote that stands on one side alone is not found: it belongs to that side's own address.
 */
export function findAcross<Document extends Part>(
  quote: string,
  named: Document,
  documents: readonly Document[],
):
  | {
      readonly document: Document;
      readonly place: { readonly location: Location; readonly continues?: Location };
    }
  | undefined {
  for (const document of documents) {
    if (document === named || document.source !== named.source) continue;
    const isBefore = follows(named, document) === undefined;
    const [before, after] = isBefore ? [document, named] : [named, document];
    const seam = follows(before, after);
    if (seam === undefined) continue;
    for (const end of endsOf(before)) {
      const from = Math.max(0, end - reach);
      const head = before.text.slice(from, end) + seam;
      const found = findQuote(quote, head + after.text.slice(0, reach), markupOf(named));
      if (found === undefined || found.start >= head.trimEnd().length || found.end <= head.length) continue;
      const first = locate(before, { start: from + found.start, end });
      const last = locate(after, { start: found.end - head.length, end: found.end - head.length });
      return { document: before, place: join(first, last) };
    }
  }
  return undefined;
}

/** Where a text may be left for the next page: at its end, or before the notes and addresses at the foot of a page. */
function endsOf({ text, location }: Part): readonly number[] {
  const whole = text.length;
  if (location.type !== 'page') return [whole];
  let end = whole;
  for (
    let start = text.lastIndexOf('\n\n', end - 1);
    start !== -1 && /^\[[^\]\n]+\]: /.test(text.slice(start + 2, end));
    start = text.lastIndexOf('\n\n', end - 1)
  ) {
    end = start;
  }
  return end === whole ? [whole] : [whole, end];
}

/** What stands between the two when the second follows the first directly; `undefined` when it does not. */
function follows(first: Part, second: Part): string | undefined {
  const [a, b] = [first.location, second.location];
  if (a.type === 'lines' && b.type === 'lines') {
    if (b.offset !== undefined) return b.start === a.end ? '' : undefined;
    if (b.start !== a.end + 1) return undefined;
    return first.text.endsWith('\n') ? '' : '\n';
  }
  if (a.type === 'page' && b.type === 'page' && b.page === a.page + 1) {
    return b.offset === undefined ? '\n' : undefined;
  }
  const isSame =
    (a.type === 'page' && b.type === 'page' && a.page === b.page) ||
    (a.type === 'cell' && b.type === 'cell' && a.cell === b.cell);
  return isSame && (b.offset ?? 0) === (a.offset ?? 0) + first.text.length ? '' : undefined;
}

function join(
  first: Location,
  last: Location,
): { readonly location: Location; readonly continues?: Location } {
  if (first.type === 'lines' && last.type === 'lines') {
    return { location: { type: 'lines', start: first.start, end: last.end } };
  }
  const isOne = JSON.stringify(first) === JSON.stringify(last);
  return { location: first, ...(!isOne && { continues: last }) };
}
