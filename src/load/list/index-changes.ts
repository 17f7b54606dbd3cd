import { type GitOptions, runGit } from '../git/git.ts';
import { gitRecords } from './git-records.ts';

/** In what the index differs from the newest commit. */
export interface IndexChanges {
  /** The blob that the newest commit has at a path, where the index has `id`. */
  committedId(path: string, id: string): string | undefined;
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
  let head: string | undefined;
  // `:MODE MODE ID ID STATUS`, a NUL, the path, a NUL.
  for (const { name } of gitRecords(answer.stdout, 'name')) {
    if (head === undefined) {
      head = name.path;
      continue;
    }
    const [oldMode = '', , oldId = ''] = head.slice(1).split(' ');
    head = undefined;
    committed.set(name.path, oldMode.startsWith('100') ? oldId : undefined);
  }
  return { committedId: (path, id) => (committed.has(path) ? committed.get(path) : id) };
}

/** What a repository without a commit has committed: nothing. */
export const noCommit: IndexChanges = { committedId: () => undefined };

const diffArguments = [
  ...['diff-index', '--cached', '--raw', '--no-abbrev', '--no-renames', '--no-ext-diff', '--no-textconv'],
  ...['--relative', '-z', 'HEAD', '--', '.'],
];
