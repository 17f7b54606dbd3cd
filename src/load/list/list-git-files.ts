import type { Skipped } from '../../segment.ts';
import { type GitOptions, type GitResult, runGit } from '../git/git.ts';
import { type GitRecord, gitRecords } from './git-records.ts';
import { type IndexChanges, noCommit, readIndexChanges } from './index-changes.ts';
import { listFolderFiles } from './list-folder-files.ts';
import { listSpecialFiles, lookIntoFolders } from './list-special-files.ts';
import { type ListedEntry, pathOf, sortEntries } from './listed-entry.ts';
import { readOuterRules } from './outer-rules.ts';
import type { SeenFiles } from './seen-files.ts';
import { closedFolder, nestedRepository } from './told-entries.ts';

/** What git says of a folder, or why it says nothing. */
export type GitListing =
  | {
      readonly type: 'listed';
      readonly entries: readonly ListedEntry[];
      readonly history: 'full' | 'shallow' | 'none';
      /** Who said which files that are not tracked exist: `walk` when git's time was over. */
      readonly untracked: 'git' | 'walk';
      /** Paths of submodules, checked out or not; each is told among the entries. */
      readonly submodules: readonly string[];
      readonly seen?: SeenFiles;
    }
  | {
      readonly type: 'not-listed';
      readonly because: 'ignored' | 'no-repository' | 'not-trusted' | 'no-git' | 'timeout' | 'failed';
      /** What git said, for a person. */
      readonly detail?: string;
    };

/**
 * Lists what git sees in a folder of a work tree: tracked files, and others that no rule ignores. `status`, `diff` and
 * `ls-files -m` are never asked, because they run the repository's filters; what changed is found by content later. Pipes,
 * sockets and devices, which git passes over without a word, are told.
 */
export async function listGitFiles(root: string, options: GitOptions): Promise<GitListing> {
  // Only ignore rules can take for ever, and then there must be time left to list without git.
  const share = { ...options, timeoutMs: options.timeoutMs * 0.3 };
  const indexing = runGit(root, ['ls-files', '--stage', '-z'], options);
  const recording = indexing.then((index) =>
    index.type === 'finished' && index.exitCode === 0 ? [...gitRecords(index.stdout, 'head-and-name')] : [],
  );
  // At once, because one after the other they take twice as long, and in a folder that is no work tree they end at once.
  // git looks into every folder for files that are not tracked, and meanwhile so do we: a third of a second for 12,000 folders.
  const [answer, index, records, looks, others, changes] = await Promise.all([
    runGit(root, ['rev-parse', '--is-inside-work-tree', '--is-shallow-repository', '--show-prefix'], options),
    indexing,
    recording,
    recording.then((met) => lookIntoFolders(root, met)),
    runGit(root, ['ls-files', '--others', '--exclude-standard', '-z'], share),
    readIndexChanges(root, options),
  ]);
  if (answer.type !== 'finished' || answer.exitCode !== 0) return notListed(answer);
  const [insideWorkTree, shallow, prefix = ''] = answer.stdout.toString().split('\n');
  // `false` in a `.git` folder, and where a planted core.worktree would make git list some other folder.
  if (insideWorkTree !== 'true') return { type: 'not-listed', because: 'no-repository' };
  if (index.type !== 'finished' || index.exitCode !== 0) return notListed(index);

  const entries = new Map<string, ListedEntry>();
  const add = (entry: ListedEntry) => entries.set(pathOf(entry), entry);
  // A path in conflict stands in the index up to three times: the map keeps one.
  for (const entry of indexEntries(records, changes ?? noCommit)) add(entry);
  const submodules = [...entries.values()].flatMap((entry) =>
    entry.type === 'skipped' ? [entry.source] : [],
  );
  const history = changes === undefined ? 'none' : shallow === 'true' ? 'shallow' : 'full';

  if (others.type !== 'finished' || others.exitCode !== 0) {
    const { abortSignal } = options;
    const walked = await listFolderFiles(root, { outer: await readOuterRules(root, options), abortSignal });
    // A file that holds a rule which is not applied comes twice: to be read, and to be told.
    const more = walked.filter((entry) => entry.type === 'skipped' || !entries.has(entry.path));
    return {
      type: 'listed',
      entries: sortEntries([...entries.values(), ...more]),
      history,
      submodules,
      untracked: 'walk',
    };
  }
  for (const entry of otherEntries(others.stdout)) add(entry);
  for (const entry of closedFolders(others.stderr, prefix)) add(entry);
  if (entries.size === 0 && (await isIgnored(root, share))) return { type: 'not-listed', because: 'ignored' };
  const { told, seen } = await listSpecialFiles(root, [...entries.values()], looks, share);
  for (const entry of told) add(entry);
  const sorted = sortEntries(entries.values());
  return { type: 'listed', entries: sorted, history, submodules, seen, untracked: 'git' };
}

function notListed(result: GitResult): GitListing {
  if (result.type === 'missing') return { type: 'not-listed', because: 'no-git' };
  if (result.type === 'timeout') return { type: 'not-listed', because: 'timeout' };
  const detail = result.stderr.split('\n', 1)[0]?.replace(/^fatal: /, '');
  if (/not a git repository/.test(result.stderr)) return { type: 'not-listed', because: 'no-repository' };
  if (/dubious ownership/.test(result.stderr)) return { type: 'not-listed', because: 'not-trusted', detail };
  return { type: 'not-listed', because: 'failed', detail };
}

/** `MODE ID STAGE\tPATH` of `ls-files --stage`. */
function* indexEntries(records: Iterable<GitRecord>, changes: IndexChanges): Generator<ListedEntry> {
  let ours: { readonly path: string; readonly id: string } | undefined;
  for (const { head, name } of records) {
    if (head.startsWith('160000')) {
      yield nestedRepository(name.path, 'A submodule.');
      continue;
    }
    const id = head.slice('100644 '.length, -' 0'.length);
    // In a conflict stage 2 is what the newest commit has; the last entry of a path is the one that is kept.
    if (head.endsWith('2')) ours = { path: name.path, id };
    const before = ours?.path === name.path ? ours.id : undefined;
    const committedId = head.endsWith('0') ? changes.committedId(name.path, id) : before;
    yield { type: 'file', ...name, tracked: true, committedId };
  }
}

function* otherEntries(stdout: Buffer): Generator<ListedEntry> {
  for (const { name } of gitRecords(stdout, 'name')) {
    // git lists a repository inside the repository as one entry with a slash at its end.
    if (name.path.endsWith('/')) yield nestedRepository(name.path.slice(0, -1), 'A repository of its own.');
    else yield { type: 'file', ...name, tracked: false };
  }
}

/** git passes over a folder that it may not open with a warning, which names it from the top of the work tree, and exit code 0. */
function* closedFolders(stderr: string, prefix: string): Generator<Skipped> {
  for (const [, path, why = ''] of stderr.matchAll(
    /^warning: could not open directory '(.*?)\/?': (.*)$/gm,
  )) {
    if (path?.startsWith(prefix)) yield closedFolder(path.slice(prefix.length), why);
  }
}

/** Asked only where git lists nothing at all: a folder that is ignored and still holds tracked files is git's to list. */
async function isIgnored(root: string, options: GitOptions): Promise<boolean> {
  const answer = await runGit(root, ['check-ignore', '--quiet', '.'], options);
  return answer.type === 'finished' && answer.exitCode === 0;
}
