import { type GitOptions, runGit } from '../git/git.ts';
import { gitRecords } from './git-records.ts';
import type { ListedFile } from './listed-entry.ts';

/** In what the index differs from the newest commit. */
export interface IndexChanges {
  /** The blob that the newest commit has at a path, where the index has `id`. */
  committedId(path: string, id: string): string | undefined;
  /** Files of the newest commit that the index no longer has. */
  readonly removed: readonly ListedFile[];
}

/**
 * Reads in what the index differs from the newest commit; `undefined` where there is none. With `--cached` git looks at no file of
 * the work tree, so no filter is run; and it passes over every folder whose tree the index knows, so it takes 10 ms where
 * listing the commit takes 130 (27,674 files).
 */
export async function readIndexChanges(root: string, options: GitOptions): Promise<IndexChanges | undefined> {
  const answer = await runGit(root, diffArguments, options);
  if (answer.type !== 'finished' || answer.exitCode !== 0) return undefined;
  const committed = new Map<string, string | undefined>();
  const removed: ListedFile[] = [];
  let head: string | undefined;
  // `:MODE MODE ID ID STATUS`, a NUL, the path, a NUL.
  for (const { name } of gitRecords(answer.stdout, 'name')) {
    if (head === undefined) {
      head = name.path;
      continue;
    }
    const [oldMode = '', , oldId = '', , status] = head.slice(1).split(' ');
    head = undefined;
    const isFile = oldMode.startsWith('100');
    committed.set(name.path, isFile ? oldId : undefined);
    if (status === 'D' && isFile) removed.push({ type: 'file', ...name, tracked: false, committedId: oldId });
  }
  return {
    committedId: (path, id) => (committed.has(path) ? committed.get(path) : id),
    removed,
  };
}

/** What a repository without a commit has committed: nothing. */
export const noCommit: IndexChanges = { committedId: () => undefined, removed: [] };

const diffArguments = [
  ...['diff-index', '--cached', '--raw', '--no-abbrev', '--no-renames', '--no-ext-diff', '--no-textconv'],
  ...['--relative', '-z', 'HEAD', '--', '.'],
];
