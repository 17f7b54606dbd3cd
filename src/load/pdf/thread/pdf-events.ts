import type { PageNotice } from '../extract/page-notices.ts';
import type { OutlineEntry, PageLayout } from '../page-layout.ts';
import type { ScannedPages } from '../scan/scanned-pages.ts';
import type { PassedLimit } from './pdf-limits.ts';

/** What a thread is asked, one thing after the other. Each is answered before the next. */
export type PdfRequest =
  /** Loads pdf.js, which is no fault of any document: answered by `ready`. */
  | { readonly type: 'prepare' }
  /** Answered by `opened` or `failed`. */
  | {
      readonly type: 'open';
      readonly bytes: Uint8Array<ArrayBuffer>;
      readonly password?: string;
      readonly maxPageCharacters: number;
      readonly scannedPages: ScannedPages;
      readonly drawnPages: readonly number[];
    }
  /** What holds for the whole document: answered by `facts`. Asked of one thread only. */
  | { readonly type: 'facts' }
  /** Answered by a `page` or `page-failed` for each. */
  | { readonly type: 'pages'; readonly from: number; readonly to: number }
  /** Answered by `closed`, when the document's memory is free again. */
  | { readonly type: 'close' };

export type PdfEvent =
  | { readonly type: 'ready' }
  | { readonly type: 'opened'; readonly pages: number }
  | {
      readonly type: 'failed';
      readonly because: 'encrypted' | 'wrong-password' | 'broken';
      readonly message: string;
    }
  | { readonly type: 'facts'; readonly facts: PdfFacts }
  | PdfPage
  | PageFailure
  | { readonly type: 'closed' }
  /** The thread was stopped at a limit, or died; it answers nothing more. */
  | { readonly type: 'stopped'; readonly limit?: PassedLimit; readonly message: string };

/** What holds for a whole document. */
export interface PdfFacts {
  /** The printed page numbers in the order of the pages, where the document names them. */
  readonly labels?: readonly string[];
  /** In its own order. Empty where the document has none. */
  readonly outline: readonly OutlineEntry[];
  /** The names of the files that are embedded in it. */
  readonly attachments: readonly string[];
}

export interface PdfPage {
  readonly type: 'page';
  /** The physical page, counted from 1. */
  readonly page: number;
  /** In UTF-16 units, as the page draws them. */
  readonly characters: number;
  readonly layout: PageLayout;
  /** What a page shows that has no text, or next to none beside an image of its size; absent for any other. */
  readonly shows?: 'nothing' | 'image' | 'drawing';
  /** PNG of a page that shows an image or a drawing, where it was asked for. */
  readonly png?: Uint8Array<ArrayBuffer>;
  /** Set where the layout is what OCR saw: how sure it is, 0 to 1. */
  readonly ocrConfidence?: number;
  readonly notices: readonly PageNotice[];
}

/** One page cannot be read; the others may. */
export interface PageFailure {
  readonly type: 'page-failed';
  readonly page: number;
  readonly limit?: PassedLimit;
  readonly message: string;
}
