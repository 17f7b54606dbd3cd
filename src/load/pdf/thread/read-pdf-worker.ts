import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { parentPort } from 'node:worker_threads';
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';
import { extractPage } from '../extract/extract-page.ts';
import { findPageHeadings } from '../extract/outline-headings.ts';
import { layoutPage } from '../layout/layout-page.ts';
import type { Font, PageLayout } from '../page-layout.ts';
import type { PdfEvent, PdfPage, PdfRequest } from './pdf-events.ts';

// Runs in a worker thread, one document after the other: pdf.js blocks the thread it runs in, so only a thread of its own
// can be given a deadline.
let allowedPages = 0;
let wake: (() => void) | undefined;

parentPort?.on('message', (request: PdfRequest) => {
  if (request.type === 'more') {
    allowedPages += request.pages;
    wake?.();
  } else {
    allowedPages = 0;
    void readPdf(request).then(post);
  }
});

function post(event: PdfEvent): void {
  parentPort?.postMessage(event);
}

/** Posts the pages; the last event is returned, and comes when the document's memory is free again. */
async function readPdf({
  bytes,
  password,
  maxPages,
}: Extract<PdfRequest, { type: 'open' }>): Promise<PdfEvent> {
  const pdfjs = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const folder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  const task = pdfjs.getDocument({
    data: bytes,
    password,
    verbosity: pdfjs.VerbosityLevel.ERRORS,
    // Without these, fonts that are not embedded lose every character, in silence (16 of 973 files of pdf.js' own tests).
    cMapUrl: `${folder}/cmaps/`,
    standardFontDataUrl: `${folder}/standard_fonts/`,
    wasmUrl: `${folder}/wasm/`,
    useSystemFonts: false,
    disableFontFace: true,
    // The names of fonts.
    fontExtraProperties: true,
  });
  try {
    const document = await task.promise;
    // A broken page tree can give 0 or a negative count, without an error.
    if (document.numPages <= 0) throw new Error('It has no pages.');
    post({ type: 'opened', pages: document.numPages });
    const labels = await document.getPageLabels().catch(() => null);
    const headings = await findPageHeadings(document).catch(() => new Map<number, readonly string[]>());
    const fonts = new Map<string, Font>();
    for (let number = 1; number <= Math.min(document.numPages, maxPages); number++) {
      while (allowedPages <= 0) await new Promise<void>((resolve) => (wake = resolve));
      allowedPages--;
      const label = labels?.[number - 1]?.trim();
      const printed = label && label !== String(number) ? { label } : undefined;
      post(await readPage(document, number, fonts, { ...printed, headings: headings.get(number) }));
    }
    return { type: 'done' };
  } catch (error) {
    return failure(error, pdfjs.PasswordResponses.INCORRECT_PASSWORD);
  } finally {
    // Without it, memory grows with every document.
    await task.destroy().catch(() => {});
  }
}

async function readPage(
  document: PDFDocumentProxy,
  number: number,
  fonts: Map<string, Font>,
  known: Pick<PdfPage, 'label' | 'headings'>,
): Promise<PdfEvent> {
  try {
    const page = await document.getPage(number);
    const layout = layoutPage(await extractPage(page, fonts));
    const shows = hasText(layout) ? undefined : await findWhatPageShows(page);
    page.cleanup();
    return { type: 'page', page: number, ...known, layout, shows };
  } catch (error) {
    return { type: 'page-failed', page: number, message: messageOf(error) };
  }
}

function hasText({ blocks }: PageLayout): boolean {
  return blocks.some(
    (block) =>
      block.type === 'table' || block.lines.some(({ spans }) => spans.some(({ text }) => text.trim() !== '')),
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

function failure(error: unknown, incorrectPassword: number): PdfEvent {
  const message = messageOf(error);
  if (!(error instanceof Error) || error.name !== 'PasswordException')
    return { type: 'failed', because: 'broken', message };
  const wrong = 'code' in error && error.code === incorrectPassword;
  return { type: 'failed', because: wrong ? 'wrong-password' : 'encrypted', message };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
