import type { OutlineEntry, PageLayout } from '../page-layout.ts';
import { countStyles } from './body-style.ts';
import { continueTables } from './continue-tables.ts';
import { countHeadings } from './find-headings.ts';
import { joinColumns } from './join-columns.ts';
import { countHyphens } from './join-lines.ts';
import { joinPages } from './join-pages.ts';
import { findElements } from './page-elements.ts';
import { findPageHeadings } from './page-headings.ts';
import { renderElements } from './render-element.ts';
import { countRunningLines } from './running-lines.ts';
import { type Part, splitParagraphs } from './split-paragraphs.ts';

/** A page as it is packed and cited. */
export interface PageText {
  readonly page: number;
  /** Markdown. Empty for a page without text. */
  readonly text: string;
  /** The titles that the page stands under, outermost first; of the outline, else as found. Absent above the first. */
  readonly headings?: readonly string[];
  /** The page's number as printed on it, where numbers count the pages. */
  readonly printed?: string;
  /** Running heads, feet and page numbers: they are no part of the text. */
  readonly running: readonly string[];
}

/**
 * The pages of one document as Markdown. What a line is (a heading, a running head) often shows only beside the other pages, so
 * all of them are looked through first: `undefined` is a step of that, after which the caller may let other work in.
 */
export function* renderPages(
  layouts: readonly PageLayout[],
  outline: readonly OutlineEntry[],
): Generator<PageText | undefined> {
  const styles = countStyles();
  const words = countHyphens();
  const edges = countRunningLines();
  for (const layout of layouts) {
    styles.add(layout);
    words.add(layout);
    edges.add(layout);
    yield undefined;
  }
  const body = styles.body();
  const hyphens = words.hyphens();
  const running = edges.running(body);
  const found = countHeadings(body, hyphens, outline);
  const pages: { readonly layout: PageLayout; readonly parts: readonly Part[] }[] = [];
  for (const layout of continueTables(layouts)) {
    yield undefined;
    const parts = splitParagraphs(layout, body, running.has);
    if (!running.areAllOf(layout.page)) found.add(layout.page, parts);
    pages.push({ layout, parts });
  }
  const headings = found.headings();
  const above = findPageHeadings(
    outline.length > 0 ? outline : [...headings.values()].flatMap((heading) => heading ?? []),
    layouts.map(({ page }) => page),
  );
  const flow = (page: (typeof pages)[number] | undefined) =>
    page ? joinColumns(page.parts, body, (part) => part.type === 'paragraph' && headings.has(part)) : [];
  let next: readonly Part[] = flow(pages[0]);
  for (const [index, { layout }] of pages.entries()) {
    const [parts, rest] = joinPages(next, flow(pages[index + 1]), hyphens);
    next = rest;
    const elements = findElements(parts, headings, { body, height: layout.height });
    const titles = above.get(layout.page);
    const printed = running.printed.get(layout.page);
    yield {
      page: layout.page,
      text: renderElements(elements, { body, hyphens }),
      ...(titles && { headings: titles }),
      ...(printed !== undefined && { printed }),
      running: running.on(layout.page),
    };
  }
}
