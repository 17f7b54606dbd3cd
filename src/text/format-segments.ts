import type { TextSegment } from '../segment.ts';

/**
 * What was read of one document, as Markdown: prose, pages and cells as they are, with a blank line between pages or cells; code and data in
 * a fence. The segments are one document's, in their order.
 */
export function formatSegments(segments: readonly TextSegment[]): string {
  const text = segments
    // The lookbehind keeps a run of a million blank lines from being tried from each of its lines.
    .map((segment) => segment.text.replaceAll('\r\n', '\n').replace(/(?<!\n)\n+$/, ''))
    .join('\n\n');
  const [first] = segments;
  if (first === undefined || text === '') return '';
  const extension = /\.([a-z0-9]+)$/i.exec(first.source)?.[1]?.toLowerCase();
  if (first.location.type !== 'lines' || extension === undefined || prose.has(extension)) return `${text}\n`;
  // Longer than any run of backticks inside, so that the text cannot close its own fence.
  let longest = 2;
  for (const [run] of text.matchAll(/`{3,}/g)) longest = Math.max(longest, run.length);
  const fence = '`'.repeat(longest + 1);
  return `${fence}${extension}\n${text}\n${fence}\n`;
}

const prose = new Set(['md', 'markdown', 'mdx', 'txt', 'text', 'rst', 'adoc']);
