import type { Line } from '../page-layout.ts';
import type { BodyStyle } from './body-style.ts';
import { lineText } from './line-text.ts';
import type { Paragraph, Part } from './split-paragraphs.ts';

const markAtStart = /^\s*(\d{1,3}(?!\d|[.,:/-]\d)|[*†‡§¶‖]{1,3}|[a-z])(?:[.)])?\s*(?=\S)/u;

/** A footnote's paragraph. */
export interface Note {
  readonly mark: string;
  /** Goes on with the note above it and has no mark of its own. */
  readonly isContinued: boolean;
}

/**
 * The footnotes of a page with their marks as printed: at the foot of a column, in type smaller than the body, each beginning
 * with a mark. A paragraph under one, without a mark, goes on with it.
 */
export function findNotes(
  parts: readonly Part[],
  { body, height }: { readonly body: BodyStyle; readonly height: number },
): ReadonlyMap<Paragraph, Note> {
  const notes = new Map<Paragraph, Note>();
  for (const column of columnsOf(parts)) {
    let start = column.length;
    while (start > 0 && isSmall(column[start - 1], body, height)) start--;
    let mark: string | undefined;
    for (const paragraph of column.slice(start)) {
      const own = readMark(paragraph);
      mark = own ?? mark;
      if (mark !== undefined) notes.set(paragraph, { mark, isContinued: own === undefined });
    }
  }
  return notes;
}

/** The text of a note's first line without its mark. */
export function withoutMark(text: string): string {
  return text.replace(markAtStart, '');
}

/** Paragraphs down to where the next one stands higher again. A table ends nothing: a note may stand under it. */
function columnsOf(parts: readonly Part[]): Paragraph[][] {
  const columns: Paragraph[][] = [[]];
  let last: Line | undefined;
  for (const part of parts) {
    if (part.type === 'table') continue;
    const first = part.rows[0]?.[0];
    if (first && last && first.baseline < last.baseline) columns.push([]);
    columns.at(-1)?.push(part);
    last = part.rows.at(-1)?.at(-1) ?? last;
  }
  return columns;
}

function isSmall(paragraph: Paragraph | undefined, body: BodyStyle, height: number): boolean {
  const first = paragraph?.rows[0]?.[0];
  // Notes may fill half a page; small type further up is a caption or an aside.
  return first !== undefined && first.size < 0.93 * body.size && first.baseline > 0.45 * height;
}

function readMark({ rows }: Paragraph): string | undefined {
  const first = rows[0]?.[0];
  if (!first) return undefined;
  const text = lineText(first);
  const mark = markAtStart.exec(text)?.[1];
  // A word may begin with a letter, a quantity with a number: only what is raised or stands off is a mark.
  const isWord = /^\s*(?:[a-z]|\d+(?:\p{L}|\s?%))/u.test(text);
  return mark !== undefined && isWord && first.spans[0]?.shift !== 'super' ? undefined : mark;
}
