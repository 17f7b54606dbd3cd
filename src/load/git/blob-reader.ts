import type { FileRead } from '../read/read-file.ts';
import { startGit } from './git.ts';

/** Reads blobs out of a repository, without a checkout, so that no filter can run. */
export interface BlobReader {
  /** `bytes` is the size that the tree names. */
  read(blob: { readonly id: string; readonly bytes: number }, maxBytes: number): Promise<FileRead>;
  close(): void;
}

/** One `git cat-file --batch` for all blobs; it is started with the first. `where` are git's own options that name the repository. */
export function createBlobReader(
  root: string,
  where: readonly string[],
  abortSignal?: AbortSignal,
): BlobReader {
  const waiting: ((read: FileRead) => void)[] = [];
  let running: ReturnType<typeof startGit> | undefined;
  let closed = false;
  let chunks: Buffer[] = [];
  let length = 0;

  const end = () => {
    for (const settle of waiting.splice(0)) settle(missing);
    running = undefined;
  };
  const start = () => {
    const child = startGit(root, [...where, 'cat-file', '--batch'], abortSignal);
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      takeAnswers();
    });
    child.stdin.on('error', () => undefined);
    child.on('error', end);
    child.on('close', end);
    return child;
  };
  /** `ID blob SIZE`, a line break, the bytes, a line break; or `ID missing` and a line break. */
  const takeAnswers = () => {
    while (length > 0) {
      const [first = Buffer.alloc(0)] = chunks;
      const line = first.indexOf(10);
      if (line === -1) {
        if (chunks.length === 1) return;
        chunks = [Buffer.concat(chunks)];
        continue;
      }
      const [, type, size] = first.toString('latin1', 0, line).split(' ');
      const bytes = type === 'blob' ? Number(size) : 0;
      const answer = type === 'blob' ? line + 1 + bytes + 1 : line + 1;
      if (length < answer) return;
      const all = chunks.length === 1 ? first : Buffer.concat(chunks);
      chunks = answer < all.length ? [all.subarray(answer)] : [];
      length = all.length - answer;
      // A copy of its own: the bytes may go to a worker.
      const own = Uint8Array.from(all.subarray(line + 1, line + 1 + bytes));
      waiting.shift()?.(type === 'blob' ? { type: 'bytes', bytes: own } : missing);
    }
  };

  return {
    read({ id, bytes }, maxBytes) {
      if (bytes > maxBytes) {
        const detail = `${bytes} bytes, over the limit of ${maxBytes}.`;
        return Promise.resolve({ type: 'refused', reason: 'too-large', detail, bytes });
      }
      return new Promise((resolve) => {
        if (closed) return resolve(missing);
        running ??= start();
        waiting.push(resolve);
        running.stdin.write(`${id}\n`);
      });
    },
    close() {
      closed = true;
      running?.kill('SIGKILL');
      end();
    },
  };
}

const missing = {
  type: 'refused',
  reason: 'unreadable',
  detail: 'Its content is not in this clone, or git ended.',
} as const;
