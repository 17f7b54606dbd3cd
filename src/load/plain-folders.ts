import { realpath } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type EntryName, nameBytes, toFilePath } from './entry-name.ts';

/**
 * Tells of each name whether it is reached from `root` (a real path) through folders alone. A git index can list `a/passwd`
 * where `a` is a link to `/etc`; opening the file without following links looks at its last name only.
 */
export function createFolderCheck(root: string): (name: EntryName) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>();
  return (name) => {
    const folder = folderOf(name);
    const check = known.get(folder.path) ?? isPlain(root, folder);
    known.set(folder.path, check);
    return check;
  };
}

function folderOf(name: EntryName): EntryName {
  const path = dirname(name.path);
  if (name.rawPath === undefined || path === '.') return { path };
  return { path, rawPath: nameBytes(name).subarray(0, name.rawPath.lastIndexOf('/')) };
}

async function isPlain(root: string, folder: EntryName): Promise<boolean> {
  const expected = Buffer.from(toFilePath(root, folder));
  try {
    const real = await realpath(expected, { encoding: 'buffer' });
    return real.equals(expected) && !folder.path.split('/').includes('..');
  } catch {
    // Not there: reading the file will say so.
    return true;
  }
}
