import type { Line, Span } from '../page-layout.ts';
import type { BodyStyle } from './body-style.ts';
import { findLinks } from './find-links.ts';
import { withoutMark } from './find-notes.ts';
import { type Hyphens, joinTexts } from './join-lines.ts';
import { lineText } from './line-text.ts';
import type { Element } from './page-elements.ts';
import { renderTable } from './render-table.ts';

/** What the whole document says about how its lines are joined. */
export interface RenderStyle {
  readonly body: BodyStyle;
  readonly hyphens: Hyphens;
}

/**
 * A page's elements as Markdown, a blank line between them, none between the items of a list. Where links lead stands at the end,
 * as Markdown defines it for a text: brackets and addresses within a sentence would keep a quotation of it from being found.
 */
export function renderElements(elements: readonly Element[], style: RenderStyle): string {
  const marks = new Set(elements.flatMap((element) => (element.type === 'note' ? [element.mark] : [])));
  let text = '';
  let before: Element | undefined;
  for (const element of elements) {
    const rendered = renderElement(element, style, marks);
    if (rendered === '') continue;
    const isTight = before?.type === 'item' && element.type === 'item';
    text += before === undefined ? rendered : `${isTight ? '\n' : '\n\n'}${rendered}`;
    before = element;
  }
  const links = findLinks(elements.flatMap(linesOf)).map(
    ({ text: label, url }) => `[${label.replace(/[[\]]/g, '')}]: ${url}`,
  );
  if (links.length > 0) text += `\n\n${links.join('\n')}`;
  return text.replaceAll('\0', '').toWellFormed();
}

function renderElement(element: Element, { body, hyphens }: RenderStyle, marks: ReadonlySet<string>): string {
  const rowsOf = (rows: readonly (readonly Line[])[]) =>
    rows.map((row) =>
      joinRow(
        row.map((line) => withReferences(line, marks)),
        hyphens,
      ),
    );
  switch (element.type) {
    case 'heading':
      return `${'#'.repeat(element.heading.level)} ${element.heading.title}`;
    case 'paragraph':
      return rowsOf(element.rows).map(escapeStart).join('\n');
    case 'quote':
      return rowsOf(element.rows)
        .map((row) => `> ${row}`)
        .join('\n');
    case 'item': {
      const { marker, depth } = element;
      const text = rowsOf(element.rows).join('\n').trimStart().slice(marker.text.length).trimStart();
      return `${'  '.repeat(depth)}${marker.kind === 'bullet' ? '-' : marker.text} ${text}`;
    }
    case 'note':
      return `[^${element.mark}]: ${withoutMark(rowsOf(element.rows).join('\n'))}`;
    case 'code':
      return renderCode(element.lines, body);
    case 'table':
      return renderTable(element);
  }
}

function linesOf(element: Element): readonly Line[] {
  if (element.type === 'code') return element.lines;
  return 'rows' in element && element.type !== 'table' ? element.rows.flat() : [];
}

function joinRow(texts: readonly string[], hyphens: Hyphens): string {
  return joinTexts(texts, hyphens)
    .replace(/[ \t]{2,}/g, ' ')
    .replace(/(?:\s[.·…]){4,}\s*/g, ' … ')
    .trim();
}

/** The line's text; a raised mark of a note on this page as the reference to it. */
function withReferences(line: Line, marks: ReadonlySet<string>): string {
  if (marks.size === 0 || line.spans.every(({ shift }, index) => shift !== 'super' || index === 0))
    return lineText(line);
  const spans = line.spans.map((span, index) =>
    index > 0 && span.shift === 'super' && marks.has(markOf(span))
      ? { ...span, text: `[^${markOf(span)}]${/\s$/.test(span.text) ? ' ' : ''}` }
      : span,
  );
  return lineText({ spans });
}

/** Some print the note's mark with a bracket: `word1)`. */
function markOf({ text }: Span): string {
  return text.trim().replace(/[.)]$/, '');
}

/** What Markdown would take for a heading or a quotation. */
function escapeStart(row: string): string {
  return row.replace(/^(?=#{1,6}(?:\s|$)|>)/, '\\');
}

/** Lines as they stand, indented by their distance from the leftmost one; in a text of a typewriter without a fence. */
function renderCode(lines: readonly Line[], body: BodyStyle): string {
  const left = Math.min(...lines.map(({ box }) => box.left));
  const rendered = lines.map((line, index) => {
    const text = lineText(line);
    const character = (line.box.right - line.box.left) / Math.max(text.length, 1);
    const above = lines[index - 1];
    const distance = above ? (line.baseline - above.baseline) / body.leading(line.size) : 1;
    const blank = distance > 1.6 && distance < 4 ? '\n'.repeat(Math.round(distance) - 1) : '';
    // A page has no room for more than 200 characters a line.
    const indent = Math.min(Math.max(0, Math.round((line.box.left - left) / (character || 1))), 200);
    return `${blank}${' '.repeat(indent)}${text.trimStart()}`;
  });
  const code = rendered.join('\n');
  if (body.isMonospace) return code;
  const longest = Math.max(2, ...[...code.matchAll(/`{3,}/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${code}\n${fence}`;
}
