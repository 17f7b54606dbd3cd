import type { Skipped } from '../segment.ts';
import { type GitOptions, type GitResult, runGit } from './git.ts';
import { fileEntry, type ListedEntry, sortEntries } from './listed-entry.ts';

/** What git says of a folder, or why it says nothing. */
export type GitListing =
  | {
      readonly type: 'listed';
      readonly entries: readonly ListedEntry[];
      readonly history: 'full' | 'shallow' | 'none';
    }
  | {
      readonly type: 'not-listed';
      readonly because: 'ignored' | 'no-repository' | 'not-trusted' | 'no-git' | 'timeout' | 'failed';
      /** What git said, for a person. */
      readonly detail?: string;
    };

/**
 * Lists what git sees in a folder of a work tree: tracked files, and others that no rule ignores. `status`, `diff` and
 * `ls-files -m` are never asked, because they run the repository's filters; what changed is found by content later.
 */
export async function listGitFiles(root: string, options: GitOptions): Promise<GitListing> {
  const answer = await runGit(
    root,
    ['rev-parse', '--is-inside-work-tree', '--is-shallow-repository', '--show-prefix'],
    options,
  );
  if (answer.type !== 'finished' || answer.exitCode !== 0) return notListed(answer);
  const [insideWorkTree, shallow, prefix = ''] = answer.stdout.toString().split('\n');
  // `false` in a `.git` folder, and where a planted core.worktree would make git list some other folder.
  if (insideWorkTree !== 'true') return { type: 'not-listed', because: 'no-repository' };

  const [index, others, commit] = await Promise.all([
    runGit(root, ['ls-files', '--stage', '-z'], options),
    runGit(root, ['ls-files', '--others', '--exclude-standard', '-z'], options),
    runGit(root, ['ls-tree', '-r', '-z', 'HEAD'], options),
  ]);
  if (index.type !== 'finished' || index.exitCode !== 0) return notListed(index);
  if (others.type !== 'finished' || others.exitCode !== 0) return notListed(others);

  const committed =
    commit.type === 'finished' && commit.exitCode === 0 ? parseTree(commit.stdout) : undefined;
  const entries = new Map<string, ListedEntry>();
  // A path in conflict stands in the index up to three times: the map keeps one.
  for (const entry of indexEntries(index.stdout, committed)) entries.set(keyOf(entry), entry);
  for (const entry of otherEntries(others.stdout)) entries.set(keyOf(entry), entry);
  for (const entry of closedFolders(others.stderr, prefix)) entries.set(keyOf(entry), entry);

  if (entries.size === 0 && (await isIgnored(root, options)))
    return { type: 'not-listed', because: 'ignored' };
  const history = committed === undefined ? 'none' : shallow === 'true' ? 'shallow' : 'full';
  return { type: 'listed', entries: sortEntries(entries.values()), history };
}

function notListed(result: GitResult): GitListing {
  if (result.type === 'missing') return { type: 'not-listed', because: 'no-git' };
  if (result.type === 'timeout') return { type: 'not-listed', because: 'timeout' };
  const detail = result.stderr.split('\n', 1)[0]?.replace(/^fatal: /, '');
  if (/not a git repository/.test(result.stderr)) return { type: 'not-listed', because: 'no-repository' };
  if (/dubious ownership/.test(result.stderr)) return { type: 'not-listed', because: 'not-trusted', detail };
  return { type: 'not-listed', because: 'failed', detail };
}

/** `MODE TYPE ID\tPATH` of `ls-tree`, by path. */
function parseTree(stdout: Buffer): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const record of records(stdout)) {
    const tab = record.indexOf('\t');
    const id = record.slice(0, tab).split(' ')[2];
    if (id !== undefined) ids.set(record.slice(tab + 1), id);
  }
  return ids;
}

/** `MODE ID STAGE\tPATH` of `ls-files --stage`. */
function* indexEntries(
  stdout: Buffer,
  committed: ReadonlyMap<string, string> | undefined,
): Generator<ListedEntry> {
  for (const record of records(stdout)) {
    const tab = record.indexOf('\t');
    const path = record.slice(tab + 1);
    if (record.startsWith('160000')) yield nestedRepository(path, 'A submodule.');
    else yield fileEntry({ path, tracked: true, committedId: committed?.get(path) });
  }
}

function* otherEntries(stdout: Buffer): Generator<ListedEntry> {
  for (const path of records(stdout)) {
    // git lists a repository inside the repository as one entry with a slash at its end.
    if (path.endsWith('/')) yield nestedRepository(path.slice(0, -1), 'A repository of its own.');
    else yield fileEntry({ path, tracked: false });
  }
}

/** git passes over a folder that it may not open with a warning, which names it from the top of the work tree, and exit code 0. */
function* closedFolders(stderr: string, prefix: string): Generator<Skipped> {
  for (const [, path, why] of stderr.matchAll(/^warning: could not open directory '(.*?)\/?': (.*)$/gm)) {
    if (path?.startsWith(prefix))
      yield {
        type: 'skipped',
        source: path.slice(prefix.length),
        reason: 'unreadable',
        detail: `The folder cannot be opened (${why}).`,
      };
  }
}

/** Asked only where git lists nothing at all: a folder that is ignored and still holds tracked files is git's to list. */
async function isIgnored(root: string, options: GitOptions): Promise<boolean> {
  const answer = await runGit(root, ['check-ignore', '--quiet', '.'], options);
  return answer.type === 'finished' && answer.exitCode === 0;
}

function records(stdout: Buffer): string[] {
  const list = stdout.toString('utf8').split('\0');
  list.pop();
  return list;
}

function nestedRepository(path: string, what: string): Skipped {
  const detail = `${what} Load its folder as a source of its own.`;
  return { type: 'skipped', source: path, reason: 'nested-repository', detail };
}

function keyOf(entry: ListedEntry): string {
  return entry.type === 'file' ? entry.path : entry.source;
}
