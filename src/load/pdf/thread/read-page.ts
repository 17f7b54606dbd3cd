import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';
import { messageOf } from '../../../errors.ts';
import { type DocumentParts, extractPage, strayCharacters } from '../extract/extract-page.ts';
import { pageNotices } from '../extract/page-notices.ts';
import { layoutPage } from '../layout/layout-page.ts';
import type { PageContent, PageLayout } from '../page-layout.ts';
import { drawPage } from '../scan/draw-page.ts';
import type { OcrReader } from '../scan/ocr-reader.ts';
import type { ScannedPages } from '../scan/scanned-pages.ts';
import type { PageFailure, PdfPage } from './pdf-events.ts';
import { describeLimit } from './pdf-limits.ts';

/** A document while its pages are read. */
export interface OpenPdf {
  readonly document: PDFDocumentProxy;
  readonly parts: DocumentParts;
  readonly maxPageCharacters: number;
  readonly scannedPages: ScannedPages;
  readonly drawnPages: readonly number[];
  readonly ocr: OcrReader;
}

/** One page: what it draws, laid out. Never rejects: a page that cannot be read is a failure. */
export async function readPage(pdf: OpenPdf, number: number): Promise<PdfPage | PageFailure> {
  const { document, parts, maxPageCharacters } = pdf;
  try {
    const page = await document.getPage(number);
    const content = await extractPage(page, parts);
    const characters = content.runs.reduce((sum, { text }) => sum + text.length, 0);
    if (characters > maxPageCharacters) {
      const limit = { name: 'maxPageCharacters', value: maxPageCharacters } as const;
      return { type: 'page-failed', page: number, limit, message: describeLimit(limit) };
    }
    const layout = layoutPage(content);
    const shows = hasText(layout)
      ? isImageWithStrayText(content, characters)
        ? 'image'
        : undefined
      : await findWhatPageShows(page);
    const scan = shows === 'image' || shows === 'drawing' ? await readScan(pdf, page, layout) : {};
    const isAsked = pdf.drawnPages.includes(number);
    const png = scan.png ?? (isAsked ? (await drawPage(document, page)).png : undefined);
    page.cleanup();
    const notices = pageNotices(content);
    return { type: 'page', page: number, characters, layout, shows, notices, ...scan, ...(png && { png }) };
  } catch (error) {
    return { type: 'page-failed', page: number, message: `The page is broken: ${messageOf(error)}` };
  }
}

/** What is asked for of a page that is a picture: the picture, or what OCR sees on it, the page's own few words among it. */
async function readScan(
  { document, scannedPages, ocr }: OpenPdf,
  page: PDFPageProxy,
  layout: PageLayout,
): Promise<Pick<PdfPage, 'png' | 'ocrConfidence'> & Partial<Pick<PdfPage, 'layout'>>> {
  if (scannedPages === 'skip') return {};
  const drawn = await drawPage(document, page);
  if (scannedPages === 'image') return { png: drawn.png };
  const { blocks, confidence } = await ocr.read(drawn);
  const read = { ...layout, blocks };
  return hasText(read) ? { layout: read, ocrConfidence: confidence } : {};
}

function hasText({ blocks }: PageLayout): boolean {
  return blocks.some(
    (block) =>
      block.type === 'table' || block.lines.some(({ spans }) => spans.some(({ text }) => text.trim() !== '')),
  );
}

/** A scan with a page number, or with the name of the scanner: an image that covers nearly all of the page. */
function isImageWithStrayText({ images = [], width, height }: PageContent, characters: number): boolean {
  return (
    characters <= strayCharacters &&
    images.some(({ left, top, right, bottom }) => (right - left) * (bottom - top) > 0.8 * width * height)
  );
}

/** Reading the drawing operators costs half as much again as the text, so it is done for pages without text alone. */
async function findWhatPageShows(page: PDFPageProxy): Promise<PdfPage['shows']> {
  const { OPS } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const { fnArray } = await page.getOperatorList();
  const images = new Set([
    OPS.paintImageXObject,
    OPS.paintImageXObjectRepeat,
    OPS.paintInlineImageXObject,
    OPS.paintInlineImageXObjectGroup,
    OPS.paintImageMaskXObject,
    OPS.paintImageMaskXObjectGroup,
    OPS.paintImageMaskXObjectRepeat,
  ]);
  if (fnArray.some((operator) => images.has(operator))) return 'image';
  const drawings = new Set([OPS.constructPath, OPS.shadingFill, OPS.rawFillPath]);
  return fnArray.some((operator) => drawings.has(operator)) ? 'drawing' : 'nothing';
}
