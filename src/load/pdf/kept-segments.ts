import { hash } from 'node:crypto';
import { type CacheStore, getJson, setJson } from '../../cache-store.ts';
import type { Skipped, SourceItem, TextSegment } from '../../segment.ts';
import { findReaderVersion } from './reader-version.ts';
import type { ReadPdfOptions } from './thread/document-thread.ts';

/** What the pages of one PDF have in common. */
export type PdfAddress = Pick<TextSegment, 'source' | 'version' | 'changedAt'>;

/** The pages of one PDF as a cache keeps them. */
export interface KeptSegments {
  /** What was kept, under this address; `undefined` when nothing was, or what is there is no such thing. */
  find(address: PdfAddress): Promise<readonly (TextSegment | Skipped)[] | undefined>;
  /** Keeps what another run would read just the same. */
  keep(items: readonly SourceItem[]): Promise<void>;
}

const namespace = 'pdf-pages';

/**
 * Opens what `cache` keeps of a PDF, by its content, the version of the reader, and the options that change what
 * is read. A PDF with a password is not kept: whoever reads the cache need not know it.
 */
export function openKeptSegments(
  cache: CacheStore,
  bytes: Uint8Array,
  {
    password,
    maxPages,
    maxPageCharacters,
    maxCharacters,
    scannedPages,
    drawnPages,
    positions,
  }: ReadPdfOptions & { readonly positions?: boolean | undefined },
): KeptSegments {
  const version = findReaderVersion();
  if (password !== undefined || version === undefined)
    return { find: async () => undefined, keep: async () => {} };
  const options = JSON.stringify({
    ...{ maxPages, maxPageCharacters, maxCharacters, scannedPages, positions },
    ...(drawnPages && drawnPages.length > 0 && { drawnPages }),
  });
  const key = hash('sha256', `${version} ${options} ${hash('sha256', bytes)}`);
  return {
    async find(address) {
      const kept = await getJson(cache, namespace, key);
      if (!Array.isArray(kept) || !kept.every(isKeptItem)) return undefined;
      return kept.map((item) =>
        item.type === 'text' ? { ...item, ...address } : { ...item, source: address.source },
      );
    },
    async keep(items) {
      if (!items.every(isLasting)) return;
      const bare = items.map((item) => ({
        ...item,
        source: undefined,
        version: undefined,
        changedAt: undefined,
      }));
      await setJson(cache, namespace, key, bare);
    },
  };
}

/** What took too long, or too much memory, may do better another time. */
function isLasting(item: SourceItem): boolean {
  // A picture of a page is some hundred kilobytes, and drawn in a second.
  if (item.type === 'media') return false;
  if (item.type === 'text' || item.reason !== 'limit') return true;
  return item.limit !== undefined && /^max(Pages|PageCharacters|Characters)$/.test(item.limit.name);
}

type KeptItem = Omit<TextSegment, 'source'> | Omit<Skipped, 'source'>;

/** Another program may have written it, or another version. */
function isKeptItem(value: unknown): value is KeptItem {
  if (!isRecord(value)) return false;
  const { type, location, text, headings, runningLines, reason, detail } = value;
  if (type === 'skipped') {
    const isPlaced = location === undefined || isPage(location);
    return isPlaced && typeof reason === 'string' && (detail === undefined || typeof detail === 'string');
  }
  const isText = type === 'text' && typeof text === 'string' && isPage(location);
  return isText && [headings, runningLines].every((lines) => lines === undefined || isStrings(lines));
}

function isPage(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { type, page, label } = value;
  const isNumbered = typeof page === 'number' && Number.isInteger(page) && page >= 1;
  return type === 'page' && isNumbered && (label === undefined || typeof label === 'string');
}

function isStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
