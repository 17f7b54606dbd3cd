import { realpath, stat } from 'node:fs/promises';
import { QuireError } from '../../errors.ts';
import { throwIfAborted } from '../abort.ts';
import { toPath, toSource } from '../input.ts';
import { listCommitFiles } from '../list/list-commit-files.ts';
import { type Listing, listFiles } from '../list/list-files.ts';
import type { ListedEntry, ListedFile } from '../list/listed-entry.ts';
import { reachesInto, type SelectedEntries, selectEntries } from '../list/select-entries.ts';
import { pathNotFound } from '../path-not-found.ts';
import { createBlobReader } from './blob-reader.ts';
import { cloneRepository } from './clone-repository.ts';
import { enterSubmodules } from './enter-submodules.ts';
import { type GitUrl, parseGitUrl } from './git-url.ts';

/** Which files are listed, and where from. */
export interface OpenRepositoryOptions {
  /**
   * Lock files, generated and minified code, installed and vendored packages, snapshots and data dumps: told as skipped with
   * their size, or read like anything else.
   * @default 'leave-out'
   */
  readonly noise?: 'leave-out' | 'read';
  /**
   * Globs, as lines of a `.gitignore` at the root, of files to read although they are noise or a `.quireignore` leaves them
   * out. Everything else is read as ever.
   * @default none
   */
  readonly include?: readonly string[];
  /**
   * Globs, as lines of a `.gitignore` at the root, of files to leave out. It wins over `include`.
   * @default none
   */
  readonly exclude?: readonly string[];
  /**
   * A commit, tag or branch to read instead of the files on disk, without a checkout. Of a `git` address it is fetched.
   * @default the work tree
   */
  readonly ref?: string;
  /**
   * Where repositories are kept that are fetched from an address (`https://…`, `ssh://…`, `git@host:path`, `file://…`), by
   * address and commit. Needed for such an address. Nothing is removed from it: whoever keeps it decides how much it may hold (a clone is
   * a folder of its own and may be deleted whenever it is not being read; the command line removes the oldest over 2 GiB).
   */
  readonly cloneFolder?: string;
  /**
   * Submodules that are checked out: told as skipped, or read as folders. Their files have no time of change.
   * @default 'tell'
   */
  readonly submodules?: 'tell' | 'read';
  /**
   * The longest that git may take for one answer. Over it the files are listed without git, or times of change stay unknown.
   * @default 10000
   */
  readonly gitTimeoutMs?: number;
  readonly abortSignal?: AbortSignal;
}

/** What a folder, a commit or a fetched repository holds, before it is read. */
export interface OpenedRepository extends SelectedEntries {
  readonly root: string;
  readonly history: Listing['history'];
  readonly notices: readonly string[];
  /** Which files need not be looked at again before they are opened. */
  readonly seen?: Listing['seen'];
  /** What of other files the selection would leave in, if they were there too. */
  select(files: readonly ListedFile[]): Promise<readonly ListedFile[]>;
  /** The commit that is read instead of the files on disk. */
  readonly commit?: string;
  /** git's own options that name the repository, where the root does not. */
  readonly where: readonly string[];
}

export const defaultGitTimeoutMs = 10_000;
/** A large repository over a slow line. */
const fetchTimeoutMs = 600_000;

/** Lists what is to be read, as the options say. Throws as `loadRepository` does. */
export async function openRepository(
  input: string | URL,
  options: OpenRepositoryOptions,
): Promise<OpenedRepository> {
  const { include = [], exclude = [], noise = 'leave-out', ref, cloneFolder, abortSignal } = options;
  const git = { timeoutMs: options.gitTimeoutMs ?? defaultGitTimeoutMs, abortSignal };
  const selection = { include, exclude, noise };
  throwIfAborted(abortSignal);

  const url = parseGitUrl(input);
  // A file URL is a path too, for who keeps no clones.
  if (url !== undefined && (url.protocol !== 'file' || cloneFolder !== undefined)) {
    const folder = cloneFolder ?? failWithoutFolder(url);
    const clone = await cloneRepository(url, { ...git, timeoutMs: fetchTimeoutMs, ref, folder });
    const where = [`--git-dir=${clone.gitDir}`];
    const notices = [
      `"${url.shown}" was fetched without its history, so it is not known when files changed.`,
    ];
    return openCommit(clone.gitDir, { ref: clone.commit, where, git, selection, notices });
  }
  const path = toPath(input);
  const root = await openFolder(path);
  if (ref !== undefined) return openCommit(root, { ref, where: [], git, selection, notices: [] });
  const enters = (name: string) => noise === 'read' || reachesInto(include, name);
  const listing = await listFiles(root, toSource(path), { ...git, enters });
  const { entries, history, notices, seen } =
    options.submodules === 'read' ? await enterSubmodules(root, listing, { ...git, enters }) : listing;
  const selected = await selectEntries(root, entries, selection);
  const select = selectMore((more) => selectEntries(root, [...entries, ...more], selection));
  return { root, history, notices, seen, select, where: [], ...selected };
}

function selectMore(
  selectWith: (files: readonly ListedFile[]) => Promise<SelectedEntries>,
): OpenedRepository['select'] {
  return async (files) => {
    if (files.length === 0) return [];
    const kept = new Set<ListedEntry>((await selectWith(files)).entries);
    return files.filter((file) => kept.has(file));
  };
}

async function openCommit(
  root: string,
  {
    ref,
    where,
    git,
    selection,
    notices,
  }: {
    readonly ref: string;
    readonly where: readonly string[];
    readonly git: { readonly timeoutMs: number; readonly abortSignal: AbortSignal | undefined };
    readonly selection: Parameters<typeof selectEntries>[2];
    readonly notices: readonly string[];
  },
): Promise<OpenedRepository> {
  const { entries, history, commit, base, above } = await listCommitFiles(root, { ...git, ref, where });
  const selectAll = async (listed: readonly ListedEntry[]) => {
    const blobs = createBlobReader(root, where, git.abortSignal);
    try {
      return await selectEntries(root, listed, selection, { blobs, base, above });
    } finally {
      blobs.close();
    }
  };
  const select = selectMore((more) => selectAll([...entries, ...more]));
  return { root, history, notices, commit, where, select, ...(await selectAll(entries)) };
}

function failWithoutFolder({ shown }: GitUrl): never {
  throw new QuireError('bad-input', {
    option: 'cloneFolder',
    message: `"${shown}" has to be fetched. Pass \`cloneFolder\`, where it is kept, or clone it yourself and pass the folder.`,
  });
}

/** The real path of a folder that the caller named; itself it may be a link. */
async function openFolder(path: string): Promise<string> {
  const stats = await stat(path).catch(async (error: unknown) => {
    throw await pathNotFound(path, error);
  });
  if (stats.isDirectory()) return realpath(path);
  const message = `"${path}" is not a folder. Load it with loadText, loadPdf or load.`;
  throw new QuireError('bad-input', { option: 'root', message });
}
