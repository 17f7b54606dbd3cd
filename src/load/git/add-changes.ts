import type { Skipped, SourceItem, TextSegment } from '../../segment.ts';
import { throwIfAborted } from '../abort.ts';
import { blobId } from '../read/blob-id.ts';
import { tellSecret } from '../read/leave-out-secrets.ts';
import { wholeText } from '../read/text-segment.ts';
import { type DiffChoice, type DiffSides, openDiffSides } from './diff-sides.ts';
import type { OpenedRepository } from './open-repository.ts';
import { readLog } from './read-log.ts';

/** What of a repository changes from hour to hour, behind its documents. */
export interface ChangeOptions {
  /**
   * Adds what differs between the newest commit and the files on disk (`uncommitted`), or what `git diff` would compare
   * (`{ revisions: 'main' }`, `{ revisions: 'v1..v2' }`), as unified diffs: a text for each file, behind the last document, named
   * `git diff HEAD -- PATH`. Files that git does not track are documents already.
   * @default none
   */
  readonly diff?: DiffChoice;
  /**
   * Adds the messages of the newest commits, as many as this, behind the last document: `git log -N`.
   * @default 0
   */
  readonly log?: number;
}

/** How the documents are read, and what is asked for beside them. */
export interface AddChangesOptions extends ChangeOptions {
  readonly name?: string;
  /** What the caller typed for the commit that is read. */
  readonly ref?: string;
  readonly secrets?: 'leave-out' | 'read';
  readonly timeoutMs: number;
  readonly abortSignal?: AbortSignal;
  /** Reads what a repository holds, as the documents are read: so both sides of a diff are decoded and judged alike. */
  readonly read: (opened: OpenedRepository) => AsyncIterable<SourceItem>;
  /** Opens another commit of the repository. */
  readonly open: (commit: string) => Promise<OpenedRepository>;
}

/**
 * Passes the documents of a repository on, then adds what was asked for. Diffs are made from the blobs, by a library: git's own
 * `diff` and `status` run the filters that a repository configures.
 */
export async function* addChanges(
  opened: OpenedRepository,
  options: AddChangesOptions,
): AsyncGenerator<SourceItem> {
  const { diff, log = 0, name, ref, secrets = 'leave-out', timeoutMs, abortSignal } = options;
  const sides = diff && (await openDiffSides(opened, { diff, ref }, { timeoutMs, abortSignal }));
  const prefix = name === undefined ? '' : `${name}/`;
  const changed = new Map<string, TextSegment>();
  const collect = (item: SourceItem) => {
    const path = item.source.slice(prefix.length);
    if (sides === undefined || item.type !== 'text' || item.location.type !== 'lines') return;
    if (sides.newer.has(path) && item.version !== sides.older.get(path)?.committedId) changed.set(path, item);
  };
  for await (const item of options.read(opened)) {
    yield item;
    if (sides?.until === undefined) collect(item);
  }
  if (sides?.until !== undefined) {
    const at = await options.open(sides.until);
    const entries = at.entries.filter(
      (entry) => entry.type === 'file' && entry.committedId !== sides.older.get(entry.path)?.committedId,
    );
    for await (const item of options.read({ ...at, entries })) collect(item);
  }

  const git = `git${name === undefined ? '' : ` -C ${name}`}`;
  const safe = async (segment: TextSegment) => (secrets === 'read' ? segment : tellSecret(segment));
  if (sides !== undefined) {
    const older = await readOlder(opened, sides, { changed, prefix, read: options.read });
    const paths = [...new Set([...changed.keys(), ...older.keys()])].sort();
    for (const path of paths) {
      throwIfAborted(abortSignal);
      const source = `${git} diff ${sides.label} -- ${path}`;
      const item = await makeDiff(source, { path, older: older.get(path), newer: changed.get(path) });
      if (item !== undefined) yield item.type === 'text' ? await safe(item) : item;
    }
  }
  if (log > 0) {
    const text = await readLog(opened, { ...options, log });
    if (text !== undefined) yield await safe(toVolatile(`${git} log -${log}`, text));
  }
}

/** What changed files were before, and what is there no more, by path; not what the selection leaves out. */
async function readOlder(
  opened: OpenedRepository,
  { older, newer }: DiffSides,
  {
    changed,
    prefix,
    read,
  }: Pick<AddChangesOptions, 'read'> & {
    readonly changed: ReadonlyMap<string, TextSegment>;
    readonly prefix: string;
  },
): Promise<ReadonlyMap<string, TextSegment | Skipped>> {
  const gone = await opened.select([...older.values()].filter(({ path }) => !newer.has(path)));
  const before = [...changed.keys()].flatMap((path) => older.get(path) ?? []);
  const found = new Map<string, TextSegment | Skipped>();
  for await (const item of read({ ...opened, history: 'none', entries: [...before, ...gone] })) {
    const { source } = item;
    const told = { type: 'skipped', source, reason: 'media', detail: 'An image.' } as const;
    found.set(source.slice(prefix.length), item.type === 'media' ? told : item);
  }
  return found;
}

/** A diff as git writes it; nothing where only line ends differ, since what differs in those alone was checked out so. */
async function makeDiff(
  source: string,
  {
    path,
    older,
    newer,
  }: {
    readonly path: string;
    readonly older: TextSegment | Skipped | undefined;
    readonly newer: TextSegment | undefined;
  },
): Promise<TextSegment | Skipped | undefined> {
  if (older?.type === 'skipped' || (older !== undefined && older.location.type !== 'lines')) {
    const reason = older.type === 'skipped' ? older.reason : 'limit';
    const why = older.type === 'skipped' ? (older.detail ?? older.reason) : 'It is read in pages or cells.';
    return { type: 'skipped', source, reason, detail: `No diff is made of it. ${why}` };
  }
  const [before, after] = [older, newer].map((side) => side?.text.replaceAll('\r\n', '\n'));
  if (before === after) return undefined;
  const { createTwoFilesPatch } = await import('diff');
  const patch = createTwoFilesPatch(
    before === undefined ? '/dev/null' : `a/${path}`,
    after === undefined ? '/dev/null' : `b/${path}`,
    before ?? '',
    after ?? '',
    undefined,
    undefined,
    { context: 3, timeout: 2_000 },
  );
  if (patch !== undefined) return toVolatile(source, patch.replace(/^=+\n/, ''));
  const detail = 'The two versions are too different to be compared in 2 s.';
  return { type: 'skipped', source, reason: 'limit', detail };
}

/** A text that stands behind all documents, because it changes with every commit. */
function toVolatile(source: string, text: string): TextSegment {
  return {
    type: 'text',
    source,
    location: wholeText(text),
    text,
    version: blobId(Buffer.from(text)),
    isVolatile: true,
  };
}
