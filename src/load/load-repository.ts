import { realpath, stat } from 'node:fs/promises';
import type { CacheStore } from '../cache-store.ts';
import { QuireError } from '../errors.ts';
import type { SourceItem } from '../segment.ts';
import { throwIfAborted } from './abort.ts';
import { toPath, toSource } from './input.ts';
import { findKeptLastChanges } from './kept-last-changes.ts';
import { listFiles } from './list-files.ts';
import type { LoadedSource } from './loaded-source.ts';
import { mapInOrder } from './map-in-order.ts';
import { pathNotFound } from './path-not-found.ts';
import { createPdfReader } from './pdf/pdf-reader.ts';
import { pdfDefaults, readPdfSegments } from './pdf/read-pdf-segments.ts';
import { createEntryReader, type EntryRead } from './read-entry.ts';

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
 * the repository configures is run. What is not read is told: credentials, links, binary and large files, other repositories.
 *
 * `source` is the path relative to the root, so that a clone elsewhere gives the same segments; `version` is the git blob id of
 * the content as read. Throws QuireError when it is read: `path-not-found`, `bad-input` when the root is not a folder.
 *
 * @example loadRepository('.')
 */
export function loadRepository(root: string | URL, options: LoadRepositoryOptions = {}): LoadedSource {
  const path = toPath(root);
  return {
    [Symbol.asyncIterator]: () => readRepository(path, options),
    async describe() {
      const { gitTimeoutMs: timeoutMs = defaultGitTimeoutMs, abortSignal } = options;
      const { notices } = await listFiles(await openFolder(path), toSource(path), { timeoutMs, abortSignal });
      return { notices };
    },
  };
}

const defaultGitTimeoutMs = 10_000;
/**
 * Sixteen files at once, because most of the time is spent waiting for the file system; ahead of the consumer, because the first
 * segment waits for git's history: 5,457 files take 1.0 s so and 1.6 s without (1.5 and 1.7 s where git has no core to itself).
 */
const readAhead = {
  concurrency: 16,
  maxWaiting: 32 * 1024 * 1024,
  sizeOf: ({ found }: { readonly found: EntryRead }) =>
    found.type === 'item' && found.item.type === 'text' ? found.item.text.length : 0,
};

async function* readRepository(
  path: string,
  {
    name,
    maxFileBytes = 1024 * 1024,
    maxPdfBytes = 64 * 1024 * 1024,
    gitTimeoutMs = defaultGitTimeoutMs,
    timeoutMs = pdfDefaults.timeoutMs,
    cache,
    abortSignal,
  }: LoadRepositoryOptions,
): AsyncGenerator<SourceItem> {
  throwIfAborted(abortSignal);
  const root = await openFolder(path);
  const { entries, history } = await listFiles(root, toSource(path), {
    timeoutMs: gitTimeoutMs,
    abortSignal,
  });

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
    const { read, readPdf } = createEntryReader({ root, name, maxFileBytes, maxPdfBytes });
    const reads = mapInOrder(entries, async (entry) => ({ entry, found: await read(entry) }), readAhead);
    for await (const { entry, found } of reads) {
      throwIfAborted(abortSignal);
      // A PDF is read only now, so that the PDFs of a folder are not all in memory at once.
      const result = found.type === 'pdf' ? await readPdf(found.file) : found;
      if (result.type === 'gone') continue;
      const time = entry.type === 'file' && result.committed ? (await changes).get(entry.path) : undefined;
      const dated = time === undefined ? {} : { changedAt: time };
      if (result.type === 'item') yield { ...result.item, ...dated };
      else {
        const { bytes, source, version } = result;
        yield* readPdfSegments(
          pdfs,
          bytes,
          { source, version, ...dated },
          { ...pdfDefaults, timeoutMs, abortSignal },
        );
      }
    }
  } finally {
    leaving.abort();
    await pdfs.close();
  }
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
