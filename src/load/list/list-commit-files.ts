import { QuireError } from '../../errors.ts';
import { type GitOptions, type GitResult, runGit } from '../git/git.ts';
import { byteString, type EntryName } from './entry-name.ts';
import { gitRecords } from './git-records.ts';
import { type ListedEntry, sortEntries } from './listed-entry.ts';
import type { CommitRules } from './quire-ignore.ts';
import { nestedRepository } from './told-entries.ts';

/** What a commit holds, as `listFiles` gives it of a folder. */
export interface CommitListing {
  readonly commit: string;
  readonly entries: readonly ListedEntry[];
  readonly history: 'full' | 'shallow';
  /** The folder, as seen from the top of the commit. */
  readonly base: EntryName;
  /** The `.quireignore` files of the folders above it, from the top down. */
  readonly above: CommitRules['above'];
}

/** How git is run for a repository that it may have to be pointed at. */
type CommitGitOptions = GitOptions & {
  readonly ref: string;
  readonly where?: readonly string[];
  /** The option that names the commit, for who reads the error. @default 'ref' */
  readonly option?: 'ref' | 'diff';
};

/** The id of the commit that `ref` names. Throws QuireError `bad-input` when it names none or there is no repository. */
export async function findCommit(
  root: string,
  { ref, where = [], option = 'ref', ...options }: CommitGitOptions,
): Promise<string> {
  const question = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`];
  const resolved = await runGit(root, [...where, ...question], options);
  if (resolved.type !== 'finished' || resolved.exitCode !== 0) throw noCommit(ref, option, resolved);
  return resolved.stdout.toString().trim();
}

/**
 * Lists the files of a commit below `root`, a folder of a work tree or a repository that `where` (git's own options) names.
 * Throws QuireError `bad-input` when `ref` names no commit or there is no repository.
 */
export async function listCommitFiles(
  root: string,
  { ref, where = [], option = 'ref', ...options }: CommitGitOptions,
): Promise<CommitListing> {
  const run = (...args: string[]) => runGit(root, [...where, ...args], options);
  const commit = await findCommit(root, { ref, where, option, ...options });
  const [tree, about] = await Promise.all([
    run('ls-tree', '-r', '-l', '-z', commit),
    run('rev-parse', '--is-shallow-repository', '--show-prefix'),
  ]);
  if (tree.type !== 'finished' || tree.exitCode !== 0) throw noCommit(ref, option, tree);
  const [isShallow, prefix = ''] = about.type === 'finished' ? about.stdout.toString().split('\n') : [];
  const base = { path: prefix.replace(/\/$/, '') };
  const names = foldersAbove(prefix).map((folder) => `${folder}.quireignore`);
  const rules =
    names.length === 0 ? undefined : await run('ls-tree', '-l', '-z', '--full-tree', commit, '--', ...names);
  return {
    commit,
    entries: sortEntries(treeEntries(tree.stdout)),
    history: isShallow === 'true' ? 'shallow' : 'full',
    base,
    above: rules?.type === 'finished' ? ruleFiles(rules.stdout) : [],
  };
}

/** From the top down, each with a slash at its end; the top is empty. */
function foldersAbove(prefix: string): string[] {
  const folders: string[] = [];
  for (let slash = prefix.indexOf('/'), start = 0; slash !== -1; slash = prefix.indexOf('/', start)) {
    folders.push(prefix.slice(0, start));
    start = slash + 1;
  }
  return folders;
}

function ruleFiles(stdout: Buffer): CommitRules['above'] {
  return [...treeEntries(stdout)]
    .filter((entry) => entry.type === 'file')
    .sort((a, b) => a.path.length - b.path.length)
    .flatMap(({ path, blob }) =>
      blob === undefined
        ? []
        : [{ folder: byteString({ path: path.slice(0, Math.max(0, path.lastIndexOf('/'))) }), blob }],
    );
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

function noCommit(ref: string, option: 'ref' | 'diff', result: GitResult): QuireError {
  const because =
    result.type === 'missing'
      ? 'git was not found.'
      : result.type === 'timeout'
        ? 'git did not answer in time.'
        : result.stderr.split('\n', 1)[0]?.replace(/^fatal: /, '') ||
          'There is no such commit, tag or branch.';
  return new QuireError('bad-input', { option, message: `"${ref}" cannot be read. ${because}` });
}
