import { QuireError } from '../errors.ts';
import type { Skipped, Source } from '../segment.ts';
import { throwIfAborted } from './abort.ts';
import { type FileInput, nameInput } from './input.ts';
import { pdfDefaults, readPdfSegments } from './pdf/read-pdf-segments.ts';
import { createPdfReader } from './pdf/thread/pdf-reader.ts';
import { blobId } from './read/blob-id.ts';

export interface LoadPdfOptions {
  /**
   * The name that citations give. Needed for bytes.
   * @default the path as given, or the name of a `File`
   */
  readonly source?: string;
  /** Opens an encrypted PDF: the user's or the owner's password. */
  readonly password?: string;
  /**
   * Pages after this one are told as skipped. 5,000 pages are more than any model takes at once.
   * @default 5000
   */
  readonly maxPages?: number;
  /**
   * The longest wait for one page; then reading stops there. The slowest of 4,703 public PDFs took 6.7 s.
   * @default 60000
   */
  readonly timeoutMs?: number;
  readonly abortSignal?: AbortSignal;
}

/**
 * Loads a PDF: a segment for each page, in order, with the printed page number as `label` where it differs, and the titles of
 * the outline as `headings`. An empty page is an empty segment; a scanned one is told as skipped (`no-text`). It is read in a
 * worker thread with a deadline and 1 GiB of memory.
 *
 * Throws QuireError when it is read: `path-not-found`, `unreadable`, `pdf-encrypted`, `pdf-broken`, and `pdf-no-text` after the
 * last page when no page had text; and `bad-input` at once for bytes without a name.
 *
 * @example loadPdf('statement.pdf', { password: '…' })
 */
export function loadPdf(
  input: FileInput,
  {
    source: name,
    password,
    maxPages = pdfDefaults.maxPages,
    timeoutMs = pdfDefaults.timeoutMs,
    abortSignal,
  }: LoadPdfOptions = {},
): Source {
  const { source, read } = nameInput(input, name);
  return {
    async *[Symbol.asyncIterator]() {
      throwIfAborted(abortSignal);
      const bytes = await read();
      const reader = createPdfReader();
      let pages = 0;
      let pagesWithText = 0;
      let firstBroken: Skipped | undefined;
      try {
        const address = { source, version: blobId(bytes) };
        for await (const item of readPdfSegments(reader, bytes, address, {
          password,
          maxPages,
          timeoutMs,
          abortSignal,
        })) {
          if (item.type === 'skipped' && item.location === undefined) throw asError(item);
          if (item.type === 'skipped' && item.reason === 'broken-pdf') firstBroken ??= item;
          if (item.type === 'text' || item.reason === 'no-text') pages++;
          if (item.type === 'text' && item.text.trim() !== '') pagesWithText++;
          yield item;
        }
      } finally {
        await reader.close();
      }
      if (pagesWithText > 0) return;
      if (firstBroken) throw asError(firstBroken);
      const message = `"${source}" has no text on ${pages === 1 ? 'its page' : `any of its ${pages} pages`}: it is a scan. quire has no OCR yet; run OCR (such as ocrmypdf) first.`;
      throw new QuireError('pdf-no-text', { source, pages, message });
    },
  };
}

/** What ended the whole document, for a caller who asked for it by name. */
function asError({ source, reason, detail }: Skipped): QuireError {
  if (reason === 'encrypted-pdf') {
    const message = `"${source}" is encrypted. ${detail}`;
    return new QuireError('pdf-encrypted', { source, message });
  }
  return new QuireError('pdf-broken', { source, message: `"${source}" cannot be read as a PDF. ${detail}` });
}
