import { QuireError } from '../../errors.ts';
import { type GitOptions, type GitResult, runGit } from '../git/git.ts';
import { gitRecords } from './git-records.ts';
import { type ListedEntry, sortEntries } from './listed-entry.ts';
import { nestedRepository } from './told-entries.ts';

/** What a commit holds, as `listFiles` gives it of a folder. */
export interface CommitListing {
  readonly commit: string;
  readonly entries: readonly ListedEntry[];
  readonly history: 'full' | 'shallow';
}

/**
 * Lists the files of a commit below `root`, a folder of a work tree or a repository that `where` (git's own options) names.
 * Throws QuireError `bad-input` when `ref` names no commit or there is no repository.
 */
export async function listCommitFiles(
  root: string,
  { ref, where = [], ...options }: GitOptions & { readonly ref: string; readonly where?: readonly string[] },
): Promise<CommitListing> {
  const run = (...args: string[]) => runGit(root, [...where, ...args], options);
  const resolved = await run('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`);
  if (resolved.type !== 'finished' || resolved.exitCode !== 0) throw noCommit(ref, resolved);
  const commit = resolved.stdout.toString().trim();
  const [tree, shallow] = await Promise.all([
    run('ls-tree', '-r', '-l', '-z', commit),
    run('rev-parse', '--is-shallow-repository'),
  ]);
  if (tree.type !== 'finished' || tree.exitCode !== 0) throw noCommit(ref, tree);
  const isShallow = shallow.type === 'finished' && shallow.stdout.toString().startsWith('true');
  return {
    commit,
    entries: sortEntries(treeEntries(tree.stdout)),
    history: isShallow ? 'shallow' : 'full',
  };
}

/** `MODE TYPE ID SIZE\tPATH`. */
function* treeEntries(stdout: Buffer): Generator<ListedEntry> {
  for (const { head, name } of gitRecords(stdout, 'head-and-name')) {
    const [mode, , id = '', size] = head.split(/ +/);
    if (mode === '160000') yield nestedRepository(name.path, 'A submodule.');
    else if (mode === '120000')
      yield {
        type: 'skipped',
        source: name.path,
        reason: 'link',
        detail: 'A symbolic link; links are not followed.',
        ...(name.rawPath !== undefined && { sourceHex: name.rawPath.toString('hex') }),
      };
    else yield { type: 'file', ...name, tracked: true, committedId: id, blob: { id, bytes: Number(size) } };
  }
}

function noCommit(ref: string, result: GitResult): QuireError {
  const because =
    result.type === 'missing'
      ? 'git was not found.'
      : result.type === 'timeout'
        ? 'git did not answer in time.'
        : result.stderr.split('\n', 1)[0]?.replace(/^fatal: /, '') ||
          'There is no such commit, tag or branch.';
  return new QuireError('bad-input', { option: 'ref', message: `"${ref}" cannot be read. ${because}` });
}
