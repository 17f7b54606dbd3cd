import { lstatSync } from 'node:fs';
import { dirname } from 'node:path/posix';
import { type EntryName, nameBytes, toFilePath } from './entry-name.ts';

/**
 * Tells of each name whether it is reached from `root` (a real path) through folders alone. A git index can list `a/passwd`
 * where `a` is a link to `/etc`; opening the file without following links looks at its last name only.
 */
export function createFolderCheck(root: string): (name: EntryName) => boolean {
  const known = new Map<string, boolean>([['.', true]]);
  const isPlain = (folder: EntryName): boolean => {
    const before = known.get(folder.path);
    if (before !== undefined) return before;
    const plain = !/(^|\/)\.\.$/.test(folder.path) && isPlain(folderOf(folder)) && isNoLink(root, folder);
    known.set(folder.path, plain);
    return plain;
  };
  return (name) => isPlain(folderOf(name));
}

function folderOf(name: EntryName): EntryName {
  const path = dirname(name.path);
  if (name.rawPath === undefined || path === '.') return { path };
  return { path, rawPath: nameBytes(name).subarray(0, name.rawPath.lastIndexOf('/')) };
}

function isNoLink(root: string, folder: EntryName): boolean {
  try {
    return !lstatSync(toFilePath(root, folder)).isSymbolicLink();
  } catch {
    // Not there: reading the file will say so.
    return true;
  }
}
