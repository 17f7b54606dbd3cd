import { constants } from 'node:fs';
import type { EntryName } from './entry-name.ts';

/** What was seen of a tree when its folders were looked into. */
export interface SeenFiles {
  /** A regular file, or gone, and every folder above it is a folder and no link. False also where nobody looked. */
  isRegular(name: EntryName): boolean;
  /** It was there when its folder was looked into. */
  wasThere(name: EntryName): boolean;
}

/**
 * Answers from the folders that were looked into and the links, pipes and devices that were met there, so that a file need not be
 * looked at again before it is opened: a third of the time that reading a small file takes. A file that is not there is none of
 * these, and opening it says so.
 */
export function createSeenFiles({
  looked,
  folders,
  irregular,
}: {
  /** The names in each folder, by its path. */
  readonly looked: ReadonlyMap<string, readonly string[]>;
  /** As they were met in the folder above: where case does not count, an index may spell the name of a link otherwise. */
  readonly folders: ReadonlySet<string>;
  readonly irregular: ReadonlySet<string>;
}): SeenFiles {
  // Without it a link that took the place of a file since then would be followed (Windows).
  const opensNoLinks = constants.O_NOFOLLOW !== undefined;
  const plain = new Map<string, boolean>([['', looked.has('')]]);
  const isPlain = (folder: string): boolean => {
    const known = plain.get(folder);
    if (known !== undefined) return known;
    const isIt = folders.has(folder) && looked.has(folder) && isPlain(folderOf(folder));
    plain.set(folder, isIt);
    return isIt;
  };
  const names = new Map<string, ReadonlySet<string>>();
  const namesIn = (folder: string) => {
    const known = names.get(folder) ?? new Set(looked.get(folder));
    names.set(folder, known);
    return known;
  };
  return {
    wasThere: ({ path, rawPath }) =>
      rawPath === undefined && namesIn(folderOf(path)).has(path.slice(path.lastIndexOf('/') + 1)),
    // Names that are not UTF-8 are few: they are looked at again.
    isRegular: ({ path, rawPath }) =>
      opensNoLinks && rawPath === undefined && !irregular.has(path) && isPlain(folderOf(path)),
  };
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}
