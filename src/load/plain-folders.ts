import { realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Tells of each relative path whether it is reached from `root` (a real path) through folders alone. A git index can list
 * `a/passwd` where `a` is a link to `/etc`; opening the file without following links looks at its last name only.
 */
export function createFolderCheck(root: string): (path: string) => Promise<boolean> {
  const known = new Map<string, Promise<boolean>>();
  return (path) => {
    const folder = dirname(path);
    const expected = join(root, folder);
    const check =
      known.get(folder) ??
      realpath(expected).then(
        (real) => real === expected && (expected === root || expected.startsWith(join(root, '/'))),
        // Not there: reading the file will say so.
        () => true,
      );
    known.set(folder, check);
    return check;
  };
}
