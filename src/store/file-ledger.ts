import { appendFile, mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Ledger, LedgerEntry } from '../result.ts';

/**
 * Keeps a ledger in a file, a line of JSON for each request that was sent, for any number of processes at once. The file is made
 * when something is first written, for this user alone (mode 0600). It holds questions and costs, and no document and no key.
 *
 * @example
 * const ledger = fileLedger('quire-ledger.jsonl');
 * await answerQuestion({ context, question, ledger });
 * console.log((await summarizeLedger(ledger.read())).total.cost);
 */
export function fileLedger(path: string | URL): Ledger {
  const file = path instanceof URL ? fileURLToPath(path) : path;
  let last: Promise<void> = Promise.resolve();
  const append = async (entry: LedgerEntry) => {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    // One write at the end of the file: what another process appends at the same time stands before or behind it.
    await appendFile(file, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
  };
  return {
    append(entry) {
      const written = last.then(() => append(entry));
      last = written.catch(() => undefined);
      return written;
    },
    async *read() {
      const opened = await open(file).catch((error: unknown) => {
        if (isMissing(error)) return undefined;
        throw error;
      });
      if (opened === undefined) return;
      try {
        for await (const line of opened.readLines({ encoding: 'utf8', autoClose: false })) {
          const entry = parse(line);
          if (entry !== undefined) yield entry;
        }
      } finally {
        await opened.close();
      }
    },
  };
}

/** A line that a full disk cut off is no entry. */
function parse(line: string): LedgerEntry | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isEntry(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isEntry(value: unknown): value is LedgerEntry {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['at', 'question', 'context', 'model', 'provider'].every(
      (name) => typeof Reflect.get(value, name) === 'string',
    )
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
