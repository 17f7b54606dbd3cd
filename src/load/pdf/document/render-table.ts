import type { TableBlock, TableCell } from '../page-layout.ts';

/** A table as Markdown; as HTML where cells span columns or rows, which Markdown cannot say. */
export function renderTable(table: TableBlock): string {
  const spans = table.rows.some((row) => row.some(({ columns, rows }) => columns > 1 || rows > 1));
  return spans ? renderHtml(table) : renderMarkdown(table);
}

function renderMarkdown({ rows, headRows }: TableBlock): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const line = (cells: readonly string[]) =>
    `| ${Array.from({ length: columns }, (_, index) => cells[index] ?? '').join(' | ')} |`;
  const rule = `|${' --- |'.repeat(columns)}`;
  const [head = [], ...body] = rows.map((row) => row.map(({ text }) => escapeMarkdown(text)));
  // Markdown has no table without a head, and one row of it.
  return headRows > 0
    ? [line(head), rule, ...body.map(line)].join('\n')
    : [line([]), rule, line(head), ...body.map(line)].join('\n');
}

function escapeMarkdown(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s*\n\s*/g, ' ');
}

function renderHtml({ rows, headRows }: TableBlock): string {
  const lines = rows.map(
    (row, index) =>
      `<tr>${row.map((cell) => renderCell(cell, index < headRows ? 'th' : 'td')).join('')}</tr>`,
  );
  return ['<table>', ...lines, '</table>'].join('\n');
}

function renderCell({ text, columns, rows }: TableCell, tag: 'th' | 'td'): string {
  const wide = columns > 1 ? ` colspan="${columns}"` : '';
  const high = rows > 1 ? ` rowspan="${rows}"` : '';
  return `<${tag}${wide}${high}>${escapeHtml(text)}</${tag}>`;
}

function escapeHtml(text: string): string {
  // A blank line would end the HTML in Markdown.
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/\s*\n\s*/g, ' ');
}
