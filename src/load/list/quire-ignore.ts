import { stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Skipped } from '../../segment.ts';
import type { BlobReader } from '../git/blob-reader.ts';
import type { FileRead } from '../read/read-file.ts';
import { byteString, childName, type EntryName } from './entry-name.ts';
import { createIgnoreRules, type IgnoreRules, type IgnoreVerdict } from './ignore-rules.ts';
import type { ListedFile } from './listed-entry.ts';
import { readRules } from './read-rules.ts';

/** What the `.quireignore` files say of a path below the root, and which of their rules are not applied. */
export interface QuireIgnore {
  readonly hasRules: boolean;
  judge(path: string): IgnoreVerdict;
  readonly skipped: readonly Skipped[];
}

/** Where the rules of a commit are read. */
export interface CommitRules {
  readonly blobs: BlobReader;
  /** The folder that is read, as seen from the top of the commit. */
  readonly base: EntryName;
  /** The `.quireignore` files in the folders above it, from the top down; folders as strings of bytes. */
  readonly above: readonly {
    readonly folder: string;
    readonly blob: { readonly id: string; readonly bytes: number };
  }[];
}

/**
 * The rules of every `.quireignore` that applies to these files: in their folders, and above the root up to a folder that
 * holds a `.git`; of a commit, up to its top.
 */
export async function readQuireIgnore(
  root: string,
  files: readonly ListedFile[],
  commit?: CommitRules,
): Promise<QuireIgnore> {
  const [top, ...above] = commit === undefined ? await foldersAbove(root) : [root];
  const read = commit && readBlobs(files, commit.blobs);
  const none = await createIgnoreRules();
  let rules: IgnoreRules = none;
  const skipped: Skipped[] = [];
  const toName = (folder: string) => ({
    path: relative(top ?? root, folder)
      .split(sep)
      .join('/'),
  });
  for (const folder of [top ?? root, ...above].filter((each) => each !== root))
    ({ rules } = await readRules(
      { root: top ?? root, folder: toName(folder), name, base: { path: '' } },
      rules,
    ));
  for (const { folder, blob } of commit?.above ?? []) {
    const file = await commit?.blobs.read(blob, 1024 * 1024);
    if (file?.type === 'bytes') rules = rules.with(folder, Buffer.from(file.bytes).toString('latin1')).rules;
  }
  const base = commit?.base ?? toName(root);
  for (const folder of foldersWithRules(files)) {
    const added = await readRules({ root, folder, name, base, ...(read && { read }) }, rules);
    ({ rules } = added);
    skipped.push(...added.skipped);
  }
  const prefix = base.path === '' ? '' : `${byteString(base)}/`;
  return { hasRules: rules !== none, judge: (path) => rules.judge(prefix + path), skipped };
}

const name = '.quireignore';

function readBlobs(files: readonly ListedFile[], blobs: BlobReader) {
  const known = new Map(files.map(({ path, blob }) => [path, blob]));
  return async ({ path }: EntryName, maxBytes: number): Promise<FileRead> => {
    const blob = known.get(path);
    return blob === undefined ? { type: 'missing', cause: undefined } : blobs.read(blob, maxBytes);
  };
}

/** Folders in which a listed `.quireignore` stands, from the top down; the root's counts though git may ignore it. */
function foldersWithRules(files: readonly ListedFile[]): readonly EntryName[] {
  const found = files
    .filter(({ path }) => path.endsWith(`/${name}`))
    .map(({ path, rawPath }) => ({
      path: path.slice(0, -name.length - 1),
      ...(rawPath !== undefined && { rawPath: rawPath.subarray(0, -name.length - 1) }),
    }))
    .sort((a, b) => a.path.split('/').length - b.path.split('/').length);
  return [childName({ path: '' }, { path: '' }), ...found];
}

/** Down to `root`, from the folder that holds a `.git`; `root` alone when none does. */
async function foldersAbove(root: string): Promise<string[]> {
  const folders = [root];
  for (let folder = root; !(await exists(join(folder, '.git'))); ) {
    const parent = dirname(folder);
    if (parent === folder) return [root];
    folder = parent;
    folders.unshift(folder);
  }
  return folders;
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
