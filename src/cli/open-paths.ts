import { stat } from 'node:fs/promises';
import path from 'node:path';
import {
  type CacheStore,
  type LoadedSource,
  type LoadOptions,
  load,
  loadMedia,
  type Source,
} from '../index.ts';
import { type Arguments, type Command, readWholeNumber } from './command.ts';
import { evictClones } from './evict-clones.ts';
import { isOfGit } from './is-of-git.ts';
import { findCacheFolder } from './open-cache.ts';
import { printable, type Terminal } from './terminal.ts';
import { readPages, wantsVision } from './vision-options.ts';

/** The options of every command that reads documents; `openPaths` takes their values. */
export const loadingOptions = {
  include: {
    type: 'string',
    multiple: true,
    value: 'GLOB',
    summary: 'read also what is left out by default: lock files, generated code, … (repeatable)',
  },
  exclude: {
    type: 'string',
    multiple: true,
    value: 'GLOB',
    summary: 'leave out what matches, as a line of a .gitignore would (repeatable)',
  },
  ref: {
    type: 'string',
    value: 'REV',
    summary: 'read a commit, tag or branch instead of the files on disk',
  },
  submodules: { type: 'boolean', summary: 'read submodules that are checked out too' },
  password: { type: 'string', value: 'WORD', summary: 'opens PDFs that are encrypted with it' },
  'allow-secrets': { type: 'boolean', summary: 'read files too that hold what looks like a secret' },
} as const satisfies Command['options'];

/** The options of commands that read for a model: what stands behind the documents. */
export const changeOptions = {
  diff: {
    type: 'string',
    value: 'REV',
    bare: 'uncommitted',
    summary:
      'add what has changed as diffs, behind the documents: uncommitted, or as git diff of main, HEAD~3, v1..v2, main...topic',
  },
  log: {
    type: 'string',
    value: 'N',
    summary: 'add the messages of the newest N commits, behind the documents',
  },
} as const satisfies Command['options'];

/** The option of commands that ask a model, or say what asking would cost. */
export const attachOption = {
  attach: {
    type: 'string',
    multiple: true,
    value: 'FILE',
    summary: 'send a file as it is (image, PDF, audio, video) to a model that takes it (repeatable)',
  },
} as const satisfies Command['options'];

/** The paths that were typed, as sources. */
export interface OpenedPaths {
  readonly sources: readonly Source[];
  /** An address of a document as it can be opened from the working directory. */
  display(source: string): string;
}

/**
 * Opens the paths that were typed, `.` when there is none. Addresses of one folder are relative to it, so that a copy
 * elsewhere packs to the same bytes; with several paths each address begins with its path, so that none collide. An address
 * of a repository (`https://…`, `ssh://…`, `git@host:path`, `file://…`) is fetched into the cache folder.
 */
export async function openPaths(
  typed: readonly string[],
  {
    values,
    terminal,
    abortSignal,
    cache,
  }: Pick<Arguments, 'values'> & {
    readonly terminal: Terminal;
    readonly abortSignal: AbortSignal;
    readonly cache?: CacheStore | undefined;
  },
): Promise<OpenedPaths> {
  const cloneFolder = values['no-cache'] === true ? undefined : findCloneFolder();
  if (cloneFolder !== undefined && typed.some(isAddress)) await evictClones(cloneFolder);
  const options: LoadOptions = {
    include: readList(values.include),
    exclude: readList(values.exclude),
    ...(typeof values.ref === 'string' && { ref: values.ref }),
    diff: readDiff(values),
    log: readWholeNumber(values, 'log'),
    ...(values.submodules === true && { submodules: 'read' }),
    cloneFolder,
    ...(typeof values.password === 'string' && { password: values.password }),
    ...(wantsVision(values) && { scannedPages: 'image', drawnPages: readPages(values) }),
    secrets: values['allow-secrets'] === true ? 'read' : 'leave-out',
    cache,
    abortSignal,
  };
  const files = readList(values.attach);
  const attached = files.map((file) => loadMedia(file, { abortSignal }));
  const isAttached = (source: string) => files.some((file) => file.split(path.sep).join('/') === source);
  const paths = typed.length === 0 ? ['.'] : typed;
  const [only] = paths;
  if (paths.length === 1 && only !== undefined) {
    const isFolder = (await stat(only).catch(() => undefined))?.isDirectory() ?? false;
    const sources = [load(only, options)];
    await tellNotices(sources, terminal);
    return {
      sources: [...sources, ...attached],
      display: (source) =>
        isFolder && !isAttached(source) ? displayInFolder(toAddress(only), source) : source,
    };
  }
  const sources = paths.map((each) => load(each, { ...options, name: toAddress(each) }));
  await tellNotices(sources, terminal);
  return { sources: [...sources, ...attached], display: (source) => source };
}

function readDiff({ diff }: Arguments['values']): LoadOptions['diff'] {
  if (typeof diff !== 'string') return undefined;
  return diff === 'uncommitted' ? diff : { revisions: diff };
}

/** A diff and a log are what git shows in the folder. */
function displayInFolder(folder: string, source: string): string {
  if (!isOfGit(source, 'diff') && !isOfGit(source, 'log')) return path.posix.join(folder, source);
  return folder === '.' ? source : source.replace(/^git /, `git -C ${folder} `);
}

function readList(typed: Arguments['values'][string]): readonly string[] {
  return Array.isArray(typed) ? typed : [];
}

/** How the paths are read, where a person would expect otherwise: said by every command, before anything is read. */
async function tellNotices(sources: readonly LoadedSource[], terminal: Terminal): Promise<void> {
  for (const source of sources) {
    const { notices } = await source.describe();
    for (const notice of notices) terminal.notice(printable(notice));
  }
}

/** An address of a repository, or something like it. */
function isAddress(typed: string): boolean {
  return /^\w+:\/\/|^[\w.-]+@[\w.-]+:/.test(typed);
}

function findCloneFolder(): string | undefined {
  const folder = findCacheFolder(process.env);
  return folder === undefined ? undefined : path.join(folder, 'clones');
}

/** A path as it was typed, with `/`; of a URL the host and the path, without a password. */
function toAddress(typed: string): string {
  const [, place] = /^\w+:\/\/(?:[^/@]*@)?(.*)$/.exec(typed) ?? [];
  if (place !== undefined) return place.replace(/\/$/, '');
  return path.posix.normalize(typed.split(path.sep).join('/')).replace(/(?<=.)\/$/, '');
}
