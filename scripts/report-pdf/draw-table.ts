import type { TableBlock } from './parse-source.ts';

const ROW_HEIGHT = 15;
const CAPTION_HEIGHT = 16;
const FONT_SIZE = 8.5;

/** Height in points that `drawTable` will take. */
export function tableHeight({ rows }: TableBlock): number {
  return CAPTION_HEIGHT + rows.length * ROW_HEIGHT + 10;
}

/** Draws a table with its caption above it, over the whole width. The last row is the sum and is set in bold. */
export function drawTable(
  doc: PDFKit.PDFDocument,
  table: TableBlock,
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
): void {
  doc.font('Helvetica-Bold').fontSize(FONT_SIZE).text(table.caption, x, y, { lineBreak: false });
  const columns = columnsOf(table, width);
  const top = y + CAPTION_HEIGHT;
  for (const [index, cells] of table.rows.entries()) {
    const bold = index === 0 || index === table.rows.length - 1;
    doc.font(bold ? 'Helvetica-Bold' : 'Helvetica').fontSize(FONT_SIZE);
    for (const [column, cell] of cells.entries()) {
      const { left, right } = columns[column] ?? { left: 0, right: width };
      const start = table.align[column] === 'right' ? right - 4 - doc.widthOfString(cell) : left + 4;
      doc.text(cell, x + start, top + index * ROW_HEIGHT + 4, { lineBreak: false });
    }
  }
  if (table.rules === 'ruled') drawRules(doc, { x, y: top, width, columns, rows: table.rows.length });
}

/** The first column gets what the others leave; they share three fifths of the width. */
function columnsOf({ align }: TableBlock, width: number): { left: number; right: number }[] {
  const others = (width * 0.6) / (align.length - 1);
  return align.map((_, index) => ({
    left: index === 0 ? 0 : width - (align.length - index) * others,
    right: width - (align.length - 1 - index) * others,
  }));
}

function drawRules(
  doc: PDFKit.PDFDocument,
  { x, y, width, columns, rows }: RuleOptions & { readonly x: number; readonly y: number },
): void {
  const height = rows * ROW_HEIGHT;
  doc.lineWidth(0.5).strokeColor('#444444');
  for (let row = 0; row <= rows; row++) {
    doc.moveTo(x, y + row * ROW_HEIGHT).lineTo(x + width, y + row * ROW_HEIGHT);
  }
  for (const edge of [0, ...columns.map(({ right }) => right)]) {
    doc.moveTo(x + edge, y).lineTo(x + edge, y + height);
  }
  doc.stroke();
}

interface RuleOptions {
  readonly width: number;
  readonly columns: readonly { left: number; right: number }[];
  readonly rows: number;
}
