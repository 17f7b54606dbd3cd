import { lstat } from 'node:fs/promises';
import type { Skipped } from '../../segment.ts';
import { byteString, toFilePath } from './entry-name.ts';
import { createIgnoreRules, type IgnoreRules } from './ignore-rules.ts';
import { type ListedEntry, type ListedFile, sortEntries } from './listed-entry.ts';
import { findNoiseByName, findPackageFolder, findVendoredFolders, type NoiseKind } from './noise-policy.ts';
import { type CommitRules, readQuireIgnore } from './quire-ignore.ts';
import { noiseSkip } from './tell-noise.ts';

/** Which of the files that are there are read. Globs are rules as in a `.gitignore` at the root. */
export interface Selection {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly noise: 'leave-out' | 'read';
}

/** What a selection says of paths; `isIncluded` is asked again once a file's content is known. */
export interface SelectedEntries {
  readonly entries: readonly ListedEntry[];
  isIncluded(file: ListedFile): boolean;
}

/**
 * Leaves out what `exclude` and the `.quireignore` files match, and what is noise by its name or by what stands beside it.
 * What `include` matches stays, whatever else says of it but `exclude`. A folder that is left out whole is told once.
 */
export async function selectEntries(
  root: string,
  listed: readonly ListedEntry[],
  { include, exclude, noise }: Selection,
  commit?: CommitRules,
): Promise<SelectedEntries> {
  const files = listed.filter((entry) => entry.type === 'file');
  const included = await matcher(include);
  const excluded = await matcher(exclude);
  const ignored = await readQuireIgnore(root, files, commit);
  const vendored =
    noise === 'read' ? new Map<string, string>() : findVendoredFolders(files.map(({ path }) => path));
  const isIncluded = (file: ListedFile) =>
    include.length > 0 && included.judge(byteString(file)) === 'ignored';

  const whyLeftOut = (file: ListedFile): LeftOut | undefined => {
    if (exclude.length > 0 && excluded.judge(byteString(file)) === 'ignored')
      return {
        by: 'exclude',
        at: outermost(file.path, (folder) => excluded.judge(asBytes(folder)) === 'ignored'),
      };
    if (isIncluded(file)) return undefined;
    if (ignored.hasRules && ignored.judge(byteString(file)) === 'ignored')
      return {
        by: '.quireignore',
        at: outermost(file.path, (folder) => ignored.judge(asBytes(folder)) === 'ignored'),
      };
    return noise === 'read' ? undefined : findNoise(file.path, vendored);
  };

  const kept: ListedEntry[] = listed.filter((entry) => entry.type === 'skipped');
  const groups = new Map<string, { readonly why: LeftOut; readonly files: ListedFile[] }>();
  for (const file of files) {
    const why = whyLeftOut(file);
    if (why === undefined) kept.push(file);
    else {
      const group = groups.get(why.at) ?? { why, files: [] };
      group.files.push(file);
      groups.set(why.at, group);
    }
  }
  kept.push(...ignored.skipped);
  for (const [source, { why, files: left }] of groups) kept.push(await tell(root, source, why, left));
  return { entries: sortEntries(kept), isIncluded };
}

/** Whether a glob names a folder or something in it. */
export function reachesInto(globs: readonly string[], folder: string): boolean {
  return globs.some((glob) => {
    const plain = glob.replace(/^\//, '').replace(/\/?(\*\*\/?)?$/, '');
    return plain === '' || `/${plain}/`.includes(`/${folder}/`) || folder.endsWith(`/${plain}`);
  });
}

/** Why a file is left out, and the file or the outermost folder that is left out with it. */
type LeftOut =
  | { readonly by: 'exclude' | '.quireignore'; readonly at: string }
  | { readonly by: NoiseKind; readonly at: string; readonly evidence?: string };

function findNoise(path: string, vendored: ReadonlyMap<string, string>): LeftOut | undefined {
  const packages = findPackageFolder(path);
  if (packages !== undefined) return { by: 'installed-packages', at: packages };
  const kind = findNoiseByName(path);
  if (kind !== undefined) return { by: kind, at: path };
  if (vendored.size === 0) return undefined;
  const folder = outermost(path, (each) => vendored.has(each.slice(0, -1)));
  const evidence = vendored.get(folder);
  return evidence === undefined ? undefined : { by: 'vendored-packages', at: folder, evidence };
}

/** The first folder of a path, from the top, that matches; else the path itself. Folders are asked with a slash at the end. */
function outermost(path: string, matches: (folder: string) => boolean): string {
  for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1)) {
    if (matches(path.slice(0, slash + 1))) return path.slice(0, slash);
  }
  return path;
}

async function matcher(globs: readonly string[]): Promise<IgnoreRules> {
  return (await createIgnoreRules()).with('', asBytes(globs.join('\n'))).rules;
}

function asBytes(text: string): string {
  return Buffer.from(text).toString('latin1');
}

async function tell(
  root: string,
  source: string,
  why: LeftOut,
  files: readonly ListedFile[],
): Promise<Skipped> {
  const bytes = await sumBytes(root, files);
  if (why.by !== 'exclude' && why.by !== '.quireignore')
    return noiseSkip({
      source,
      kind: why.by,
      bytes,
      files: files.length,
      evidence: 'evidence' in why ? why.evidence : undefined,
    });
  const count = files.length === 1 ? '' : ` (${files.length} files)`;
  const detail =
    why.by === 'exclude' ? `Left out by \`exclude\`${count}.` : `Left out by a .quireignore${count}.`;
  return { type: 'skipped', source, reason: 'excluded', detail, bytes };
}

async function sumBytes(root: string, files: readonly ListedFile[]): Promise<number> {
  let sum = 0;
  for (const file of files) {
    sum += file.blob?.bytes ?? (await lstat(toFilePath(root, file)).catch(() => undefined))?.size ?? 0;
  }
  return sum;
}
