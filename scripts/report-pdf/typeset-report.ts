import { type BreakOptions, breakLines, type Line, type Piece, widthOf } from './break-lines.ts';
import { drawTable, tableHeight } from './draw-table.ts';
import type { Block, Report, TableBlock } from './parse-source.ts';

/** A5 in points: narrow columns make many divided words. */
export const PAGE = { width: 420, height: 595, margin: 48, top: 66, bottom: 540 } as const;
const COLUMN_GAP = 16;
const FONTS = { roman: 'Times-Roman', italic: 'Times-Italic', mark: 'Times-Roman' } as const;
const NOTE = { size: 7.5, leading: 9.5, gap: 8 } as const;
const INNER_WIDTH = PAGE.width - 2 * PAGE.margin;

/** A heading with the page that it came to stand on: what a table of contents needs. */
export interface PlacedHeading {
  readonly level: 1 | 2;
  readonly text: string;
  /** Counted from 0 in the stream of blocks that was set. */
  readonly page: number;
}

export interface TypesetOptions {
  /** Draws running head and foot; called once for each page when it is full. */
  readonly finishPage: (page: number, chapter: string) => void;
  readonly onHeading: (heading: PlacedHeading) => void;
}

/**
 * Sets a stream of blocks from a new page on: columns, footnotes at the foot of the column that names them, tables that are
 * kept whole. Pages are added to `doc`; nothing else about the document is touched.
 */
export function typesetBlocks(
  doc: PDFKit.PDFDocument,
  blocks: readonly Block[],
  { notes, hyphenation }: Pick<Report, 'notes' | 'hyphenation'>,
  { finishPage, onHeading }: TypesetOptions,
): void {
  let columns: 1 | 2 = 1;
  let column = 0;
  let page = -1;
  let y: number = PAGE.top;
  let chapter = '';
  let noteLines: Line[] = [];

  const width = () => (columns === 1 ? INNER_WIDTH : (INNER_WIDTH - COLUMN_GAP) / 2);
  const left = () => PAGE.margin + column * (width() + COLUMN_GAP);
  const room = () => PAGE.bottom - y - (noteLines.length ? noteLines.length * NOTE.leading + NOTE.gap : 0);

  const closeColumn = () => {
    const top = PAGE.bottom - noteLines.length * NOTE.leading;
    if (noteLines.length) drawNoteRule(doc, left(), top - 3);
    for (const [index, line] of noteLines.entries()) {
      drawLine(doc, line, { x: left(), y: top + index * NOTE.leading, size: NOTE.size });
    }
    noteLines = [];
  };
  const newPage = () => {
    if (page >= 0) {
      closeColumn();
      finishPage(page, chapter);
    }
    doc.addPage();
    page += 1;
    column = 0;
    y = PAGE.top;
  };
  const newColumn = () => {
    if (column + 1 >= columns) return newPage();
    closeColumn();
    column += 1;
    y = PAGE.top;
  };
  const startColumns = (count: 1 | 2) => {
    // The page that ends here is closed in the columns that it was set in.
    newPage();
    columns = count;
  };

  const setHeading = ({ level, text }: Extract<Block, { type: 'heading' }>) => {
    const size = level === 1 ? 14 : 10.5;
    const lines = breakLines(text, breaking(doc, 'Helvetica-Bold', size, width()));
    if (y > PAGE.top) y += level === 1 ? 18 : 8;
    // What follows must begin on the same page: two lines of text, below a chapter also the heading of its first section.
    if (room() < lines.length * size * 1.3 + (level === 1 ? 75 : 40)) newColumn();
    if (level === 1) chapter = text;
    onHeading({ level, text, page });
    for (const line of lines) {
      doc.font('Helvetica-Bold').fontSize(size);
      doc.text(plain(line), left(), y, { lineBreak: false });
      y += size * 1.3;
    }
    y += level === 1 ? 6 : 2;
  };
  const setParagraph = (text: string) => {
    const size = columns === 1 ? 10 : 9;
    const leading = size * 1.3;
    for (const line of breakLines(text, { ...breaking(doc, undefined, size, width()), hyphenation })) {
      const added = line.notes.flatMap((note) =>
        breakLines(`[^${note}] ${notes.get(note)}`, breaking(doc, undefined, NOTE.size, width())),
      );
      const needed = leading + added.length * NOTE.leading + (noteLines.length ? 0 : NOTE.gap);
      if (room() < needed) newColumn();
      noteLines.push(...added);
      drawLine(doc, line, { x: left(), y, size, stretchTo: columns === 2 ? width() : undefined });
      y += leading;
    }
    y += 5;
  };
  const setTable = (table: TableBlock) => {
    if (room() < tableHeight(table) + 6) newColumn();
    drawTable(doc, table, { x: left(), y: y + 4, width: width() });
    y += tableHeight(table) + 6;
  };

  if (blocks[0]?.type !== 'columns') newPage();
  for (const block of blocks) {
    if (block.type === 'heading') setHeading(block);
    else if (block.type === 'paragraph') setParagraph(block.text);
    else if (block.type === 'table') setTable(block);
    else if (block.type === 'columns') startColumns(block.count);
    else newPage();
  }
  closeColumn();
  finishPage(page, chapter);
}

function breaking(
  doc: PDFKit.PDFDocument,
  font: string | undefined,
  size: number,
  width: number,
): BreakOptions {
  const measure = (text: string, style: Piece['style']) =>
    doc
      .font(font ?? FONTS[style])
      .fontSize(style === 'mark' ? size * 0.65 : size)
      .widthOfString(text);
  return { width, measure };
}

function plain({ pieces }: Line): string {
  return pieces
    .map(({ text, spaceBefore }, index) => (spaceBefore && index > 0 ? ` ${text}` : text))
    .join('');
}

/** Draws a line run by run; with `stretchTo` its spaces grow until it fills that width. */
function drawLine(
  doc: PDFKit.PDFDocument,
  line: Line,
  { x, y, size, stretchTo }: { x: number; y: number; size: number; stretchTo?: number | undefined },
): void {
  const { measure } = breaking(doc, undefined, size, 0);
  const gaps = line.pieces.filter(({ spaceBefore }, index) => spaceBefore && index > 0).length;
  const spare = stretchTo === undefined || line.last ? 0 : stretchTo - widthOf(line.pieces, { measure });
  const wordSpacing = gaps > 0 ? Math.max(0, spare / gaps) : 0;
  let at = x;
  for (const [index, run] of runsOf(line.pieces).entries()) {
    if (index > 0 && run[0]?.spaceBefore) at += measure(' ', 'roman') + wordSpacing;
    const style = run[0]?.style ?? 'roman';
    const text = plain({ ...line, pieces: run });
    const width = measure(text, style) + wordSpacing * (text.split(' ').length - 1);
    doc.text(text, at, style === 'mark' ? y - size * 0.08 : y, { lineBreak: false, wordSpacing });
    at += width;
  }
}

/** Neighbours of one style belong to one run, so that a line is one text in the PDF wherever it can be. */
function runsOf(pieces: readonly Piece[]): Piece[][] {
  const runs: Piece[][] = [];
  for (const piece of pieces) {
    const run = runs.at(-1);
    if (run?.[0]?.style === piece.style) run.push(piece);
    else runs.push([piece]);
  }
  return runs;
}

function drawNoteRule(doc: PDFKit.PDFDocument, x: number, y: number): void {
  doc
    .lineWidth(0.4)
    .strokeColor('#000000')
    .moveTo(x, y)
    .lineTo(x + 60, y)
    .stroke();
}
