import type { Skipped } from '../../segment.ts';
import { type FileRead, readFile } from '../read/read-file.ts';
import { byteString, childName, type EntryName, toFilePath } from './entry-name.ts';
import type { IgnoreRules } from './ignore-rules.ts';

/** Rules with those of one more ignore file, and what is told of it. */
export interface ReadRules {
  readonly rules: IgnoreRules;
  readonly skipped: readonly Skipped[];
}

/**
 * Adds the rules of the ignore file `name` in `folder`, if it is there. `base` is where `root` stands as seen from the rules. A
 * link is not followed: git does not either.
 */
export async function readRules(
  {
    root,
    folder,
    name,
    base,
    read: readElsewhere,
  }: {
    readonly root: string;
    readonly folder: EntryName;
    readonly name: string;
    readonly base: EntryName;
    /** Reads it from elsewhere than the disk. */
    readonly read?: (file: EntryName, maxBytes: number) => Promise<FileRead>;
  },
  rules: IgnoreRules,
): Promise<ReadRules> {
  const file = childName(folder, { path: name });
  const read = await (readElsewhere?.(file, maxIgnoreFileBytes) ??
    readFile(toFilePath(root, file), { maxBytes: maxIgnoreFileBytes, links: 'refuse' }));
  if (read.type === 'refused' && read.reason === 'too-large')
    return { rules, skipped: [dropped(file.path, 'None of its rules is applied: it is larger than 1 MiB.')] };
  // What else is wrong with the file itself is told when it is read as a document.
  if (read.type !== 'bytes') return { rules, skipped: [] };
  const added = rules.with(byteString(childName(base, folder)), Buffer.from(read.bytes).toString('latin1'));
  const skipped = added.rejected.map(({ line, because }) =>
    dropped(file.path, `This ignore rule is not applied: ${because}.`, line),
  );
  return { rules: added.rules, skipped };
}

/** Ignore files are short; a larger one is not read, and that is told. */
const maxIgnoreFileBytes = 1024 * 1024;

function dropped(source: string, detail: string, line?: number): Skipped {
  const location =
    line === undefined ? {} : ({ location: { type: 'lines', start: line, end: line } } as const);
  return { type: 'skipped', source, ...location, reason: 'limit', detail };
}
