import type { Skipped, TextSegment } from '../../segment.ts';
import { renderPages } from './document/render-pages.ts';
import type { PdfEvent, PdfPage } from './thread/pdf-events.ts';
import type { PdfReader, ReadPdfOptions } from './thread/pdf-reader.ts';

/** The limits for a PDF when the caller sets none. */
export const pdfDefaults = { maxPages: 5_000, timeoutMs: 60_000 } satisfies ReadPdfOptions;

/** What the pages of one PDF have in common. */
export type PdfAddress = Pick<TextSegment, 'source' | 'version' | 'changedAt'>;

/**
 * A PDF's pages as segments. A page that cannot be read is a skip with its location; what ends the whole document is a skip
 * without one.
 */
export async function* readPdfSegments(
  reader: PdfReader,
  bytes: Uint8Array<ArrayBuffer>,
  address: PdfAddress,
  options: ReadPdfOptions,
): AsyncGenerator<TextSegment | Skipped> {
  const { source } = address;
  let pages = 0;
  let read = 0;
  // What a line is shows beside the other pages, so the text is made when all pages are there.
  const items: (PdfPage | Skipped)[] = [];
  for await (const event of reader.read(bytes, options)) {
    if (event.type === 'page' || event.type === 'page-failed') read = event.page;
    switch (event.type) {
      case 'opened':
        pages = event.pages;
        break;
      case 'page':
        items.push(event);
        break;
      case 'page-failed': {
        const detail = `The page is broken: ${event.message}`;
        items.push({ type: 'skipped', source, location: page(event.page), reason: 'broken-pdf', detail });
        break;
      }
      case 'done':
        if (pages > read)
          items.push({
            type: 'skipped',
            source,
            location: page(read + 1),
            reason: 'limit',
            detail: overMaxPages(read, pages),
          });
        break;
      case 'failed':
        items.push({ type: 'skipped', source, ...whyFailed(event) });
        break;
      case 'stopped': {
        const from = read === 0 ? {} : { location: page(read + 1) };
        const rest = read === 0 ? '' : ` Pages ${read + 1} to ${pages} were not read.`;
        items.push({ type: 'skipped', source, ...from, reason: 'limit', detail: `${event.message}${rest}` });
        break;
      }
    }
  }
  const texts = renderPages(items.flatMap((item) => (item.type === 'page' ? [item.layout] : [])));
  for (const item of items)
    yield item.type === 'page' ? pageItem(item, texts.next().value?.text ?? '', address) : item;
}

function pageItem(
  { page: number, label, headings, shows }: PdfPage,
  text: string,
  address: PdfAddress,
): TextSegment | Skipped {
  const location = page(number, label);
  if (shows === 'image' || shows === 'drawing') {
    const what = shows === 'image' ? 'an image (a scanned page?)' : 'a drawing';
    const detail = `The page is ${what} without text; quire has no OCR yet: run OCR (such as ocrmypdf) first.`;
    return { type: 'skipped', source: address.source, location, reason: 'no-text', detail };
  }
  // The densest print has some 20,000 characters a page; a font can make 680,000 out of a kilobyte.
  if (text.length > maxPageCharacters) {
    const detail = `The page claims ${text.length} characters; the limit is ${maxPageCharacters}.`;
    return { type: 'skipped', source: address.source, location, reason: 'limit', detail };
  }
  return { type: 'text', ...address, location, text, ...(headings && { headings }) };
}

const maxPageCharacters = 500_000;

function page(number: number, label?: string) {
  return { type: 'page', page: number, ...(label !== undefined && { label }) } as const;
}

function overMaxPages(read: number, pages: number): string {
  return `Pages ${read + 1} to ${pages} were not read; \`maxPages\` is ${read}.`;
}

function whyFailed({
  because,
  message,
}: Extract<PdfEvent, { type: 'failed' }>): Pick<Skipped, 'reason' | 'detail'> {
  switch (because) {
    case 'encrypted':
      return {
        reason: 'encrypted-pdf',
        detail: 'It needs a password: pass `password` to `loadPdf`, or leave the file out.',
      };
    case 'wrong-password':
      return { reason: 'encrypted-pdf', detail: 'The password does not open it.' };
    case 'broken':
      return { reason: 'broken-pdf', detail: message };
  }
}
