import type { TextSegment } from '../../segment.ts';
import { isDiffAddress } from '../../text/diff-address.ts';
import type { Markup } from '../../text/markdown-marks.ts';

/**
 * Which marks of a document a quote may leave out; `undefined` for source code and plain text, where a bar or a dash is no mark. The cell
 * of a notebook may be code as well, so that only what frames a block is left out there. Of a diff the code is quoted, not its signs.
 */
export function markupOf({ source, location }: Pick<TextSegment, 'source' | 'location'>): Markup | undefined {
  if (location.type !== 'lines') return 'blocks';
  if (isDiffAddress(source)) return 'diff';
  return /\.(?:md|mdx|markdown|mdown|mkd|rmd|qmd)$/i.test(source) ? 'markdown' : undefined;
}
