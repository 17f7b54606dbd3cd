import type { Line } from '../page-layout.ts';
import type { BodyStyle } from './body-style.ts';
import { lineText } from './line-text.ts';
import type { Paragraph, Part } from './split-paragraphs.ts';

const markAtStart = /^\s*(\d{1,3}|[*†‡§¶‖]{1,3}|[a-z])(?:[.)])?\s*(?=\S)/u;

/**
 * The footnotes of a page with their marks as printed: at the foot of a column, in type smaller than the body, each beginning
 * with a mark. A paragraph under one, without a mark, goes on with it.
 */
export function findNotes(
  parts: readonly Part[],
  { body, height }: { readonly body: BodyStyle; readonly height: number },
): ReadonlyMap<Paragraph, string> {
  const notes = new Map<Paragraph, string>();
  for (const column of columnsOf(parts)) {
    let start = column.length;
    while (start > 0 && isSmall(column[start - 1], body, height)) start--;
    let mark: string | undefined;
    for (const paragraph of column.slice(start)) {
      mark = readMark(paragraph) ?? mark;
      if (mark !== undefined) notes.set(paragraph, mark);
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
  const mark = markAtStart.exec(lineText(first))?.[1];
  // A word may begin with a letter: only one that is raised is a mark.
  return mark !== undefined && /[a-z]/.test(mark) && first.spans[0]?.shift !== 'super' ? undefined : mark;
}
