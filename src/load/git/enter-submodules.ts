import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { childName } from '../list/entry-name.ts';
import { isRepository } from '../list/is-repository.ts';
import { type Listing, listFiles } from '../list/list-files.ts';
import { type ListedEntry, pathOf, sortEntries } from '../list/listed-entry.ts';

/**
 * Puts the files of submodules that are checked out in the place of what is told of them, and those of submodules in these. A
 * submodule that is reached through a link stays told.
 */
export async function enterSubmodules(
  root: string,
  listing: Listing,
  options: Parameters<typeof listFiles>[2],
): Promise<Listing> {
  const entered = new Map<string, Listing>();
  for (const path of listing.submodules) {
    const folder = join(root, path);
    const real = await realpath(folder).catch(() => undefined);
    if (real !== folder || !(await isRepository(folder))) continue;
    const inner = await listFiles(folder, path, options);
    entered.set(path, await enterSubmodules(folder, inner, options));
  }
  const inside = [...entered].flatMap(([path, { entries }]) =>
    entries.map((entry) => moveBelow(path, entry)),
  );
  const outside = listing.entries.filter((entry) => entry.type === 'file' || !entered.has(pathOf(entry)));
  return {
    ...listing,
    entries: sortEntries([...outside, ...inside]),
    notices: [...listing.notices, ...[...entered.values()].flatMap(({ notices }) => notices)],
  };
}

/** The history that is read is the outer repository's, and it knows nothing of the files of a submodule. */
function moveBelow(folder: string, entry: ListedEntry): ListedEntry {
  if (entry.type === 'skipped') return { ...entry, source: `${folder}/${entry.source}` };
  const { type, tracked } = entry;
  return { type, tracked, ...childName({ path: folder }, entry) };
}
