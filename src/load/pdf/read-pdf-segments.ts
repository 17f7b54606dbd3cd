import type { CacheStore } from '../../cache-store.ts';
import { QuireError } from '../../errors.ts';
import type { Skipped, SourceItem, TextSegment } from '../../segment.ts';
import { inSlices } from '../in-slices.ts';
import { locateLines } from './document/locate-lines.ts';
import { type PageText, renderPages } from './document/render-pages.ts';
import { attachmentNotice } from './extract/page-notices.ts';
import { openKeptSegments, type PdfAddress } from './kept-segments.ts';
import type { ReadPdfOptions } from './thread/document-thread.ts';
import type { PageFailure, PdfEvent, PdfFacts, PdfPage } from './thread/pdf-events.ts';
import { type PdfReading, readPdf } from './thread/read-pdf.ts';

export interface ReadSegmentsOptions extends ReadPdfOptions {
  readonly cache?: CacheStore | undefined;
  readonly positions?: boolean | undefined;
}

/**
 * A PDF's pages as segments, from the cache where they were read before. A page that cannot be read is a skip with its
 * location; what ends the whole document is a skip without one.
 */
export async function readPdfSegments(
  bytes: Uint8Array<ArrayBuffer>,
  address: PdfAddress,
  { cache, ...options }: ReadSegmentsOptions,
): Promise<readonly SourceItem[]> {
  if (cache === undefined) return readItems(bytes, address, options);
  const kept = openKeptSegments(cache, bytes, options);
  const found = await kept.find(address);
  if (found !== undefined) return found;
  const items = await readItems(bytes, address, options);
  await kept.keep(items);
  return items;
}

async function readItems(
  bytes: Uint8Array<ArrayBuffer>,
  address: PdfAddress,
  { positions, ...options }: ReadSegmentsOptions,
): Promise<readonly SourceItem[]> {
  const { source } = address;
  const reading = await readPdf(bytes, options);
  if (reading.type === 'failed') return [{ type: 'skipped', source, ...whyFailed(reading) }];
  if (reading.type === 'stopped') {
    const { limit, message } = reading;
    return [{ type: 'skipped', source, reason: 'limit', detail: message, ...(limit && { limit }) }];
  }
  const beyond = options.drawnPages?.find((page) => page > reading.pageCount);
  if (beyond !== undefined) {
    const message = `"${source}" has ${reading.pageCount} pages: there is no page ${beyond} to show.`;
    throw new QuireError('bad-input', { option: 'drawnPages', message });
  }
  const texts = await renderTexts(reading);
  const places = positions ? await locatePages(reading, texts) : undefined;
  const items = reading.pages.flatMap((page) =>
    page.type === 'page'
      ? pageItems(
          page,
          { ...texts.get(page.page), positions: places?.get(page.page) },
          reading.facts,
          address,
        )
      : [failureItem(page, source)],
  );
  const attachments = reading.facts.attachments.map(
    (name): Skipped => ({ type: 'skipped', source, ...attachmentNotice(name) }),
  );
  return [...items, ...restItems(reading, source), ...attachments];
}

/** The pages' texts, by page. What a line is shows beside the other pages, so they are made when all pages are there. */
async function renderTexts({
  pages,
  facts,
}: Extract<PdfReading, { type: 'read' }>): Promise<ReadonlyMap<number, PageText>> {
  const layouts = pages.flatMap((page) => (page.type === 'page' ? [page.layout] : []));
  const texts = new Map<number, PageText>();
  for await (const text of inSlices(renderPages(layouts, facts.outline))) {
    if (text) texts.set(text.page, text);
  }
  return texts;
}

/** Where the lines of the pages' texts stand, by page. */
async function locatePages(
  { pages }: Extract<PdfReading, { type: 'read' }>,
  texts: ReadonlyMap<number, PageText>,
): Promise<ReadonlyMap<number, TextSegment['positions']>> {
  const places = new Map<number, TextSegment['positions']>();
  for await (const page of inSlices(pages)) {
    if (page.type !== 'page') continue;
    places.set(page.page, locateLines(texts.get(page.page)?.text ?? '', page.layout));
  }
  return places;
}

/** A page, and behind it what a reader of its text has to know. */
function pageItems(
  { page: number, shows, notices, png, ocrConfidence }: PdfPage,
  {
    text = '',
    headings,
    printed,
    running = [],
    positions,
  }: Partial<PageText> & Pick<TextSegment, 'positions'>,
  { labels }: PdfFacts,
  address: PdfAddress,
): readonly SourceItem[] {
  const { source } = address;
  const label = labels ? labels[number - 1]?.trim() : printed;
  const location = pageAt(number, label === String(number) ? '' : label);
  const items: SourceItem[] = [];
  const isScan = shows === 'image' || shows === 'drawing';
  if (text !== '' || !isScan)
    items.push({
      type: 'text',
      ...address,
      location,
      text,
      ...(headings && { headings }),
      ...(running.length > 0 && { runningLines: running }),
      ...(positions && { positions }),
      ...(ocrConfidence !== undefined && { ocrConfidence }),
    });
  if (png !== undefined) items.push({ type: 'media', source, location, mediaType: 'image/png', data: png });
  if (isScan && png === undefined && ocrConfidence === undefined) {
    const what = shows === 'image' ? 'an image (a scanned page?)' : 'a drawing';
    const but = text === '' ? 'without text' : `with ${text.length} characters of text`;
    const detail = `The page is ${what} ${but}; pass \`scannedPages: 'ocr'\` or 'image' to \`loadPdf\` (command line: name the PDF, with --vision), or run OCR (such as ocrmypdf) first.`;
    items.push({ type: 'skipped', source, location, reason: 'no-text', detail });
  }
  return [...items, ...notices.map((notice): Skipped => ({ type: 'skipped', source, location, ...notice }))];
}

function failureItem({ page, limit, message }: PageFailure, source: string): Skipped {
  const reason = limit === undefined ? 'broken-pdf' : 'limit';
  return {
    type: 'skipped',
    source,
    location: pageAt(page),
    reason,
    detail: message,
    ...(limit && { limit }),
  };
}

/** The pages that were not read because reading was stopped: a skip for each stretch of them. */
function restItems(
  { pageCount, pages, stopped }: Extract<PdfReading, { type: 'read' }>,
  source: string,
): Skipped[] {
  if (stopped === undefined) return [];
  const { limit, message } = stopped;
  const items: Skipped[] = [];
  let from = 1;
  for (const page of [...pages.map((each) => each.page), pageCount + 1]) {
    if (page > from) {
      const which = from === page - 1 ? `Page ${from} was` : `Pages ${from} to ${page - 1} were`;
      const detail = `${which} not read: ${message}`;
      const location = pageAt(from);
      items.push({ type: 'skipped', source, location, reason: 'limit', detail, ...(limit && { limit }) });
    }
    from = page + 1;
  }
  return items;
}

function pageAt(page: number, label?: string) {
  return { type: 'page', page, ...(label && { label }) } as const;
}

function whyFailed({
  because,
  message,
}: Extract<PdfEvent, { type: 'failed' }>): Pick<Skipped, 'reason' | 'detail'> {
  switch (because) {
    case 'encrypted':
      return {
        reason: 'encrypted-pdf',
        detail:
          'It needs a password: pass `password` (on the command line `--password`), or leave the file out.',
      };
    case 'wrong-password':
      return { reason: 'encrypted-pdf', detail: 'The password does not open it.' };
    case 'broken':
      return { reason: 'broken-pdf', detail: message };
  }
}
