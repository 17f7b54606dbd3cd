import { availableParallelism } from 'node:os';
import type { SourceItem } from '../../segment.ts';
import type { ListedFile } from '../list/listed-entry.ts';
import { type ReadSegmentsOptions, readPdfSegments } from '../pdf/read-pdf-segments.ts';

import type { SecretScan } from './kept-secret-scan.ts';
import type { EntryReader, ReadContent } from './read-entry.ts';

/**
 * Reads listed PDFs, as many at once as there are cores, so that not all PDFs of a folder are in memory. Pages that hold a
 * secret are told as skipped; without a scan they are read like anything else.
 */
export function createPdfEntryReader({
  readPdf,
  secrets,
  options,
}: {
  readonly readPdf: EntryReader['readPdf'];
  readonly secrets: SecretScan | undefined;
  readonly options: ReadSegmentsOptions;
}): (file: ListedFile) => Promise<ReadContent> {
  const waiting: (() => void)[] = [];
  let free = availableParallelism();

  async function read(file: ListedFile): Promise<ReadContent> {
    const found = await readPdf(file);
    if (found.type !== 'pdf-bytes') return found;
    const { bytes, source, version, committed } = found;
    const items = await readPdfSegments(bytes, { source, version }, options);
    return { type: 'items', items: secrets ? await tellSecrets(items, secrets) : items, committed };
  }

  return async (file) => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await read(file);
    } finally {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    }
  };
}

/** The same items, with skips in place of the pages that hold a secret. */
async function tellSecrets(
  items: readonly SourceItem[],
  secrets: SecretScan,
): Promise<readonly SourceItem[]> {
  const pages = items.filter((item) => item.type === 'text');
  const [first] = pages;
  if (first?.version === undefined) return items;
  const text = pages.map((page) => page.text).join('\n');
  const told = await secrets.tell({ text, version: first.version, source: first.source }, pages);
  const byPage = new Map(pages.map((page, index) => [page, told[index] ?? page]));
  return items.map((item) => (item.type === 'text' ? (byPage.get(item) ?? item) : item));
}
