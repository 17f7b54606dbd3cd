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
  { diff, ref }: { readonly diff: DiffChoice; readonly ref: string | undefined },
  options: GitOptions,
): Promise<DiffSides | undefined> {
  if (diff === 'uncommitted') {
    if (opened.commit !== undefined) throw diffOfCommit();
    const [older, newer] = await Promise.all([
      listFiles(opened, 'HEAD', options).catch(() => undefined),
      listTracked(opened.root, options),
    ]);
    return older && newer && { label: 'HEAD', older, newer };
  }
  const { revisions } = diff;
  const [, left = '', dots, right = ''] = /^(.*?)(\.{2,3})(.*)$/.exec(revisions) ?? [];
  return dots === undefined
    ? compareWithRead(opened, { revision: revisions, ref }, options)
    : compareCommits(opened, { revisions, left, dots, right }, options);
}

async function compareWithRead(
  opened: OpenedRepository,
  { revision, ref }: { readonly revision: string; readonly ref: string | undefined },
  options: GitOptions,
): Promise<DiffSides> {
  const { root, commit } = opened;
  const older = await listFiles(opened, revision, options);
  if (commit !== undefined) {
    const newer = await listFiles(opened, commit, options);
    return { label: `${revision}..${ref ?? commit.slice(0, 12)}`, older, newer: new Set(newer.keys()) };
  }
  const newer = await listTracked(root, options);
  if (newer === undefined) throw noAnswer(revision);
  return { label: revision, older, newer };
}

async function compareCommits(
  opened: OpenedRepository,
  { revisions, left, dots, right }: Readonly<Record<'revisions' | 'left' | 'dots' | 'right', string>>,
  options: GitOptions,
): Promise<DiffSides> {
  const { root, where } = opened;
  const find = (ref: string) =>
    findCommit(root, { ...options, where, option: 'diff', ref: ref === '' ? 'HEAD' : ref });
  const [from, until] = [await find(left), await find(right)];
  let start = from;
  if (dots === '...') {
    const answer = await runGit(root, [...where, 'merge-base', from, until], options);
    if (answer.type !== 'finished' || answer.exitCode !== 0) throw noCommonCommit(revisions);
    start = answer.stdout.toString().trim();
  }
  const [older, newer] = [await listFiles(opened, start, options), await listFiles(opened, until, options)];
  return { label: revisions, older, newer: new Set(newer.keys()), until };
}

async function listFiles(
  { root, where }: OpenedRepository,
  ref: string,
  options: GitOptions,
): Promise<ReadonlyMap<string, ListedFile>> {
  const { entries } = await listCommitFiles(root, { ...options, where, option: 'diff', ref });
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

function noCommonCommit(revisions: string): QuireError {
  const message = `The two sides of "${revisions}" have no common commit in this clone. Compare them with two dots.`;
  return new QuireError('bad-input', { option: 'diff', message });
}

function noAnswer(revisions: string): QuireError {
  const message = `"${revisions}" cannot be compared with the files on disk: git did not say in time which of them it keeps.`;
  return new QuireError('bad-input', { option: 'diff', message });
}

function diffOfCommit(): QuireError {
  const message =
    "A commit has no uncommitted changes: leave `diff` or `ref` out, or compare with a revision (`diff: { revisions: 'main' }`).";
  return new QuireError('bad-input', { option: 'diff', message });
}
