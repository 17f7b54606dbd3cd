import type { PDFDocumentProxy } from 'pdfjs-dist';
import type { OutlineEntry } from '../page-layout.ts';

/** The titles of a document's outline in its own order, those that point at a page. Empty without an outline. */
export async function readOutline(document: PDFDocumentProxy): Promise<readonly OutlineEntry[]> {
  const entries: OutlineEntry[] = [];
  for (const { title, level, target } of flatten((await document.getOutline()) ?? [], 1)) {
    const page = await findPage(document, target);
    if (page !== undefined) entries.push({ title, level, page });
  }
  return entries;
}

// A hostile outline has millions of entries, or a loop.
const maxEntries = 10_000;
const maxDepth = 8;

interface OutlineNode {
  readonly title: string;
  readonly dest: string | readonly unknown[] | null;
  readonly items: readonly OutlineNode[];
}

interface OutlineTitle {
  readonly title: string;
  readonly level: number;
  readonly target: OutlineNode['dest'];
}

function flatten(
  nodes: readonly OutlineNode[],
  level: number,
  found: OutlineTitle[] = [],
): readonly OutlineTitle[] {
  for (const { title, dest, items } of nodes) {
    if (found.length >= maxEntries) break;
    found.push({ title: title.replaceAll('\0', '').replace(/\s+/g, ' ').trim(), level, target: dest });
    if (level < maxDepth) flatten(items, level + 1, found);
  }
  return found;
}

/** The page that a destination points at, counted from 1. */
async function findPage(
  document: PDFDocumentProxy,
  target: OutlineNode['dest'],
): Promise<number | undefined> {
  const destination = typeof target === 'string' ? await document.getDestination(target) : target;
  const page: unknown = destination?.[0];
  if (typeof page === 'number') return page + 1;
  if (!isReference(page)) return undefined;
  return document.getPageIndex(page).then(
    (index) => index + 1,
    () => undefined,
  );
}

function isReference(value: unknown): value is { num: number; gen: number } {
  return typeof value === 'object' && value !== null && 'num' in value && 'gen' in value;
}
