import type { Line, PageLayout } from '../page-layout.ts';
import { isUpright, lineText } from './line-text.ts';

/** A line near the top or the bottom edge of a page. */
export interface EdgeLine {
  readonly line: Line;
  readonly page: number;
  readonly edge: 'top' | 'bottom';
  readonly text: string;
  /** Its distance from the nearest line towards the middle of the page. */
  readonly distance: number;
}

/** The share of a page's height at either edge in which heads and feet stand: book pages that are printed on A4 have theirs at 0.15. */
const band = 0.16;
/** In UTF-16 units. */
const longestHead = 300;
/** Heads of three lines exist; more is text. */
const mostEdgeLines = 3;

/** The lines at a page's upper and lower edge, three levels at most, those next to the edge first. */
export function edgeLines({ page, height, blocks }: PageLayout): EdgeLine[] {
  const lines = blocks
    .flatMap((block) => (block.type === 'text' ? block.lines : []))
    .filter((line) => isUpright(line) && line.baseline > 0 && line.box.top < height)
    .sort((a, b) => a.baseline - b.baseline);
  const found: EdgeLine[] = [];
  for (const edge of ['top', 'bottom'] as const) {
    const inward = edge === 'top' ? lines : lines.toReversed();
    let levels = 0;
    let last = Number.NaN;
    for (const [index, line] of inward.entries()) {
      const isInBand = edge === 'top' ? line.baseline < band * height : line.baseline > (1 - band) * height;
      if (Math.abs(line.baseline - last) > 2 || Number.isNaN(last)) levels++;
      last = line.baseline;
      if (!isInBand || levels > mostEdgeLines) break;
      const next = inward
        .slice(index + 1, index + 8)
        .find((other) => Math.abs(other.baseline - line.baseline) > 2);
      const distance = next ? Math.abs(next.baseline - line.baseline) : Number.POSITIVE_INFINITY;
      const text = lineText(line).trim();
      if (text !== '' && text.length < longestHead) found.push({ line, page, edge, text, distance });
    }
  }
  return found;
}
