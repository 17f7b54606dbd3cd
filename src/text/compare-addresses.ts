import type { Location, TextSegment } from '../segment.ts';

/** Orders pieces as a person reads them: by document, and inside one from its beginning. */
export function compareAddresses(
  a: Pick<TextSegment, 'source' | 'location'>,
  b: Pick<TextSegment, 'source' | 'location'>,
): number {
  // Not by locale: the order is part of a prompt, and is to be the same everywhere.
  if (a.source !== b.source) return a.source < b.source ? -1 : 1;
  return (
    placeInSource(a.location) - placeInSource(b.location) ||
    (a.location.offset ?? 0) - (b.location.offset ?? 0)
  );
}

/** The first line, the page or the cell. */
export function placeInSource(location: Location): number {
  if (location.type === 'lines') return location.start;
  return location.type === 'page' ? location.page : location.cell;
}
