import { untilAborted } from '../../../errors.ts';
import type { ScannedPages } from '../scan/scanned-pages.ts';
import type { PdfEvent, PdfRequest } from './pdf-events.ts';
import type { PassedLimit, PdfLimits } from './pdf-limits.ts';
import type { ReaderThread } from './reader-thread.ts';
import type { ThreadPool } from './thread-pool.ts';

export interface ReadPdfOptions extends Required<PdfLimits> {
  readonly password?: string;
  readonly scannedPages?: ScannedPages | undefined;
  /** Pages that are drawn whatever they show. */
  readonly drawnPages?: readonly number[] | undefined;
  readonly abortSignal?: AbortSignal;
}

/** A thread with one document in it. */
export interface DocumentThread {
  readonly isIsolated: boolean;
  /** Opens the document: `opened`, `failed` or `stopped`. After a stop it does so in a new thread. */
  open(): Promise<PdfEvent>;
  /**
   * Whether what was read before may have used up the memory for which the thread was stopped, earlier pages or another document:
   * then it is fair to ask once more in a new thread. To be asked before `open()`.
   */
  isForEarlier(event: PdfEvent): boolean;
  ask(request: PdfRequest): void;
  /** The next event, within the page's and the document's deadline. Rejects with the signal's reason. */
  next(): Promise<PdfEvent>;
  /** Gives the thread back: closed, or stopped when it is still busy. */
  end(): Promise<void>;
}

/** Puts a document into a borrowed thread. `endsAt` is the document's deadline, on the clock of `performance.now()`. */
export function createDocumentThread(
  borrowed: ReaderThread,
  bytes: Uint8Array<ArrayBuffer>,
  { options, endsAt, pool }: { options: ReadPdfOptions; endsAt: number; pool: ThreadPool },
): DocumentThread {
  const {
    password,
    scannedPages = 'skip',
    drawnPages = [],
    maxPageCharacters,
    timeoutMs,
    documentTimeoutMs,
    abortSignal,
  } = options;
  let thread = borrowed;
  /** Answers that are still to come: with none the thread can be used again. */
  let pending = 0;
  let isFresh = !borrowed.hasServed();

  const wait = async (limit: PassedLimit, waitMs: number) => {
    const event = await untilAborted(thread.next(limit, waitMs), abortSignal);
    pending--;
    if (event.type === 'page') isFresh = false;
    return event;
  };
  const next = () => {
    const restMs = endsAt - performance.now();
    return restMs < timeoutMs
      ? wait({ name: 'documentTimeoutMs', value: documentTimeoutMs }, restMs)
      : wait({ name: 'timeoutMs', value: timeoutMs }, timeoutMs);
  };
  const ask = (request: PdfRequest) => {
    pending += request.type === 'pages' ? request.to - request.from + 1 : 1;
    thread.ask(request);
  };
  const openOnce = async () => {
    if (thread.hasEnded()) {
      thread = await pool.replace(thread);
      pending = 0;
      isFresh = !thread.hasServed();
    }
    // On a busy machine a thread takes seconds to start: the page's deadline begins behind that.
    ask({ type: 'prepare' });
    const ready = await wait(
      { name: 'documentTimeoutMs', value: documentTimeoutMs },
      endsAt - performance.now(),
    );
    if (ready.type === 'stopped') return ready;
    ask({ type: 'open', bytes, password, maxPageCharacters, scannedPages, drawnPages });
    return next();
  };
  const isForEarlier = (event: PdfEvent) =>
    event.type === 'stopped' && event.limit?.name === 'maxMemoryBytes' && !isFresh;
  return {
    isIsolated: thread.isIsolated,
    ask,
    next,
    isForEarlier,
    async open() {
      const opened = await openOnce();
      return isForEarlier(opened) ? openOnce() : opened;
    },
    async end() {
      if (pending > 0 || thread.hasEnded()) return pool.giveBack(thread, 'busy');
      thread.ask({ type: 'close' });
      // Waited for: whoever reads the next document at once would not find this thread free and start another.
      const { type } = await thread.next({ name: 'timeoutMs', value: closeMs }, closeMs);
      pool.giveBack(thread, type === 'closed' ? 'clean' : 'busy');
    },
  };
}

/** It takes some milliseconds. */
const closeMs = 500;
