import { messageOf } from '../../errors.ts';
import type { Ledger, LedgerEntry } from '../../result.ts';
import type { RequestWatcher } from './record-attempts.ts';

/** Writes each request of a call into a ledger when it has ended, however it ended. */
export interface LedgerWatch {
  readonly watcher: RequestWatcher;
  /** Resolves when everything is written, with the reason when something could not be. */
  written(): Promise<string | undefined>;
}

/** A watch for one call. A ledger that cannot be written costs nobody an answer that was paid for. */
export function watchLedger(
  ledger: Ledger,
  { question, context, now }: Pick<LedgerEntry, 'question' | 'context'> & { readonly now: () => number },
): LedgerWatch {
  const writing: Promise<void>[] = [];
  let failure: string | undefined;
  return {
    watcher() {
      const at = new Date(now()).toISOString();
      return (attempt) => {
        if (attempt === undefined) return;
        const entry = { at, question, context, ...attempt };
        const write = async () => ledger.append(entry);
        writing.push(
          write().catch((error: unknown) => {
            failure = messageOf(error);
          }),
        );
      };
    },
    async written() {
      await Promise.all(writing);
      return failure;
    },
  };
}
