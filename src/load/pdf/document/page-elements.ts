import type { Line, TableBlock } from '../page-layout.ts';
import type { BodyStyle } from './body-style.ts';
import type { Heading, Headings } from './find-headings.ts';
import { findNotes } from './find-notes.ts';
import { isAll, isMonospace, isUpright } from './line-text.ts';
import { type Marker, readMarker } from './list-marker.ts';
import type { Paragraph, Part } from './split-paragraphs.ts';

type Rows = Paragraph['rows'];

/** What a stretch of a page is to its reader. */
export type Element =
  | { readonly type: 'heading'; readonly heading: Heading }
  | { readonly type: 'paragraph'; readonly rows: Rows }
  | { readonly type: 'quote'; readonly rows: Rows }
  /** `depth` counts from 0. */
  | { readonly type: 'item'; readonly marker: Marker; readonly depth: number; readonly rows: Rows }
  | { readonly type: 'code'; readonly lines: readonly Line[] }
  | { readonly type: 'note'; readonly mark: string; readonly rows: Rows }
  | TableBlock;

/** The elements of a page in reading order, its footnotes last. */
export function findElements(
  parts: readonly Part[],
  headings: Headings,
  { body, height }: { readonly body: BodyStyle; readonly height: number },
): Element[] {
  const notes = findNotes(parts, { body, height });
  const elements: Element[] = [];
  const ends: Element[] = [];
  /** Where the marks of the open list's items begin, outermost first. */
  let lefts: number[] = [];
  for (const part of parts) {
    if (part.type === 'table') {
      elements.push(part);
      lefts = [];
      continue;
    }
    const note = notes.get(part);
    if (note) {
      const above = ends.at(-1);
      if (note.isContinued && above?.type === 'note')
        ends[ends.length - 1] = { ...above, rows: [...above.rows, ...part.rows] };
      else ends.push({ type: 'note', mark: note.mark, rows: part.rows });
      continue;
    }
    if (headings.has(part)) {
      const heading = headings.get(part);
      if (heading) elements.push({ type: 'heading', heading });
      lefts = [];
      continue;
    }
    const lines = part.rows.flat();
    const [first] = lines;
    if (!first) continue;
    const marker = readMarker(first, { isAfterEnd: true });
    // In code a dash is a sign of its own; a list's is set in the body's font.
    const isListed = marker && !first.spans[0]?.font.isMonospace;
    if (!isListed && lines.every((line) => isAll(line, isMonospace)) && isUpright(first)) {
      const before = elements.at(-1);
      if (before?.type === 'code' && part.gapAbove < 3.2 * body.leading(first.size))
        elements[elements.length - 1] = { type: 'code', lines: [...before.lines, ...lines] };
      else elements.push({ type: 'code', lines });
      continue;
    }
    if (marker) {
      const left = first.box.left;
      lefts = [...lefts.filter((other) => other < left - 0.5 * first.size).slice(0, deepest), left];
      elements.push({ type: 'item', marker, depth: lefts.length - 1, rows: part.rows });
      continue;
    }
    // What is indented under an item belongs to it.
    const isInItem = lefts.some((left) => first.box.left > left + 0.5 * first.size);
    if (!isInItem) lefts = [];
    elements.push({ type: !isInItem && isQuote(part) ? 'quote' : 'paragraph', rows: part.rows });
  }
  return [...elements, ...ends];
}

/** Lists within lists; what is deeper counts as this. */
const deepest = 6;

/** Set in from both edges of its column, over lines that are full. */
function isQuote({ rows, column }: Paragraph): boolean {
  const lines = rows.flat();
  const [first] = lines;
  if (!first || rows.length > 1 || lines.length < 3) return false;
  const em = first.size;
  const left = Math.min(...lines.map(({ box }) => box.left));
  const right = Math.max(...lines.map(({ box }) => box.right));
  const isFull = lines
    .slice(0, -1)
    .every(({ box }) => box.right > right - 3 * em && box.left < left + 2.5 * em);
  return isFull && left > column.left + 1.4 * em && right < column.right - 1.2 * em && right - left > 15 * em;
}
