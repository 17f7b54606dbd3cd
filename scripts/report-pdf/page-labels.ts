/** A run of page numbers, as PDF knows it (ISO 32000-1, 12.4.2). */
export interface PageLabelRun {
  /** The physical page on which it starts, counted from 0. */
  readonly from: number;
  /** `r`: i, ii, iii. `D`: 1, 2, 3. Leave it out for pages that have a name alone. */
  readonly style?: 'r' | 'D';
  readonly prefix?: string;
}

/** Gives the document printed page numbers that differ from the physical ones. pdfkit has no call for it. */
export function setPageLabels(doc: PDFKit.PDFDocument, runs: readonly PageLabelRun[]): void {
  catalogOf(doc).PageLabels = { Nums: runs.flatMap((run) => [run.from, entryOf(run)]) };
}

function entryOf({ style, prefix }: PageLabelRun): Record<string, unknown> {
  // pdfkit writes a string as a PDF name and bytes as a PDF string: the prefix must be the latter.
  return { S: style, St: style && 1, P: prefix === undefined ? undefined : new TextEncoder().encode(prefix) };
}

function catalogOf(doc: object): Record<string, unknown> {
  const root = '_root' in doc ? doc._root : undefined;
  if (typeof root === 'object' && root !== null && 'data' in root && isRecord(root.data)) return root.data;
  throw new Error('pdfkit no longer keeps its catalog in _root.data');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
