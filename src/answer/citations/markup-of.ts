import type { TextSegment } from '../../segment.ts';
import type { Markup } from '../../text/markdown-marks.ts';

/**
 * Which marks of a document a quote may leave out; `undefined` for source code and plain text, where a bar or a dash is no mark. The cell
 * of a notebook may be code as well, so that only what frames a block is left out there.
 */
export function markupOf({ source, location }: Pick<TextSegment, 'source' | 'location'>): Markup | undefined {
  if (location.type !== 'lines') return 'blocks';
  return /\.(?:md|mdx|markdown|mdown|mkd|rmd|qmd)$/i.test(source) ? 'markdown' : undefined;
}
