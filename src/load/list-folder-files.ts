import { join } from 'node:path';
import type { Skipped } from '../segment.ts';
import { throwIfAborted } from './abort.ts';
import { decodeText } from './decode-text.ts';
import { createIgnoreRules, type IgnoreRules } from './ignore-rules.ts';
import { fileEntry, type ListedEntry, sortEntries } from './listed-entry.ts';
import { readFile } from './read-file.ts';

/**
 * Lists a folder's files without git: each folder's `.gitignore` is applied from the root down (rules above the root are
 * not), `node_modules` below the root counts as ignored unless a rule says otherwise, version-control folders are never
 * entered, links never followed.
 */
export async function listFolderFiles(
  root: string,
  { abortSignal }: { readonly abortSignal?: AbortSignal } = {},
): Promise<readonly ListedEntry[]> {
  const { default: glob } = await import('fast-glob');
  const entries: ListedEntry[] = [];
  const pending = [{ folder: '', rules: await createIgnoreRules(['node_modules/']) }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    throwIfAborted(abortSignal);
    const { folder } = next;
    try {
      const found = await glob('*', {
        cwd: join(root, folder),
        // One folder at a time, so that an ignored folder is not walked and one that cannot be opened ends nothing else.
        deep: 1,
        dot: true,
        onlyFiles: false,
        followSymbolicLinks: false,
        objectMode: true,
      });
      const hasRules = found.some(({ name }) => name === '.gitignore');
      const own = hasRules ? await readRules(root, folder, next.rules) : { rules: next.rules, skipped: [] };
      entries.push(...own.skipped);
      for (const { name, dirent } of found) {
        const path = folder === '' ? name : `${folder}/${name}`;
        if (versionControl.has(name) || own.rules.ignores(dirent.isDirectory() ? `${path}/` : path)) continue;
        const entry = fileEntry({ path, tracked: false });
        if (entry.type === 'file' && dirent.isDirectory()) pending.push({ folder: path, rules: own.rules });
        else entries.push(entry);
      }
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
      const detail = `The folder cannot be opened (${code}).`;
      entries.push({ type: 'skipped', source: folder === '' ? '.' : folder, reason: 'unreadable', detail });
    }
  }
  return sortEntries(entries);
}

const versionControl = new Set(['.git', '.hg', '.svn', '.jj']);

/** Ignore files are short; a larger one is not read, and that is told. */
const maxIgnoreFileBytes = 1024 * 1024;

async function readRules(
  root: string,
  folder: string,
  rules: IgnoreRules,
): Promise<{ readonly rules: IgnoreRules; readonly skipped: readonly Skipped[] }> {
  const source = folder === '' ? '.gitignore' : `${folder}/.gitignore`;
  const read = await readFile(join(root, source), { maxBytes: maxIgnoreFileBytes, links: 'refuse' });
  const decoded = read.type === 'bytes' ? await decodeText(read.bytes) : undefined;
  // What is wrong with the file itself is told when it is read as a document.
  if (decoded?.type !== 'text') return { rules, skipped: [] };
  const added = rules.with(folder, decoded.text);
  const skipped = added.rejected.map(
    ({ line, because }): Skipped => ({
      type: 'skipped',
      source,
      location: { type: 'lines', start: line, end: line },
      reason: 'limit',
      detail: `This ignore rule is not applied: ${because}.`,
    }),
  );
  return { rules: added.rules, skipped };
}
