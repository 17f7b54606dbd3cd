import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { GitOptions } from '../git/git.ts';
import { listFolderFiles } from './list-folder-files.ts';
import { type GitListing, listGitFiles } from './list-git-files.ts';
import type { ListedEntry } from './listed-entry.ts';
import { readOuterRules } from './outer-rules.ts';
import type { SeenFiles } from './seen-files.ts';

/** The files of a folder, and what a person should know of how they were found. */
export interface Listing {
  readonly entries: readonly ListedEntry[];
  readonly history: 'full' | 'shallow' | 'none';
  readonly notices: readonly string[];
  /** Paths of submodules, which are told among the entries. */
  readonly submodules: readonly string[];
  /** Which files need not be looked at again before they are opened. */
  readonly seen?: SeenFiles;
}

/** Lists a folder: git decides where it can, else the folder is walked. `name` is what the notices call it. */
export async function listFiles(
  root: string,
  name: string,
  options: GitOptions & {
    /** As of `listFolderFiles`. */
    readonly enters?: (path: string) => boolean;
  },
): Promise<Listing> {
  const git = await listGitFiles(root, options);
  if (git.type === 'listed') {
    const { entries, history, untracked, submodules, seen } = git;
    const notices = [
      ...(history === 'shallow' ? [shallowNotice(name)] : []),
      ...(untracked === 'walk' ? [slowNotice(name)] : []),
    ];
    return { entries, history, notices, submodules, ...(seen && { seen }) };
  }
  // In a folder that git ignores, the rules above it are the ones that leave it out.
  const outer = git.because === 'ignored' ? undefined : await readOuterRules(root, options);
  const entries = await listFolderFiles(root, {
    outer,
    enters: options.enters,
    abortSignal: options.abortSignal,
  });
  const notice = await fallbackNotice(root, name, git);
  const notices = notice === undefined ? [] : [notice];
  return { entries, history: 'none', notices, submodules: [] };
}

function shallowNotice(name: string): string {
  return `The history of "${name}" is shallow, so it is not known when files changed. \`git fetch --unshallow\` brings the rest.`;
}

function slowNotice(name: string): string {
  return `git could not say in time which untracked files of "${name}" are ignored, so quire applied the ignore rules itself.`;
}

async function fallbackNotice(
  root: string,
  name: string,
  { because, detail }: Extract<GitListing, { type: 'not-listed' }>,
): Promise<string | undefined> {
  const instead =
    'Its files are listed without git: .gitignore files count, node_modules stays out, times of change are unknown.';
  switch (because) {
    case 'ignored':
      return `"${name}" is ignored by git; reading it anyway.`;
    case 'not-trusted':
      return `git does not trust "${name}": another user owns it. ${instead} If you trust it, add it to git's safe.directory.`;
    case 'timeout':
      return `git did not answer in time for "${name}". ${instead}`;
    case 'failed':
      return `git failed on "${name}" (${detail}). ${instead}`;
    case 'no-git':
      return (await hasRepository(root))
        ? `git was not found, so it cannot be asked about "${name}". ${instead}`
        : undefined;
    case 'no-repository':
      return undefined;
  }
}

async function hasRepository(folder: string): Promise<boolean> {
  const found = await stat(join(folder, '.git')).then(
    () => true,
    () => false,
  );
  return found || (dirname(folder) !== folder && hasRepository(dirname(folder)));
}
