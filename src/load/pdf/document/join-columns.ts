import type { Line } from '../page-layout.ts';
import type { BodyStyle } from './body-style.ts';
import { isAll, isBold, isMonospace, isUpright, lineText } from './line-text.ts';
import { isContentsLine, type Paragraph, type Part } from './split-paragraphs.ts';

/**
 * Joins a paragraph that breaks off in the middle of a sentence with its rest in the next column. What stands between them (a
 * figure's labels and caption, code, a note at the column's foot, a table) follows behind.
 */
export function joinColumns(
  parts: readonly Part[],
  body: BodyStyle,
  isHeading: (part: Part) => boolean,
): Part[] {
  const joined: Part[] = [];
  for (const [index, part] of parts.entries()) {
    const open = startsInMidSentence(part, body) ? findOpen(joined, body, isHeading) : -1;
    const above = joined[open];
    if (part.type !== 'table' && above?.type === 'paragraph' && isFurtherOn(above, part) && index > 0)
      joined[open] = { ...above, rows: joinRows(above.rows, part.rows) };
    else joined.push(part);
  }
  return joined;
}

/** How many parts may stand between: a figure has a dozen labels. */
const mostBetween = 24;

function findOpen(parts: readonly Part[], body: BodyStyle, isHeading: (part: Part) => boolean): number {
  for (let index = parts.length - 1; index >= Math.max(0, parts.length - mostBetween); index--) {
    const part = parts[index];
    if (!part || isHeading(part)) return -1;
    if (part.type === 'table' || !isBody(part, body)) continue;
    // A short label in the body's type is passed over as well.
    if (isUnfinished(part)) return index;
    if (part.rows.flat().length > 1) return -1;
  }
  return -1;
}

function isBody({ rows }: Paragraph, body: BodyStyle): boolean {
  const line = rows[0]?.[0];
  return (
    line !== undefined &&
    isUpright(line) &&
    Math.abs(line.size - body.size) < 0.05 * body.size &&
    isAll(line, isBold) === body.isBold &&
    (body.isMonospace || !isAll(line, isMonospace))
  );
}

/** Breaks off after two full lines or more. */
function isUnfinished({ rows, column }: Paragraph): boolean {
  const lines = rows.flat();
  const last = lines.at(-1);
  if (!last || lines.length < 2) return false;
  const text = lineText(last);
  return (
    last.box.right > column.edge - 2 * last.size &&
    !/[.!?:;。！？：][)\]”’"'»]*\d*$/.test(text) &&
    !isContentsLine(text)
  );
}

function startsInMidSentence(part: Part, body: BodyStyle): boolean {
  if (part.type === 'table' || !isBody(part, body)) return false;
  const first = part.rows[0]?.[0];
  return (
    first !== undefined &&
    /^["'“‘(]?\p{Ll}[\p{L}’'-]*[.,;:)]*(?:\s|[-\u2010\u00ad]?$)/u.test(lineText(first).trimStart())
  );
}

/** Higher up, or to the side: in another column, where a reader goes on. */
function isFurtherOn(above: Paragraph, { rows }: Paragraph): boolean {
  const last: Line | undefined = above.rows.at(-1)?.at(-1);
  const first = rows[0]?.[0];
  if (!last || !first) return false;
  return first.baseline < last.baseline || first.box.left >= last.box.right;
}

function joinRows(above: Paragraph['rows'], below: Paragraph['rows']): Paragraph['rows'] {
  const [first = [], ...others] = below;
  return [...above.slice(0, -1), [...(above.at(-1) ?? []), ...first], ...others];
}
