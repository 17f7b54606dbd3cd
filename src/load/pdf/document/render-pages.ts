import type { Line, PageBlock, PageLayout } from '../page-layout.ts';
import { renderTable } from './render-table.ts';

/** A page as it is packed and cited. */
export interface PageText {
  readonly page: number;
  /** Markdown. Empty for a page without text. */
  readonly text: string;
}

/** The pages of one document as Markdown. What a line is (a heading, a running head) often shows only beside the other pages. */
export function* renderPages(layouts: Iterable<PageLayout>): Generator<PageText> {
  for (const { page, blocks } of layouts) {
    const text = blocks.map(renderBlock).join('\n\n');
    // NUL stands for glyphs without a character in some fonts (24 of 4,703 public PDFs).
    yield { page, text: text.replaceAll('\0', '').toWellFormed() };
  }
}

function renderBlock(block: PageBlock): string {
  return block.type === 'text' ? block.lines.map(lineText).join('\n') : renderTable(block);
}

function lineText({ spans }: Line): string {
  return spans
    .map(({ text }) => text)
    .join('')
    .trimEnd();
}
