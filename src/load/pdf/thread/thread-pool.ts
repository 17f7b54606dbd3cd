import { availableParallelism } from 'node:os';
import { untilAborted } from '../../../errors.ts';
import { findPdfjsFolder } from '../find-pdfjs-folder.ts';
import { canStartThread, type ReaderThread, startLocalReader, startReaderThread } from './reader-thread.ts';

/** The threads that read PDFs for the whole process. */
export interface ThreadPool {
  /** Waits until a thread is free. Rejects with the signal's reason. */
  borrow(maxMemoryBytes: number, abortSignal: AbortSignal | undefined): Promise<ReaderThread>;
  /** A thread that is free now and that nobody waits for. */
  borrowSpare(maxMemoryBytes: number): ReaderThread | undefined;
  /** A new thread in the place of one that is stopped or busy with what nobody wants any more. */
  replace(thread: ReaderThread): Promise<ReaderThread>;
  /** Takes a thread back: one that has nothing open is used again, any other is stopped. */
  giveBack(thread: ReaderThread, state: 'clean' | 'busy'): void;
}

export function createThreadPool(size: number): ThreadPool {
  const idle: { readonly thread: ReaderThread; readonly timer: NodeJS.Timeout }[] = [];
  const served = new WeakMap<ReaderThread, number>();
  const waiting: (() => void)[] = [];
  /** Those that are borrowed and those that are being stopped: a stopped one keeps its memory for a moment. */
  let taken = 0;

  const take = (maxMemoryBytes: number): ReaderThread => {
    const index = idle.findIndex(({ thread }) => fits(thread, maxMemoryBytes));
    const [found] = index === -1 ? [] : idle.splice(index, 1);
    clearTimeout(found?.timer);
    const thread = found?.thread ?? start(maxMemoryBytes);
    served.set(thread, (served.get(thread) ?? 0) + 1);
    return thread;
  };
  const free = () => {
    taken--;
    waiting.shift()?.();
  };
  const stopIdle = (thread: ReaderThread) => {
    const index = idle.findIndex((each) => each.thread === thread);
    if (index !== -1) idle.splice(index, 1);
    void thread.stop();
  };

  return {
    async borrow(maxMemoryBytes, abortSignal) {
      if (taken >= size) {
        const { promise, resolve } = Promise.withResolvers<void>();
        waiting.push(resolve);
        try {
          await untilAborted(promise, abortSignal);
        } catch (error) {
          const place = waiting.indexOf(resolve);
          // Its turn came in the same moment: the next one's, then.
          if (place === -1) waiting.shift()?.();
          else waiting.splice(place, 1);
          throw error;
        }
      }
      taken++;
      return take(maxMemoryBytes);
    },
    borrowSpare(maxMemoryBytes) {
      if (taken >= size || waiting.length > 0) return undefined;
      taken++;
      return take(maxMemoryBytes);
    },
    async replace(thread) {
      await thread.stop();
      return take(thread.maxMemoryBytes);
    },
    giveBack(thread, state) {
      const isWorn = (served.get(thread) ?? 0) >= documentsPerThread;
      if (state === 'busy' || isWorn || thread.hasEnded()) {
        void thread.stop().finally(free);
        return;
      }
      thread.rest();
      const timer = setTimeout(stopIdle, idleMs, thread).unref();
      idle.push({ thread, timer });
      free();
    },
  };
}

/** One for the whole process: two callers at once share the cores. */
export const threadPool: ThreadPool = createThreadPool(Math.min(availableParallelism(), 8));

/** What a document leaves behind in a thread goes with the thread. */
const documentsPerThread = 50;
/** A thread takes 0.3 s to start and holds some 80 MB. */
const idleMs = 1_000;

function fits(thread: ReaderThread, maxMemoryBytes: number): boolean {
  return thread.maxMemoryBytes === maxMemoryBytes && !thread.hasEnded();
}

let hasWarned = false;

function start(maxMemoryBytes: number): ReaderThread {
  if (canStartThread()) return startReaderThread(maxMemoryBytes);
  if (!hasWarned) {
    const lost =
      findPdfjsFolder() === undefined
        ? ' Nor is pdfjs-dist found: text is lost whose fonts need its CMaps (Chinese, Japanese, Korean) or its standard fonts.'
        : '';
    process.emitWarning(
      `PDFs are read in the calling thread: the file of the worker is not where quire-qa is. A hostile PDF can block the process.${lost} Keep quire-qa out of the bundle (Next.js: \`serverExternalPackages: ["quire-qa"]\`).`,
      { code: 'QUIRE_PDF_NOT_ISOLATED' },
    );
  }
  hasWarned = true;
  return startLocalReader(maxMemoryBytes);
}
