import type { OutlineEntry } from '../page-layout.ts';
import { readNumbering } from './numbering.ts';

/** The outline's entries by the page that they point at and by their title. */
export function indexOutline(
  outline: readonly OutlineEntry[],
): (page: number, text: string) => OutlineEntry | undefined {
  const entries = new Map<string, OutlineEntry>();
  for (const entry of outline)
    for (const key of titleKeys(entry.title)) entries.set(`${entry.page} ${key}`, entry);
  // A target may lie just above a page's end, or name the page before the one it means.
  return (page, text) => {
    if (entries.size === 0) return undefined;
    for (const place of [page, page - 1])
      for (const key of titleKeys(text)) {
        const entry = entries.get(`${place} ${key}`);
        if (entry) return entry;
      }
    return undefined;
  };
}

/**
 * What tells two titles apart: their letters and digits, without a number in front and with what looks like one. The outline
 * says `R Messages` where the page says `1.8 R Messages`: of the R alone nobody can tell.
 */
function titleKeys(text: string): readonly string[] {
  const title = readNumbering(text)?.title || text;
  return [...new Set([title, text].map(letters))].filter((key) => key !== '');
}

function letters(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '');
}
