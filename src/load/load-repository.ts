import { realpath, stat } from 'node:fs/promises';
import type { CacheStore } from '../cache-store.ts';
import { QuireError } from '../errors.ts';
import type { SourceItem } from '../segment.ts';
import { throwIfAborted } from './abort.ts';
import { toPath, toSource } from './input.ts';
import { findKeptLastChanges } from './kept-last-changes.ts';
import { leaveOutSecrets } from './leave-out-secrets.ts';
import { type Listing, listFiles } from './list-files.ts';
import type { ListedEntry } from './listed-entry.ts';
import type { LoadedSource } from './loaded-source.ts';
import { mapInOrder } from './map-in-order.ts';
import { pathNotFound } from './path-not-found.ts';
import { createPdfReader } from './pdf/pdf-reader.ts';
import { pdfDefaults, readPdfSegments } from './pdf/read-pdf-segments.ts';
import { createEntryReader, type EntryRead } from './read-entry.ts';
import { reachesInto, type SelectedEntries, selectEntries } from './select-entries.ts';
import { leaveOutNoise } from './tell-noise.ts';

export interface LoadRepositoryOptions {
  /**
   * Goes before every path, as `name/path`, to tell several repositories apart.
   * @default none: paths are relative to the root
   */
  readonly name?: string;
  /**
   * The largest text file that is read, in bytes. What is larger is nearly always generated, and 1 MiB is already a quarter of
   * a window of a million tokens.
   * @default 1048576
   */
  readonly maxFileBytes?: number;
  /**
   * The largest PDF that is read, in bytes: most of a PDF is images and fonts, not text.
   * @default 67108864
   */
  readonly maxPdfBytes?: number;
  /**
   * Files and pages of PDFs that hold what looks like a key, a token or a password in an address: told as skipped with the rule
   * and the line, or read like anything else. Files whose name says that they hold credentials stay out either way.
   * @default 'leave-out'
   */
  readonly secrets?: 'leave-out' | 'read';
  /**
   * Lock files, generated and minified code, installed and vendored packages, snapshots and data dumps: told as skipped with
   * their size, or read like anything else.
   * @default 'leave-out'
   */
  readonly noise?: 'leave-out' | 'read';
  /**
   * Globs, as lines of a `.gitignore` at the root, of files to read although they are noise or a `.quireignore` leaves them
   * out. Everything else is read as ever.
   * @default none
   */
  readonly include?: readonly string[];
  /**
   * Globs, as lines of a `.gitignore` at the root, of files to leave out. It wins over `include`.
   * @default none
   */
  readonly exclude?: readonly string[];
  /**
   * The longest that git may take for one answer. Over it the files are listed without git, or times of change stay unknown.
   * @default 10000
   */
  readonly gitTimeoutMs?: number;
  /**
   * The longest wait for one page of a PDF; then the rest of that PDF is told as skipped.
   * @default 60000
   */
  readonly timeoutMs?: number;
  /**
   * Keeps the times of change of the newest commit, which take longer to find than the files to read.
   * @default none: nothing is written
   */
  readonly cache?: CacheStore;
  readonly abortSignal?: AbortSignal;
}

/**
 * Loads every text file and PDF of a folder, sorted by path: a segment a file, a segment a page. In a git work tree git decides
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
  const path = toPath(root);
  const list = async () => {
    const { gitTimeoutMs: timeoutMs = defaultGitTimeoutMs, abortSignal } = options;
    const { include = [], exclude = [], noise = 'leave-out' } = options;
    throwIfAborted(abortSignal);
    const folder = await openFolder(path);
    const enters = (name: string) => noise === 'read' || reachesInto(include, name);
    const listing = await listFiles(folder, toSource(path), { timeoutMs, abortSignal, enters });
    const selection = { include, exclude, noise };
    return { ...listing, root: folder, ...(await selectEntries(folder, listing.entries, selection)) };
  };
  let described: { readonly listing: OpenedListing; readonly at: number } | undefined;
  return {
    async *[Symbol.asyncIterator]() {
      // What was described a moment ago is read as described: listing a large folder twice takes its time.
      const fresh = described !== undefined && performance.now() - described.at < 10_000;
      const listing = fresh && described !== undefined ? described.listing : await list();
      described = undefined;
      yield* readListing(listing, options);
    },
    async describe() {
      const listing = await list();
      described = { listing, at: performance.now() };
      return { notices: listing.notices };
    },
  };
}

type OpenedListing = Listing & SelectedEntries & { readonly root: string };

const defaultGitTimeoutMs = 10_000;
/**
 * Ahead of the consumer, because the first segment waits for git's history where it is not kept. What is promised (storage that
 * is slow, encodings that have to be guessed) runs sixteen at once.
 */
const readAhead = {
  concurrency: 16,
  maxWaiting: 32 * 1024 * 1024,
  sizeOf: ({ found }: { readonly found: EntryRead }) =>
    found.type === 'item' && found.item.type === 'text' ? found.item.text.length : 0,
};

async function* readListing(
  { root, entries, history, isIncluded }: OpenedListing,
  {
    name,
    maxFileBytes = 1024 * 1024,
    maxPdfBytes = 64 * 1024 * 1024,
    gitTimeoutMs = defaultGitTimeoutMs,
    timeoutMs = pdfDefaults.timeoutMs,
    secrets = 'leave-out',
    noise = 'leave-out',
    cache,
    abortSignal,
  }: LoadRepositoryOptions,
): AsyncGenerator<SourceItem> {
  const leaving = new AbortController();
  const committed = entries.flatMap((entry) =>
    entry.type === 'file' && entry.committedId ? [entry.path] : [],
  );
  const changes = findKeptLastChanges(root, history === 'full' ? committed : [], {
    cache,
    timeoutMs: gitTimeoutMs,
    abortSignal: AbortSignal.any([leaving.signal, ...(abortSignal ? [abortSignal] : [])]),
  });
  const pdfs = createPdfReader();
  try {
    const { read, readPdf } = createEntryReader({ root, name, maxFileBytes, maxPdfBytes, secrets });
    const readEntry = (entry: ListedEntry) => {
      const found = read(entry);
      return found instanceof Promise ? found.then((late) => ({ entry, found: late })) : { entry, found };
    };
    const reads = mapInOrder(entries, readEntry, readAhead);
    for await (const { entry, found } of reads) {
      throwIfAborted(abortSignal);
      // A PDF is read only now, so that the PDFs of a folder are not all in memory at once.
      const result = found.type === 'pdf' ? await readPdf(found.file) : found;
      if (result.type === 'gone') continue;
      const time = entry.type === 'file' && result.committed ? (await changes).get(entry.path) : undefined;
      const dated = time === undefined ? {} : { changedAt: time };
      const raw =
        entry.type === 'file' && entry.rawPath !== undefined
          ? { sourceHex: rawSource(name, entry.rawPath) }
          : {};
      if (result.type === 'item') {
        const { item } = result;
        const isJudged = noise === 'leave-out' && entry.type === 'file' && !isIncluded(entry);
        yield { ...(isJudged ? leaveOutNoise(item, entry.path) : item), ...dated, ...raw };
      } else {
        const { bytes, source, version } = result;
        const address = { source, version, ...dated, ...raw };
        const pages = readPdfSegments(pdfs, bytes, address, { ...pdfDefaults, timeoutMs, abortSignal });
        yield* secrets === 'read' ? pages : leaveOutSecrets(pages);
      }
    }
  } finally {
    leaving.abort();
    await pdfs.close();
  }
}

function rawSource(name: string | undefined, rawPath: Buffer): string {
  return Buffer.concat([Buffer.from(name === undefined ? '' : `${name}/`), rawPath]).toString('hex');
}

/** The real path of a folder that the caller named; itself it may be a link. */
async function openFolder(path: string): Promise<string> {
  const stats = await stat(path).catch(async (error: unknown) => {
    throw await pathNotFound(path, error);
  });
  if (stats.isDirectory()) return realpath(path);
  const message = `"${path}" is not a folder. Load it with loadText, loadPdf or load.`;
  throw new QuireError('bad-input', { option: 'root', message });
}
