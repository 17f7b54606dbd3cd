import type { Skipped } from '../segment.ts';

/** A file that a folder holds, before it is read. */
export interface ListedFile {
  readonly type: 'file';
  /** Relative to the root, with `/`. */
  readonly path: string;
  /** Its blob id in the newest commit, when it is there. */
  readonly committedId?: string;
  /** In git's index, so that its absence means no more than that it was deleted. */
  readonly tracked: boolean;
}

/** What a lister meets: a file to read, or something to tell. A skip's `source` is relative to the root. */
export type ListedEntry = ListedFile | Skipped;

/** A file to read; or a skip for a name that is not valid UTF-8, because what it was decoded to opens nothing. */
export function fileEntry(file: Omit<ListedFile, 'type'>): ListedEntry {
  if (!file.path.includes('\ufffd')) return { type: 'file', ...file };
  const detail = 'Its name is not valid UTF-8; rename it.';
  return { type: 'skipped', source: file.path, reason: 'unreadable', detail };
}

/** By path, in code-unit order: the same on every machine, whatever its locale. */
export function sortEntries(entries: Iterable<ListedEntry>): readonly ListedEntry[] {
  return Array.from(entries, (entry) => ({ entry, path: entry.type === 'file' ? entry.path : entry.source }))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
    .map(({ entry }) => entry);
}
