import type { PageFailure, PdfPage } from './pdf-events.ts';
import { describeLimit, type PassedLimit } from './pdf-limits.ts';

/** Pages that one thread reads before it asks again; both ends included. */
export interface Turn {
  readonly from: number;
  readonly to: number;
}

/** Why the rest of a document was not read. */
export interface StoppedReading {
  readonly limit?: PassedLimit;
  readonly message: string;
}

/** The pages of a document that are still to be read, and those that were. */
export interface PageQueue {
  /** The next pages, `undefined` when there are none or reading was stopped. */
  take(): Turn | undefined;
  /** Pages that were taken and not read. */
  giveBack(turn: Turn): void;
  keep(page: PdfPage | PageFailure): void;
  stop(why: StoppedReading): void;
  /** Resolves when every page was kept or reading was stopped. */
  readonly done: Promise<void>;
  /** In the order of the document. */
  pages(): readonly (PdfPage | PageFailure)[];
  stopped(): StoppedReading | undefined;
}

export function createPageQueue(lastPage: number, maxCharacters: number): PageQueue {
  const kept = new Map<number, PdfPage | PageFailure>();
  const returned: Turn[] = [];
  const { promise: done, resolve: finish } = Promise.withResolvers<void>();
  let next = 1;
  let characters = 0;
  let stopped: StoppedReading | undefined;

  const stop = (why: StoppedReading) => {
    stopped ??= why;
    finish();
  };
  return {
    done,
    stop,
    stopped: () => stopped,
    pages: () => [...kept.values()].sort((a, b) => a.page - b.page),
    take() {
      if (stopped !== undefined) return undefined;
      const again = returned.pop();
      if (again !== undefined) return again;
      if (next > lastPage) return undefined;
      const from = next;
      next += pagesPerTurn;
      return { from, to: Math.min(next - 1, lastPage) };
    },
    giveBack(turn) {
      if (turn.from <= turn.to) returned.push(turn);
    },
    keep(page) {
      if (stopped !== undefined) return;
      kept.set(page.page, page);
      characters += page.type === 'page' ? page.characters : 0;
      const limit = { name: 'maxCharacters', value: maxCharacters } as const;
      if (characters > maxCharacters) stop({ limit, message: describeLimit(limit) });
      if (kept.size === lastPage) finish();
    },
  };
}

/**
 * Few enough that two threads end together; enough that the fonts that each turn looks at anew cost little (some 3 % of the
 * time). A turn is read alike in every thread.
 */
const pagesPerTurn = 32;
