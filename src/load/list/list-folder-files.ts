import { join } from 'node:path';
import type { Skipped } from '../../segment.ts';
import { throwIfAborted } from '../abort.ts';
import { inSlices } from '../in-slices.ts';
import { byteString, childName, type EntryName } from './entry-name.ts';
import { createIgnoreRules, type IgnoreRules } from './ignore-rules.ts';
import { isRepository } from './is-repository.ts';
import { type ListedEntry, sortEntries } from './listed-entry.ts';
import type { OuterRules } from './outer-rules.ts';
import { readFolder } from './read-folder.ts';
import { readRules } from './read-rules.ts';
import { closedFolder, nestedRepository, specialFile } from './told-entries.ts';

/**
 * Lists a folder's files without git: each folder's `.gitignore` is applied from the root down, after the rules from outside.
 * Version-control folders are never entered, repositories inside it and `node_modules` are told and not entered (the latter
 * unless a rule keeps it or `enters` says so), links never followed.
 */
export async function listFolderFiles(
  root: string,
  {
    outer,
    enters = () => false,
    abortSignal,
  }: {
    readonly outer?: OuterRules;
    /** Whether a folder that is left out by its name is read all the same. */
    readonly enters?: (path: string) => boolean;
    readonly abortSignal?: AbortSignal;
  } = {},
): Promise<readonly ListedEntry[]> {
  const { rules: initial, base } = outer ?? { rules: await createIgnoreRules(), base: { path: '' } };
  const entries: ListedEntry[] = [];
  const pending: { readonly folder: EntryName; readonly rules: IgnoreRules }[] = [
    { folder: { path: '' }, rules: initial },
  ];
  function* takePending() {
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) yield next;
  }
  for await (const next of inSlices(takePending())) {
    throwIfAborted(abortSignal);
    const { folder } = next;
    const isRoot = folder.path === '';
    try {
      const found = await readFolder(root, folder);
      const has = (wanted: string) => found.some(({ name }) => name.path === wanted);
      if (!isRoot && has('.git') && (await isRepository(join(root, folder.path)))) {
        entries.push(nestedRepository(folder.path, 'A repository of its own.'));
        continue;
      }
      const { rules, skipped } = has('.gitignore')
        ? await readRules({ root, folder, name: '.gitignore', base }, next.rules)
        : { rules: next.rules, skipped: [] };
      entries.push(...skipped);
      for (const { name, type } of found) {
        if (versionControl.has(name.path)) continue;
        const child = childName(folder, name);
        const verdict = rules.judge(byteString(childName(base, child)) + (type === 'folder' ? '/' : ''));
        if (verdict === 'ignored') continue;
        if (type === 'other') entries.push({ type: 'file', ...child, tracked: false });
        else if (type === 'special') entries.push(specialFile(child.path));
        else if (name.path === 'node_modules' && verdict !== 'kept' && !enters(child.path))
          entries.push(installedPackages(child.path));
        else pending.push({ folder: child, rules });
      }
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      entries.push(closedFolder(isRoot ? '.' : folder.path, code));
    }
  }
  return sortEntries(entries);
}

const versionControl = new Set(['.git', '.hg', '.svn', '.jj']);

function installedPackages(source: string): Skipped {
  const detail =
    'Installed packages, in no ignore file. Read them with `include`, or load the folder itself.';
  return { type: 'skipped', source, reason: 'noise', detail };
}
