import type { PDFDocumentProxy } from 'pdfjs-dist';

/** The names of the files that are embedded in a document as a whole; a thousand at most. */
export async function findAttachments(document: PDFDocumentProxy): Promise<readonly string[]> {
  const found: unknown = await document.getAttachments();
  const entries: readonly unknown[] =
    found instanceof Map
      ? [...found.values()]
      : typeof found === 'object' && found !== null
        ? Object.values(found)
        : [];
  return entries.slice(0, maxNames).flatMap((entry) => nameOf(entry) ?? []);
}

/** Each becomes a skip of its own, and a hostile document can name millions. */
const maxNames = 1_000;

function nameOf(entry: unknown): string | undefined {
  const isNamed = typeof entry === 'object' && entry !== null && 'filename' in entry;
  return isNamed && typeof entry.filename === 'string' ? entry.filename : undefined;
}
