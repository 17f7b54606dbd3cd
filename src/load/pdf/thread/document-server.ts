import { setImmediate } from 'node:timers/promises';
import type { PDFDocumentLoadingTask, PDFDocumentProxy } from 'pdfjs-dist';
import { messageOf } from '../../../errors.ts';
import { findAttachments } from '../extract/find-attachments.ts';
import { createAnnotationReader } from '../extract/read-annotations.ts';
import { readOutline } from '../extract/read-outline.ts';
import { createOcrReader } from '../scan/ocr-reader.ts';
import { loadPdfjs } from './load-pdfjs.ts';
import { openDocument } from './open-document.ts';
import type { PdfEvent, PdfFacts, PdfRequest } from './pdf-events.ts';
import { type OpenPdf, readPage } from './read-page.ts';

/** Answers requests for one document after the other, in whatever thread it runs. */
export function createDocumentServer(post: (event: PdfEvent) => void): (request: PdfRequest) => void {
  let task: PDFDocumentLoadingTask | undefined;
  let pdf: OpenPdf | undefined;
  let last = Promise.resolve();

  const close = async () => {
    const closing = task;
    const ocr = pdf?.ocr;
    task = undefined;
    pdf = undefined;
    await ocr?.close();
    await closing?.destroy().catch(() => {});
  };

  async function serve(request: PdfRequest): Promise<void> {
    switch (request.type) {
      case 'prepare':
        await loadPdfjs();
        return post({ type: 'ready' });
      case 'open':
        try {
          task = await openDocument(request.bytes, request.password);
          const document = await task.promise;
          // A broken page tree can give 0 or a negative count, without an error.
          if (document.numPages <= 0) throw new Error('It has no pages.');
          const parts = { fonts: new Map(), findAnnotations: createAnnotationReader(document) };
          const { maxPageCharacters, scannedPages, drawnPages } = request;
          pdf = { document, parts, maxPageCharacters, scannedPages, drawnPages, ocr: createOcrReader() };
          return post({ type: 'opened', pages: document.numPages });
        } catch (error) {
          await close();
          return post(await describeFailure(error));
        }
      case 'facts':
        return post({ type: 'facts', facts: await findFacts(opened().document) });
      case 'pages':
        // Where a font is new the page is looked at more closely; that must not hang on which thread read what before.
        opened().parts.fonts.clear();
        for (let number = request.from; number <= request.to; number++) {
          post(await readPage(opened(), number));
          // Without it, pages that are read at once would keep a caller's thread, and messages, waiting.
          await setImmediate();
        }
        return;
      case 'close':
        await close();
        return post({ type: 'closed' });
    }
  }

  function opened(): OpenPdf {
    if (pdf === undefined) throw new Error('No document is open.');
    return pdf;
  }

  return (request) => {
    last = last
      .then(() => serve(request))
      .catch((error: unknown) =>
        post({ type: 'stopped', message: `The reader failed: ${messageOf(error)}` }),
      );
  };
}

async function findFacts(document: PDFDocumentProxy): Promise<PdfFacts> {
  const labels = await document.getPageLabels().catch(() => null);
  const outline = await readOutline(document).catch(() => []);
  const attachments = await findAttachments(document).catch(() => []);
  return { outline, attachments, ...(labels !== null && { labels }) };
}

async function describeFailure(error: unknown): Promise<PdfEvent> {
  const message = messageOf(error);
  if (!(error instanceof Error) || error.name !== 'PasswordException')
    return { type: 'failed', because: 'broken', message };
  const { PasswordResponses } = await import('pdfjs-dist/legacy/build/pdf.mjs');
  const wrong = 'code' in error && error.code === PasswordResponses.INCORRECT_PASSWORD;
  return { type: 'failed', because: wrong ? 'wrong-password' : 'encrypted', message };
}
