import type { PageLayout } from '../page-layout.ts';

/** What the reader tells of a PDF, in order: `opened`, then each page, then `done`; or `failed` or `stopped` in between. */
export type PdfEvent =
  | { readonly type: 'opened'; readonly pages: number }
  | PdfPage
  /** One page cannot be read; the next ones may. */
  | { readonly type: 'page-failed'; readonly page: number; readonly message: string }
  | { readonly type: 'done' }
  | {
      readonly type: 'failed';
      readonly because: 'encrypted' | 'wrong-password' | 'broken';
      readonly message: string;
    }
  /** The reader was stopped at a limit. */
  | { readonly type: 'stopped'; readonly message: string };

export interface PdfPage {
  readonly type: 'page';
  /** The physical page, counted from 1. */
  readonly page: number;
  /** The printed page number, when it is not the same. */
  readonly label?: string;
  readonly layout: PageLayout;
  /** The outline titles that the page stands under, outermost first. */
  readonly headings?: readonly string[];
  /** What a page without text shows; asked only of those. */
  readonly shows?: 'nothing' | 'image' | 'drawing';
}

/** What the worker is asked. */
export type PdfRequest =
  | {
      readonly type: 'open';
      readonly bytes: Uint8Array<ArrayBuffer>;
      readonly password?: string;
      readonly maxPages: number;
    }
  /** The worker may send so many pages more; without it, it would read a whole book ahead of a slow consumer. */
  | { readonly type: 'more'; readonly pages: number };
