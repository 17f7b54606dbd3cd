import type { Location, TextSegment } from '../segment.ts';
import type { ComparisonEvidence } from './comparison.ts';

/**
 * How many of the gold places stand in passages as a model would get them: at their address, with every letter and digit of the quote in
 * its order. A row of a table has bars between its cells there, and a divided word its hyphen: that is the same evidence.
 */
export function countFoundEvidence(
  evidence: readonly ComparisonEvidence[],
  passages: readonly Pick<TextSegment, 'source' | 'location' | 'text'>[],
): number {
  return evidence.filter(({ source, location, quote }) => {
    const near = passages.filter(
      (passage) => isSameSource(passage.source, source) && areNear(passage.location, location),
    );
    // A place may be cut in two between passages that follow each other.
    const inOrder = near.toSorted((a, b) => startOf(a.location) - startOf(b.location));
    return bare(inOrder.map(({ text }) => text).join('')).includes(bare(quote));
  }).length;
}

/** Whether two places share a line or page. */
export function areNear(one: Location, other: Location): boolean {
  if (one.type === 'lines' && other.type === 'lines') return one.start <= other.end && other.start <= one.end;
  if (one.type === 'page' && other.type === 'page') return one.page === other.page;
  return one.type === 'cell' && other.type === 'cell' && one.cell === other.cell;
}

/** Gold addresses are relative to the documents; with several paths each address begins with its path. */
export function isSameSource(source: string, gold: string): boolean {
  return source === gold || source.endsWith(`/${gold}`);
}

function bare(text: string): string {
  return text.normalize('NFKC').replaceAll(/[^\p{L}\p{N}]+/gu, '');
}

function startOf(location: Location): number {
  const offset = location.offset ?? 0;
  if (location.type === 'lines') return location.start * 1e6 + offset;
  return offset;
}
