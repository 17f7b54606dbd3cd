import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { StringDecoder } from 'node:string_decoder';
import { type GitOptions, streamGit } from './git.ts';

/** Whose history is read. */
export interface HistoryOptions extends GitOptions {
  /** @default 'HEAD' */
  readonly commit?: string;
  /** git's own options that name the repository, where the root does not. */
  readonly where?: readonly string[];
}

/**
 * The commit time of each path's newest change, in seconds since 1970, from one pass over the first-parent history that stops
 * when every path was seen (asking per file takes about 300 times as long). A change that came by a merge has the time of the
 * merge. All or nothing: when git fails or the time is over, the map is empty, because half the times would depend on the
 * machine's speed.
 */
export async function findLastChanges(
  root: string,
  paths: Iterable<string>,
  { commit = 'HEAD', where = [], ...options }: HistoryOptions,
): Promise<ReadonlyMap<string, number>> {
  const wanted = new Set(paths);
  const times = new Map<string, number>();
  if (wanted.size === 0) return times;

  const decoder = new StringDecoder('utf8');
  let rest = '';
  let time = 0;
  let first = false;
  const onOutput = (chunk: Buffer): 'enough' | undefined => {
    const parts = (rest + decoder.write(chunk)).split('\0');
    rest = parts.pop() ?? '';
    for (const part of parts) {
      if (part.startsWith('\x01')) {
        time = Number(part.slice(1));
        first = true;
        continue;
      }
      // A commit's first path comes after a line feed.
      const path = first ? part.slice(1) : part;
      first = false;
      if (wanted.delete(path)) times.set(path, time);
    }
    return wanted.size === 0 ? 'enough' : undefined;
  };
  try {
    const end = await streamGit(root, [...where, ...logArguments(commit), ...limitTo(root)], {
      ...options,
      onOutput,
    });
    return end.type === 'finished' && end.exitCode === 0 ? times : new Map();
  } catch {
    // Aborted. Whoever aborted knows.
    return new Map();
  }
}

const logArguments = (commit: string) => [
  ...['log', '--no-show-signature', '--no-ext-diff', '--no-textconv', '--no-color', '--no-renames'],
  // Without first-parent a file that only merges touched is never seen: 102 of 4,847 in git's own repository.
  ...['--first-parent', '--diff-merges=first-parent'],
  ...['--format=%x01%ct', '--name-only', '-z', '--relative', commit, '--'],
];

/**
 * At the top of a work tree everything is in the folder, and not to say so saves a quarter of the time (0.86 s for 1.15 s over 18,651
 * commits); below it, to say so saves git from comparing the folders beside. The names are the same either way.
 */
function limitTo(root: string): readonly string[] {
  return existsSync(join(root, '.git')) ? [] : ['.'];
}
