import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { messageOf } from '../../../errors.ts';
import { findMemoryBytes } from './find-memory-bytes.ts';
import type { PdfEvent, PdfRequest } from './pdf-events.ts';
import { describeLimit, type PassedLimit } from './pdf-limits.ts';

/** A thread that reads PDFs, one after the other, seen from outside. */
export interface ReaderThread {
  /** Where the worker's file cannot be found it is the caller's own thread, and nothing can stop it. */
  readonly isIsolated: boolean;
  readonly maxMemoryBytes: number;
  ask(request: PdfRequest): void;
  /** The next event; `stopped` when the thread has died, or when nothing comes for `waitMs`, which is named as `limit`. */
  next(limit: PassedLimit, waitMs: number): Promise<PdfEvent>;
  hasEnded(): boolean;
  /** Whether it has read other documents before: some of what they took is still in its memory. */
  hasServed(): boolean;
  /** Lets the process end while the thread has nothing to do. */
  rest(): void;
  stop(): Promise<void>;
}

/** Starts a thread that is stopped when its heap and buffers grow over `maxMemoryBytes`. */
export function startReaderThread(maxMemoryBytes: number): ReaderThread {
  const worker = startWorker(maxMemoryBytes);
  const inbox = createInbox();
  const outOfMemory = stoppedAt({ name: 'maxMemoryBytes', value: maxMemoryBytes });
  // For the worker's whole life: an `error` that nobody listens to would end the caller's process.
  worker.on('message', inbox.push);
  worker.on('messageerror', (error: Error) => inbox.end(crash(error)));
  worker.on('error', (error: Error) =>
    inbox.end('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? outOfMemory : crash(error)),
  );
  worker.on('exit', () => inbox.end({ type: 'stopped', message: 'The reader ended unexpectedly.' }));
  const watch = setInterval(async () => {
    if ((await findMemoryBytes(worker)) > maxMemoryBytes) inbox.end(outOfMemory);
  }, memoryPollMs);
  // What is being read keeps the process alive, not the watch over it.
  watch.unref();
  let hasServed = false;

  return {
    isIsolated: true,
    maxMemoryBytes,
    ask(request) {
      hasServed ||= request.type === 'close';
      worker.ref();
      worker.postMessage(request);
    },
    next: inbox.next,
    hasEnded: inbox.hasEnded,
    hasServed: () => hasServed,
    rest: () => worker.unref(),
    async stop() {
      clearInterval(watch);
      inbox.end({ type: 'stopped', message: 'The reader was stopped.' });
      await worker.terminate();
    },
  };
}

/** The same in the caller's thread: for bundled applications, whose bundle does not hold the worker's file. */
export function startLocalReader(maxMemoryBytes: number): ReaderThread {
  const inbox = createInbox();
  const server = import('./document-server.ts').then(({ createDocumentServer }) =>
    createDocumentServer(inbox.push),
  );
  server.catch((error: unknown) => inbox.end(crash(error)));
  const ask = (request: PdfRequest) => void server.then((serve) => serve(request)).catch(() => {});
  return {
    isIsolated: false,
    maxMemoryBytes,
    ask,
    next: inbox.next,
    hasEnded: inbox.hasEnded,
    hasServed: () => false,
    rest: () => {},
    async stop() {
      inbox.end({ type: 'stopped', message: 'The reader was stopped.' });
      ask({ type: 'close' });
    },
  };
}

/** Whether the worker's file is where it belongs: in the sources, the built package and an installed one it is. */
export function canStartThread(): boolean {
  try {
    return existsSync(fileURLToPath(workerFile()));
  } catch {
    return false;
  }
}

/** A poll takes under 1 ms; a bomb was seen to take 100 MB in 200 ms. */
const memoryPollMs = 100;

function workerFile(): URL {
  // The ending is that of this file: `.ts` in the sources, `.js` when built (tsc rewrites imports but not this).
  return new URL(`./read-pdf-worker${import.meta.url.slice(-3)}`, import.meta.url);
}

function startWorker(maxMemoryBytes: number): Worker {
  const worker = new Worker(workerFile(), {
    // Not the caller's flags: `--input-type`, for one, would stop the worker from starting.
    execArgv: [],
    // pdf.js prints warnings, some of them before it can be told not to.
    stdout: true,
    stderr: true,
    resourceLimits: {
      maxOldGenerationSizeMb: Math.ceil(maxMemoryBytes / 1024 ** 2),
      // 2,400 pages in two threads took 613 MiB without it, 430 with it, in the same time.
      maxYoungGenerationSizeMb: 8,
    },
  });
  worker.stdout.resume();
  worker.stderr.resume();
  return worker;
}

interface Inbox {
  push(event: PdfEvent): void;
  /** The last event: what comes later is of no interest. */
  end(event: Extract<PdfEvent, { type: 'stopped' }>): void;
  next(limit: PassedLimit, waitMs: number): Promise<PdfEvent>;
  hasEnded(): boolean;
}

function createInbox(): Inbox {
  const events: PdfEvent[] = [];
  let last: PdfEvent | undefined;
  let arrived = () => {};
  const end: Inbox['end'] = (event) => {
    last ??= event;
    arrived();
  };
  return {
    push(event) {
      if (event.type === 'stopped') return end(event);
      if (last === undefined) events.push(event);
      arrived();
    },
    end,
    hasEnded: () => last !== undefined,
    async next(limit, waitMs) {
      const ready = events.shift() ?? last;
      if (ready !== undefined) return ready;
      const { promise, resolve } = Promise.withResolvers<void>();
      arrived = resolve;
      const deadline = setTimeout(
        // A caller that was busy itself meets the clock before the messages that came meanwhile: those first.
        () => setImmediate(resolve),
        Math.max(0, waitMs),
      );
      await promise;
      clearTimeout(deadline);
      const event = events.shift() ?? last;
      if (event !== undefined) return event;
      end(stoppedAt(limit));
      return stoppedAt(limit);
    },
  };
}

function stoppedAt(limit: PassedLimit): Extract<PdfEvent, { type: 'stopped' }> {
  return { type: 'stopped', limit, message: describeLimit(limit) };
}

function crash(error: unknown): Extract<PdfEvent, { type: 'stopped' }> {
  return { type: 'stopped', message: `The reader failed: ${messageOf(error)}` };
}
