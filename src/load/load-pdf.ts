import type { CacheStore } from '../cache-store.ts';
import { QuireError } from '../errors.ts';
import type { Skipped, SkipReason, Source, SourceItem } from '../segment.ts';
import { throwIfAborted } from './abort.ts';
import { type FileInput, nameInput } from './input.ts';
import { readPdfSegments } from './pdf/read-pdf-segments.ts';
import { assertCanScan, type ScannedPages } from './pdf/scan/scanned-pages.ts';
import { type PdfLimits, withDefaults } from './pdf/thread/pdf-limits.ts';
import { blobId } from './read/blob-id.ts';

export interface LoadPdfOptions extends PdfLimits {
  /**
   * The name that citations give. Needed for bytes.
   * @default the path as given, or the name of a `File`
   */
  readonly source?: string;
  /** Opens an encrypted PDF: the user's or the owner's password. */
  readonly password?: string;
  /**
   * What becomes of a page that is a picture without text: `skip` tells it as skipped; `image` gives it as a PNG at 150 dpi, a
   * `MediaSegment`; `ocr` reads it with tesseract.js (English; `ocrConfidence` says how sure it is). OCR takes seconds a page
   * and needs `npm install tesseract.js @tesseract.js-data/eng`.
   * @default 'skip'
   */
  readonly scannedPages?: ScannedPages;
  /**
   * Pages, counted from 1, that are given as a PNG at 150 dpi behind their text, whatever they show: for charts, drawings and
   * handwriting, which text does not tell.
   * @default none
   */
  readonly drawnPages?: readonly number[];
  /**
   * Whether each page tells where its lines stand (`TextSegment.positions`), for marking a citation on the page.
   * @default false
   */
  readonly positions?: boolean;
  /**
   * Keeps what was read, so that a PDF that was read once is not read again: it takes a fiftieth of the time or less. What
   * needed a password is not kept.
   * @default none: nothing is written
   */
  readonly cache?: CacheStore;
  readonly abortSignal?: AbortSignal;
}

/**
 * Loads a PDF: a segment for each page, in order, with the printed page number as `label` where it differs, and the titles of
 * the outline, or without one the headings that were found, as `headings`. The text is Markdown; running heads and page numbers are
 * no part of it. An empty page is an empty segment; a scanned one is told as skipped (`no-text`), and so is a page
 * that is broken or passes a limit. It is read in worker threads that the whole process shares, each with deadlines and a limit
 * of memory, so that no document can block or exhaust the caller.
 *
 * Throws QuireError when it is read: `path-not-found`, `unreadable`, `pdf-encrypted`, `pdf-broken` and `pdf-limit` when no page
 * could be read, `missing-package` for `scannedPages` and `drawnPages`, `bad-input` for a drawn page that the
 * PDF does not have, and `pdf-no-text` after the last page when no page had text; and `bad-input` at once for bytes without a name.
 *
 * @example loadPdf('statement.pdf', { password: '…' })
 */
export function loadPdf(input: FileInput, options: LoadPdfOptions = {}): Source {
  const {
    source: name,
    password,
    scannedPages = 'skip',
    drawnPages = [],
    positions,
    cache,
    abortSignal,
  } = options;
  const { source, read } = nameInput(input, name);
  return {
    async *[Symbol.asyncIterator]() {
      throwIfAborted(abortSignal);
      assertCanScan(drawnPages.length > 0 && scannedPages === 'skip' ? 'image' : scannedPages);
      const bytes = await read();
      const address = { source, version: blobId(bytes) };
      checkPageNumbers(drawnPages);
      const items = await readPdfSegments(bytes, address, {
        ...withDefaults(options),
        password,
        scannedPages,
        drawnPages,
        positions,
        cache,
        abortSignal,
      });
      for (const item of items) {
        if (item.type === 'skipped' && item.location === undefined && !isNotice(item)) throw asError(item);
        yield item;
      }
      if (items.some((item) => item.type === 'media' || (item.type === 'text' && item.text.trim() !== '')))
        return;
      const pages = items.filter((item) => !isNotice(item));
      const failed = pages.find((item) => item.type === 'skipped' && item.reason !== 'no-text');
      if (failed?.type === 'skipped') throw asError(failed);
      throw withoutText(source, pages.length);
    },
  };
}

function checkPageNumbers(pages: readonly number[]): void {
  const wrong = pages.find((page) => !Number.isSafeInteger(page) || page < 1);
  if (wrong === undefined) return;
  const message = `\`drawnPages\` are whole numbers from 1, not ${wrong}.`;
  throw new QuireError('bad-input', { option: 'drawnPages', message });
}

/** Told beside what was read. */
function isNotice(item: SourceItem): boolean {
  return item.type === 'skipped' && noticeReasons.has(item.reason);
}

const noticeReasons: ReadonlySet<SkipReason> = new Set(['hidden-text', 'undecodable', 'attachment']);

/** What ended the whole document, for a caller who asked for it by name. */
function asError({ source, reason, detail, limit }: Skipped): QuireError {
  if (reason === 'encrypted-pdf') {
    const message = `"${source}" is encrypted. ${detail}`;
    return new QuireError('pdf-encrypted', { source, message });
  }
  if (limit !== undefined) {
    const message = `"${source}" was not read. ${detail}`;
    return new QuireError('pdf-limit', { source, limit: limit.name, value: limit.value, message });
  }
  return new QuireError('pdf-broken', { source, message: `"${source}" cannot be read as a PDF. ${detail}` });
}

function withoutText(source: string, pages: number): QuireError {
  const message = `"${source}" has no text on ${pages === 1 ? 'its page' : `any of its ${pages} pages`}. If it is a scan, pass \`scannedPages: 'ocr'\`, show it to a model that sees (\`'image'\`; command line: --vision), or run OCR (such as ocrmypdf) first.`;
  return new QuireError('pdf-no-text', { source, pages, message });
}
