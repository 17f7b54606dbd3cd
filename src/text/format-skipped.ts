import type { Skipped, SkipReason } from '../segment.ts';

/**
 * How much was not read, and why, in a person's words, the most frequent first: `3 broken PDFs, 1 binary file`.
 *
 * @example formatSkipped(context.skipped)
 */
export function formatSkipped(skipped: readonly Skipped[]): string {
  const counts = new Map<SkipReason, number>();
  for (const { reason } of skipped) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([reason, count]) => `${count} ${words[reason][count === 1 ? 0 : 1]}`)
    .join(', ');
}

/** For one and for several. */
const words: Readonly<Record<SkipReason, readonly [string, string]>> = {
  binary: ['binary file', 'binary files'],
  'too-large': ['too large', 'too large'],
  unreadable: ['unreadable', 'unreadable'],
  credentials: ['with credentials', 'with credentials'],
  secret: ['with a secret', 'with secrets'],
  changed: ['changed meanwhile', 'changed meanwhile'],
  link: ['link', 'links'],
  'special-file': ['special file', 'special files'],
  'nested-repository': ['inner repository', 'inner repositories'],
  'lfs-pointer': ['LFS pointer', 'LFS pointers'],
  'broken-pdf': ['broken PDF', 'broken PDFs'],
  'encrypted-pdf': ['encrypted PDF', 'encrypted PDFs'],
  'no-text': ['scanned page', 'scanned pages'],
  'hidden-text': ['hidden text', 'hidden texts'],
  undecodable: ['garbled page', 'garbled pages'],
  attachment: ['file inside a PDF', 'files inside PDFs'],
  limit: ['over a limit', 'over a limit'],
  'over-budget': ['left out to fit', 'left out to fit'],
  duplicate: ['duplicate', 'duplicates'],
  noise: ['made by a tool', 'made by tools'],
  excluded: ['excluded', 'excluded'],
  media: ['image', 'images'],
};
