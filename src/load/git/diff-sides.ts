import { QuireError } from '../../errors.ts';
import { gitRecords } from '../list/git-records.ts';
import { findCommit, listCommitFiles } from '../list/list-commit-files.ts';
import type { ListedFile } from '../list/listed-entry.ts';
import { type GitOptions, runGit } from './git.ts';
import type { OpenedRepository } from './open-repository.ts';

/** What a diff is made of: changes that no commit has, or what differs between two states of a repository. */
export type DiffChoice =
  | 'uncommitted'
  /**
   * As `git diff` takes them: `main` (from there to the files as read), `v1..v2`, `main...topic` (from where the two parted). A side
   * that is left out is `HEAD`.
   */
  | { readonly revisions: string };

/** The two states that are compared. */
export interface DiffSides {
  /** How the addresses of diffs name it: `HEAD`, `main`, `v1..v2`. */
  readonly label: string;
  /** The files of the older side, by path, each with the blob that holds it. */
  readonly older: ReadonlyMap<string, ListedFile>;
  /** The paths of the newer side that git keeps. */
  readonly newer: ReadonlySet<string>;
  /** The commit of the newer side, where that is not what is read. */
  readonly until?: string;
}

/**
 * Finds the two sides of a diff by `ls-tree` and `ls-files` alone: what differs is found by content later. `undefined` where nothing
 * is committed, or no git. Throws QuireError `bad-input` for a revision that is not there.
 */
export async function openDiffSides(
  opened: OpenedRepository,
  diff: DiffChoice,
  options: GitOptions,
): Promise<DiffSides | undefined> {
  const { root, where, commit } = opened;
  const revision = { ...options, where, option: 'diff' as const };
  const listOlder = async (ref: string) => mapFiles(await listCommitFiles(root, { ...revision, ref }));
  if (diff === 'uncommitted') {
    if (commit !== undefined) throw diffOfCommit();
    const [older, newer] = await Promise.all([
      listOlder('HEAD').catch(() => undefined),
      listTracked(root, options),
    ]);
    return older && newer && { label: 'HEAD', older, newer };
  }
  const { revisions } = diff;
  const [, left = '', dots, right = ''] = /^(.*?)(\.{2,3})(.*)$/.exec(revisions) ?? [];
  if (dots === undefined) {
    const older = await listOlder(revisions);
    if (commit === undefined)
      return { label: revisions, older, newer: (await listTracked(root, options)) ?? new Set() };
    return { label: `${revisions}..${commit.slice(0, 12)}`, older, newer: await listPaths(commit) };
  }
  const [from, until] = await Promise.all(
    [left, right].map((ref) => findCommit(root, { ...revision, ref: ref || 'HEAD' })),
  );
  if (from === undefined || until === undefined) return undefined;
  const start = dots === '...' ? await findMergeBase([from, until]) : from;
  return { label: revisions, older: await listOlder(start), newer: await listPaths(until), until };

  async function listPaths(ref: string): Promise<ReadonlySet<string>> {
    return new Set((await listOlder(ref)).keys());
  }

  async function findMergeBase(commits: readonly string[]): Promise<string> {
    const answer = await runGit(root, [...where, 'merge-base', ...commits], options);
    const [base = ''] = answer.type === 'finished' ? answer.stdout.toString().split('\n') : [];
    if (base !== '') return base;
    const message = `The two sides of "${revisions}" have no common commit in this clone. Compare them with two dots.`;
    throw new QuireError('bad-input', { option: 'diff', message });
  }
}

function mapFiles({ entries }: { readonly entries: OpenedRepository['entries'] }) {
  return new Map(entries.flatMap((entry) => (entry.type === 'file' ? [[entry.path, entry]] : [])));
}

/** What the index has and the disk still holds, or a sparse checkout leaves out; `undefined` where git does not answer. */
async function listTracked(root: string, options: GitOptions): Promise<ReadonlySet<string> | undefined> {
  const [index, deleted] = await Promise.all(
    [
      ['ls-files', '-z'],
      ['ls-files', '--deleted', '-z'],
    ].map((args) => runGit(root, args, options)),
  );
  if (index?.type !== 'finished' || index.exitCode !== 0 || deleted?.type !== 'finished') return undefined;
  const paths = (stdout: Buffer) => new Set(Array.from(gitRecords(stdout, 'name'), ({ name }) => name.path));
  return paths(index.stdout).difference(paths(deleted.stdout));
}

function diffOfCommit(): QuireError {
  const message =
    "A commit has no uncommitted changes: leave `diff` or `ref` out, or compare with a revision (`diff: { revisions: 'main' }`).";
  return new QuireError('bad-input', { option: 'diff', message });
}
