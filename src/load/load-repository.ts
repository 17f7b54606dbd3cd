import type { CacheStore } from '../cache-store.ts';
import type { SourceItem } from '../segment.ts';
import { throwIfAborted } from './abort.ts';
import { addChanges, type ChangeOptions } from './git/add-changes.ts';
import { createBlobReader } from './git/blob-reader.ts';
import { findKeptLastChanges } from './git/kept-last-changes.ts';
import {
  defaultGitTimeoutMs,
  type OpenedRepository,
  type OpenRepositoryOptions,
  openRepository,
} from './git/open-repository.ts';
import type { ListedEntry, ListedFile } from './list/listed-entry.ts';
import { leaveOutNoise } from './list/tell-noise.ts';
import type { LoadedSource } from './loaded-source.ts';
import { mapInOrder } from './map-in-order.ts';
import { type PdfLimits, withDefaults } from './pdf/thread/pdf-limits.ts';
import { createEncodingGuess } from './read/kept-encodings.ts';
import { createSecretScan } from './read/kept-secret-scan.ts';
import { createEntryReader, isPdf, type ReadContent } from './read/read-entry.ts';
import { createPdfEntryReader } from './read/read-pdf-entry.ts';

export interface LoadRepositoryOptions extends OpenRepositoryOptions, ChangeOptions, PdfLimits {
  /**
   * Goes before every path, as `name/path`, to tell several repositories apart.
   * @default none: paths are relative to the root
   */
  readonly name?: string;
  /**
   * The largest text file or image that is read, in bytes; a notebook may be sixteen times as large. What is larger is nearly always generated, and 1 MiB is already a quarter of
   * a window of a million tokens.
   * @default 1048576
   */
  readonly maxFileBytes?: number;
  /**
   * The largest PDF that is read, in bytes: most of a PDF is images and fonts, not text.
   * @default 67108864
   */
  readonly maxPdfBytes?: number;
  /** Opens the encrypted PDFs of the folder that have this password. */
  readonly password?: string;
  /**
   * The most text that is read in all, in bytes of UTF-8; the files behind it, by path, are told as skipped. It keeps a folder
   * of data from filling the memory: 256 MiB are some 80 million tokens.
   * @default 268435456
   */
  readonly maxTotalBytes?: number;
  /**
   * Files and pages of PDFs that hold what looks like a key, a token or a password in an address: told as skipped with the rule
   * and the line, or read like anything else. Files whose name says that they hold credentials stay out either way.
   * @default 'leave-out'
   */
  readonly secrets?: 'leave-out' | 'read';
  /**
   * Keeps what takes longer than reading the files: the times of change of the newest commit, the pages of PDFs.
   * @default none: nothing is written
   */
  readonly cache?: CacheStore;
}

/**
 * Loads every text file, notebook and PDF of a folder, sorted by path: a segment a file, cell or page; images are named as media. In a git work tree git decides
 * which files exist, and a file whose content is committed has the commit time of its newest change; elsewhere, and in a folder
 * that git ignores, the folder is walked and its `.gitignore` files count (`node_modules` inside it stays out). Nothing that
 * the repository configures is run. What is not read is told: credentials and secrets, links, binary and large files, other repositories.
 *
 * `source` is the path relative to the root, so that a clone elsewhere gives the same segments; `version` is the git blob id of
 * the content as read. Throws QuireError when it is read: `path-not-found`, `bad-input` when the root is not a folder.
 *
 * @example loadRepository('.')
 */
export function loadRepository(root: string | URL, options: LoadRepositoryOptions = {}): LoadedSource {
  const list = () => openRepository(root, options);
  let described: { readonly listing: OpenedRepository; readonly at: number } | undefined;
  return {
    async *[Symbol.asyncIterator]() {
      // What was described a moment ago is read as described: listing a large folder twice takes its time.
      const fresh = described !== undefined && performance.now() - described.at < 10_000;
      const listing = fresh && described !== undefined ? described.listing : await list();
      described = undefined;
      yield* addChanges(listing, {
        ...options,
        timeoutMs: options.gitTimeoutMs ?? defaultGitTimeoutMs,
        read: (opened) => readListing(opened, options),
        open: (ref) => openRepository(listing.root, { ...options, ref }),
      });
    },
    async describe() {
      const listing = await list();
      described = { listing, at: performance.now() };
      return { notices: listing.notices };
    },
  };
}

/**
 * Ahead of the consumer, because the first segment waits for git's history where it is not kept. What is promised (storage that
 * is slow, encodings that have to be guessed) runs sixteen at once.
 */
const readAhead = {
  concurrency: 16,
  maxWaiting: 8 * 1024 * 1024,
  sizeOf: ({ found }: { readonly found: ReadContent }) =>
    found.type === 'items' ? found.items.reduce((size, item) => size + sizeOf(item), 0) : 0,
};

function sizeOf(item: SourceItem): number {
  return item.type === 'text' ? item.text.length : item.type === 'media' ? item.data.length : 0;
}

async function* readListing(
  { root, entries, history, isIncluded, commit, where, seen }: OpenedRepository,
  options: LoadRepositoryOptions,
): AsyncGenerator<SourceItem> {
  const {
    name,
    maxFileBytes = 1024 * 1024,
    maxPdfBytes = 64 * 1024 * 1024,
    maxTotalBytes = 256 * 1024 * 1024,
    password,
    gitTimeoutMs = defaultGitTimeoutMs,
    secrets = 'leave-out',
    noise = 'leave-out',
    cache,
    abortSignal,
  } = options;
  const leaving = new AbortController();
  const stop = AbortSignal.any([leaving.signal, ...(abortSignal ? [abortSignal] : [])]);
  const committed = entries.flatMap((entry) =>
    // A name that is not UTF-8 would be looked for in vain, down to the first commit.
    entry.type === 'file' && entry.committedId && !entry.rawPath ? [entry.path] : [],
  );
  const changes = findKeptLastChanges(root, history === 'full' ? committed : [], {
    cache,
    commit,
    where,
    timeoutMs: gitTimeoutMs,
    abortSignal: stop,
  });
  const [secretScan, encodings] = await Promise.all([
    secrets === 'read' ? undefined : createSecretScan(cache),
    createEncodingGuess(cache),
  ]);
  const blobs = createBlobReader(root, where, abortSignal);
  try {
    const { read, readPdf } = createEntryReader({
      root,
      name,
      maxFileBytes,
      maxPdfBytes,
      secrets: secretScan,
      encodings,
      blobs,
      seen,
    });
    const readPdfEntry = createPdfEntryReader({
      readPdf,
      secrets: secretScan,
      options: { ...withDefaults(options), password, cache, abortSignal: stop },
    });
    let totalBytes = 0;
    let isFull = false;
    const readAny = (entry: ListedEntry) => {
      if (isFull && entry.type === 'file') return overTotal(entry, name, maxTotalBytes);
      const found = read(entry);
      if (found instanceof Promise) return found;
      return found.type === 'pdf' ? readPdfEntry(found.file) : found;
    };
    const readEntry = (entry: ListedEntry) => {
      const found = readAny(entry);
      return found instanceof Promise ? found.then((late) => ({ entry, found: late })) : { entry, found };
    };
    const reads = mapInOrder(entries, readEntry, readAhead);
    for await (const { entry, found } of reads) {
      throwIfAborted(abortSignal);
      if (found.type === 'gone') continue;
      const time = entry.type === 'file' && found.committed ? (await changes).get(entry.path) : undefined;
      const raw =
        entry.type === 'file' && entry.rawPath !== undefined
          ? { sourceHex: rawSource(name, entry.rawPath) }
          : undefined;
      const isJudged =
        noise === 'leave-out' && entry.type === 'file' && !isPdf(entry.path) && !isIncluded(entry);
      const bytes = found.items.reduce(
        (sum, item) => sum + (item.type === 'text' ? Buffer.byteLength(item.text) : 0),
        0,
      );
      // The first file that does not fit ends it, so that which files are read does not hang on their sizes.
      if (totalBytes + bytes > maxTotalBytes) isFull = true;
      totalBytes += bytes;
      const { items } = isFull && entry.type === 'file' ? overTotal(entry, name, maxTotalBytes) : found;
      for (const item of items) {
        const kept = isJudged ? leaveOutNoise(item, entry.path) : item;
        const dated = kept.type === 'text' && time !== undefined ? { ...kept, changedAt: time } : kept;
        yield raw === undefined ? dated : { ...dated, ...raw };
      }
    }
    await Promise.all([secretScan?.save(), encodings.save()]);
  } finally {
    leaving.abort();
    blobs.close();
  }
}

function overTotal({ path }: ListedFile, name: string | undefined, maxTotalBytes: number) {
  const source = name === undefined ? path : `${name}/${path}`;
  const detail = `The text before it already takes the ${maxTotalBytes} bytes that are read in all. Raise \`maxTotalBytes\`, or leave folders out.`;
  return {
    type: 'items',
    items: [{ type: 'skipped', source, reason: 'limit', detail }],
    committed: false,
  } as const;
}

function rawSource(name: string | undefined, rawPath: Buffer): string {
  return Buffer.concat([Buffer.from(name === undefined ? '' : `${name}/`), rawPath]).toString('hex');
}
