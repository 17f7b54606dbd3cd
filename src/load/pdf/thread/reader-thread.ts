import { Worker } from 'node:worker_threads';
import { abortedError } from '../../abort.ts';
import type { PdfEvent, PdfRequest } from './pdf-events.ts';

/** A worker thread that reads PDFs, seen from outside. */
export interface ReaderThread {
  ask(request: PdfRequest): void;
  /**
   * The next event. After `timeoutMs` of waiting, over 1 GiB of memory, or when the thread dies, it is `stopped`. The clock and
   * the memory watch run only while someone waits: a slow consumer is no fault of the document.
   */
  next(options: { readonly timeoutMs: number; readonly abortSignal?: AbortSignal }): Promise<PdfEvent>;
  ended(): boolean;
  stop(): Promise<void>;
}

export function startReaderThread(): ReaderThread {
  const worker = startWorker();
  const queue: PdfEvent[] = [];
  let deliver: ((event: PdfEvent) => void) | undefined;
  let ended = false;
  const push = (event: PdfEvent) => (deliver ? deliver(event) : queue.push(event));
  const end = (event: PdfEvent) => {
    if (!ended) push(event);
    ended = true;
  };
  // For the worker's whole life: an `error` that nobody listens to would end the caller's process.
  worker.on('message', push);
  worker.on('messageerror', (error: Error) => end(crash(error)));
  worker.on('error', (error: Error) => end(crash(error)));
  worker.on('exit', () => end({ type: 'stopped', message: 'The reader ended unexpectedly.' }));

  return {
    ask: (request) => worker.postMessage(request, request.type === 'open' ? [request.bytes.buffer] : []),
    next: ({ timeoutMs, abortSignal }) =>
      new Promise<PdfEvent>((resolve, reject) => {
        const settle = () => {
          deliver = undefined;
          clearTimeout(deadline);
          clearInterval(watch);
          abortSignal?.removeEventListener('abort', abort);
        };
        const abort = () => {
          settle();
          reject(abortedError(abortSignal));
        };
        const deadline = setTimeout(
          () => end({ type: 'stopped', message: `Nothing came for ${timeoutMs / 1000} s.` }),
          timeoutMs,
        );
        const watch = setInterval(async () => {
          if ((await findMemoryBytes(worker)) > maxMemoryBytes) end(outOfMemory);
        }, memoryPollMs);
        deliver = (event) => {
          settle();
          resolve(event);
        };
        abortSignal?.addEventListener('abort', abort);
        const waiting = queue.shift();
        if (abortSignal?.aborted) abort();
        else if (waiting) deliver(waiting);
      }),
    ended: () => ended,
    async stop() {
      ended = true;
      await worker.terminate();
    },
  };
}

/** 2,415 pages of a reference manual need 385 MiB in all. */
const maxMemoryBytes = 1024 ** 3;
/** A poll takes under 1 ms; a bomb was seen to take 100 MB in this time. */
const memoryPollMs = 200;

function startWorker(): Worker {
  // The ending is that of this file: `.ts` in the sources, `.js` when built (tsc rewrites imports but not this).
  const file = new URL(`./read-pdf-worker${import.meta.url.slice(-3)}`, import.meta.url);
  const worker = new Worker(file, {
    // Not the caller's flags: `--input-type`, for one, would stop the worker from starting.
    execArgv: [],
    // pdf.js prints warnings, some of them before it can be told not to.
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: maxMemoryBytes / 1024 ** 2 },
  });
  worker.stdout.resume();
  worker.stderr.resume();
  return worker;
}

const outOfMemory: PdfEvent = {
  type: 'stopped',
  message: `It needs more than ${maxMemoryBytes / 1024 ** 2} MiB of memory.`,
};

function crash(error: Error): PdfEvent {
  if ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') return outOfMemory;
  return { type: 'stopped', message: `The reader failed: ${error.message}` };
}

/** Heap and buffers: the worker's own limit bounds the heap alone, and most of a bomb is buffers. */
async function findMemoryBytes(worker: Worker): Promise<number> {
  // Older versions of Node 22 do not have it; there the heap limit is all.
  if (typeof worker.getHeapStatistics !== 'function') return 0;
  try {
    const { used_heap_size, external_memory } = await worker.getHeapStatistics();
    return used_heap_size + external_memory;
  } catch {
    return 0;
  }
}
