import type { PDFDocumentProxy } from 'pdfjs-dist';

/**
 * For each page the outline titles it stands under, outermost first: of the entries that begin on the page what their paths
 * have in common, on a page where none begins the entry that is still open. Empty without an outline.
 */
export async function findPageHeadings(
  document: PDFDocumentProxy,
): Promise<ReadonlyMap<number, readonly string[]>> {
  const byPage = new Map<number, readonly string[][]>();
  for (const { path, target } of flatten((await document.getOutline()) ?? [], [])) {
    const page = await findPage(document, target);
    if (page !== undefined) byPage.set(page, [...(byPage.get(page) ?? []), path]);
  }
  const headings = new Map<number, readonly string[]>();
  if (byPage.size === 0) return headings;
  let open: readonly string[] = [];
  for (let page = 1; page <= document.numPages; page++) {
    const starting = byPage.get(page);
    const here = starting ? commonStart(starting) : open;
    if (here.length > 0) headings.set(page, here);
    open = starting?.at(-1) ?? open;
  }
  return headings;
}

// A hostile outline has millions of entries, or a loop.
const maxEntries = 10_000;
const maxDepth = 8;

interface OutlineNode {
  readonly title: string;
  readonly dest: string | readonly unknown[] | null;
  readonly items: readonly OutlineNode[];
}

function flatten(
  nodes: readonly OutlineNode[],
  above: readonly string[],
  found: { path: string[]; target: OutlineNode['dest'] }[] = [],
): readonly { readonly path: string[]; readonly target: OutlineNode['dest'] }[] {
  for (const { title, dest, items } of nodes) {
    if (found.length >= maxEntries) break;
    const path = [...above, title.replaceAll('\0', '').replace(/\s+/g, ' ').trim()];
    found.push({ path, target: dest });
    if (path.length < maxDepth) flatten(items, path, found);
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

function commonStart(paths: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...others] = paths;
  const length = first.findIndex((title, depth) => others.some((path) => path[depth] !== title));
  return length === -1 ? first : first.slice(0, length);
}
