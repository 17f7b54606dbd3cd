import type { OutlineEntry } from '../page-layout.ts';
import { readNumbering } from './numbering.ts';

/** What tells two titles apart: their letters and digits, without a number in front. */
export function titleKey(text: string): string {
  const title = readNumbering(text)?.title || text;
  return title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}

/** The outline's entries by the page that they point at and by their title. */
export function indexOutline(
  outline: readonly OutlineEntry[],
): (page: number, text: string) => OutlineEntry | undefined {
  const entries = new Map<string, OutlineEntry>();
  for (const entry of outline) {
    const key = titleKey(entry.title);
    if (key !== '') entries.set(`${entry.page} ${key}`, entry);
  }
  // A target may lie just above a page's end, or name the page before the one it means.
  return (page, text) => {
    const key = titleKey(text);
    if (key === '' || entries.size === 0) return undefined;
    return entries.get(`${page} ${key}`) ?? entries.get(`${page - 1} ${key}`);
  };
}
