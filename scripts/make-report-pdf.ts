// Makes corpora/survey-report/documents/report.pdf from source.md beside it: `node scripts/make-report-pdf.ts [output.pdf]`.
// The bytes depend on the source, this script and the version of pdfkit alone; a test compares them with the committed file.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import PDFDocument from 'pdfkit';
import { setPageLabels } from './report-pdf/page-labels.ts';
import { parseSource, type Report } from './report-pdf/parse-source.ts';
import { PAGE, type PlacedHeading, typesetBlocks } from './report-pdf/typeset-report.ts';

const FOLDER = resolve(import.meta.dirname, '../corpora/survey-report');
// Cover and contents come before the front matter that is set from blocks.
const PAGES_BEFORE_FRONT = 2;
const DATE = new Date('2033-02-01T12:00:00Z');
const ROMAN = ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii'];

const output = resolve(process.argv[2] ?? `${FOLDER}/documents/report.pdf`);
const report = parseSource(await readFile(`${FOLDER}/source.md`, 'utf8'));
await mkdir(dirname(output), { recursive: true });
await writeFile(output, await makeReport(report));

async function makeReport(report: Report): Promise<Uint8Array> {
  const field = (name: string) => report.meta.get(name) ?? '';
  const doc = new PDFDocument({
    size: [PAGE.width, PAGE.height],
    margin: 0,
    autoFirstPage: false,
    bufferPages: true,
    // The bytes of deflate differ between machines; those of plain text do not.
    compress: false,
    lang: 'en-GB',
    // The file's ID is a hash of these.
    info: { Title: field('title'), Author: field('author'), CreationDate: DATE, ModDate: DATE },
  });
  const chunks: Uint8Array[] = [];
  doc.on('data', (chunk: Uint8Array) => chunks.push(chunk));
  const ended = new Promise((resolve) => doc.on('end', resolve));

  doc.addPage();
  drawCover(doc, field);
  doc.addPage();
  const headings: (PlacedHeading & { label: string })[] = [];
  const front = setPart(doc, report, 'front', (page) => ROMAN[page + 1] ?? '', headings);
  const firstBodyPage = PAGES_BEFORE_FRONT + front;
  setPart(doc, report, 'body', (page) => String(page + 1), headings);
  doc.switchToPage(1);
  drawContents(doc, headings);
  setPageLabels(doc, [
    { from: 0, prefix: 'Cover' },
    { from: 1, style: 'r' },
    { from: firstBodyPage, style: 'D' },
  ]);
  doc.end();
  await ended;
  return Buffer.concat(chunks);
}

/** Sets one part with running heads, page numbers and bookmarks; the number of its pages comes back. */
function setPart(
  doc: PDFKit.PDFDocument,
  report: Report,
  part: 'front' | 'body',
  labelOf: (page: number) => string,
  headings: (PlacedHeading & { label: string })[],
): number {
  let pages = 0;
  let chapter = doc.outline;
  typesetBlocks(doc, report[part], report, {
    finishPage: (page, title) => {
      pages = page + 1;
      const even = page % 2 === 1;
      const head = part === 'body' && even ? (report.meta.get('title') ?? '') : title;
      centre(doc, head, 34, 'Helvetica-Oblique', 8);
      centre(doc, labelOf(page), 560, 'Times-Roman', 9);
    },
    onHeading: (heading) => {
      headings.push({ ...heading, label: labelOf(heading.page) });
      if (heading.level === 1) chapter = doc.outline.addItem(heading.text);
      else chapter.addItem(heading.text);
    },
  });
  return pages;
}

function drawCover(doc: PDFKit.PDFDocument, field: (name: string) => string): void {
  centre(doc, field('report'), 90, 'Helvetica', 10);
  centre(doc, field('title'), 190, 'Helvetica-Bold', 21);
  centre(doc, field('subtitle'), 226, 'Helvetica', 11);
  centre(doc, field('author'), 420, 'Times-Roman', 12);
  centre(doc, field('place'), 440, 'Times-Roman', 11);
}

function drawContents(
  doc: PDFKit.PDFDocument,
  headings: readonly (PlacedHeading & { label: string })[],
): void {
  doc.font('Helvetica-Bold').fontSize(14).text('Contents', PAGE.margin, PAGE.top, { lineBreak: false });
  let y = PAGE.top + 28;
  for (const { level, text, label } of headings) {
    const x = PAGE.margin + (level === 2 ? 14 : 0);
    const right = PAGE.width - PAGE.margin;
    doc.font(level === 1 ? 'Times-Bold' : 'Times-Roman').fontSize(9);
    const dots = Math.floor(
      (right - x - doc.widthOfString(text) - doc.widthOfString(label) - 8) / doc.widthOfString(' .'),
    );
    doc.text(`${text}${' .'.repeat(Math.max(0, dots))}`, x, y, { lineBreak: false });
    doc.text(label, right - doc.widthOfString(label), y, { lineBreak: false });
    y += level === 1 ? 12.5 : 11.5;
  }
  centre(doc, ROMAN[0] ?? '', 560, 'Times-Roman', 9);
}

function centre(doc: PDFKit.PDFDocument, text: string, y: number, font: string, size: number): void {
  doc.font(font).fontSize(size);
  doc.text(text, (PAGE.width - doc.widthOfString(text)) / 2, y, { lineBreak: false });
}
