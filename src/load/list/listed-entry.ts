import type { Skipped } from '../../segment.ts';
import type { EntryName } from './entry-name.ts';

/** A file that a folder holds, before it is read. */
export interface ListedFile extends EntryName {
  readonly type: 'file';
  /** Its blob id in the newest commit, when it is there. */
  readonly committedId?: string;
  /** Where its content is read from a commit and not from the disk. */
  readonly blob?: { readonly id: string; readonly bytes: number };
  /** In git's index, so that its absence means no more than that it was deleted. */
  readonly tracked: boolean;
}

/** What a lister meets: a file to read, or something to tell. A skip's `source` is relative to the root. */
export type ListedEntry = ListedFile | Skipped;

/** By path, in code-unit order: the same on every machine, whatever its locale. */
export function sortEntries(entries: Iterable<ListedEntry>): readonly ListedEntry[] {
  return Array.from(entries, (entry) => ({ entry, path: pathOf(entry) }))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
    .map(({ entry }) => entry);
}

/** The path of an entry, whether it is to be read or told. */
export function pathOf(entry: ListedEntry): string {
  return entry.type === 'file' ? entry.path : entry.source;
}
