import type { PdfEvent } from './pdf-events.ts';
import { type ReaderThread, startReaderThread } from './reader-thread.ts';

export interface ReadPdfOptions {
  readonly password?: string;
  /** Pages after this one are not read. */
  readonly maxPages: number;
  /** The longest wait for the next page. */
  readonly timeoutMs: number;
  readonly abortSignal?: AbortSignal;
}

/** Reads PDFs one after the other in a worker thread that is started when it is first needed. Close it when done. */
export interface PdfReader {
  /** `bytes` are handed over to the thread: they are empty afterwards. */
  read(bytes: Uint8Array<ArrayBuffer>, options: ReadPdfOptions): AsyncGenerator<PdfEvent>;
  close(): Promise<void>;
}

/**
 * A reader that no PDF can hang or exhaust: its thread is terminated when nothing comes for `timeoutMs` or memory passes
 * 1 GiB, and the next document is read in a new one.
 */
export function createPdfReader(): PdfReader {
  let thread: ReaderThread | undefined;
  let served = 0;
  const close = async () => {
    const closing = thread;
    thread = undefined;
    served = 0;
    await closing?.stop();
  };
  return {
    async *read(bytes, { password, maxPages, timeoutMs, abortSignal }) {
      if (served >= documentsPerThread || thread?.ended()) await close();
      thread ??= startReaderThread();
      served++;
      const { ask, next } = thread;
      let finished = false;
      try {
        ask({ type: 'open', bytes, password, maxPages });
        ask({ type: 'more', pages: pagesAhead });
        while (true) {
          const event = await next({ timeoutMs, abortSignal });
          finished = event.type === 'done' || event.type === 'failed';
          yield event;
          if (finished || event.type === 'stopped') return;
          if (event.type !== 'opened') ask({ type: 'more', pages: 1 });
        }
      } finally {
        // Stopped, or left in the middle by the consumer: the thread may be busy for ever.
        if (!finished) await close();
      }
    },
    close,
  };
}

const pagesAhead = 16;
/** What a document leaves behind in a thread goes with the thread. */
const documentsPerThread = 50;
