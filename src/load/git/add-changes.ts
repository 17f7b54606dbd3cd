import { isUtf8 } from 'node:buffer';
import { QuireError } from '../../errors.ts';
import type { Skipped, SourceItem, TextSegment } from '../../segment.ts';
import { gitRecords } from '../list/git-records.ts';
import type { ListedFile } from '../list/listed-entry.ts';
import { blobId } from '../read/blob-id.ts';
import { isCredentialFile } from '../read/credentials.ts';
import { tellSecret } from '../read/leave-out-secrets.ts';
import { wholeText } from '../read/text-segment.ts';
import { createBlobReader } from './blob-reader.ts';
import { runGit } from './git.ts';
import type { OpenedRepository } from './open-repository.ts';
import { readLog } from './read-log.ts';

/** What of a repository changes from hour to hour, behind its documents. */
export interface ChangeOptions {
  /**
   * Adds what differs between the newest commit and the files on disk, as unified diffs: a text for each file, behind the last
   * document, named `git diff HEAD -- PATH`. Files that git does not track are documents already.
   * @default none
   */
  readonly diff?: 'uncommitted';
  /**
   * Adds the messages of the newest commits, as many as this, behind the last document: `git log -N`.
   * @default 0
   */
  readonly log?: number;
}

/**
 * Passes the documents of a repository on, then adds what was asked for. Diffs are made from the blobs, by a library: git's own
 * `diff` and `status` run the filters that a repository configures.
 */
export async function* addChanges(
  items: AsyncIterable<SourceItem>,
  opened: OpenedRepository,
  options: ChangeOptions & {
    readonly name?: string;
    readonly secrets?: 'leave-out' | 'read';
    readonly timeoutMs: number;
    readonly abortSignal?: AbortSignal;
  },
): AsyncGenerator<SourceItem> {
  const { diff, log = 0, name, secrets = 'leave-out' } = options;
  if (diff !== undefined && opened.commit !== undefined) throw diffOfCommit();
  const prefix = name === undefined ? '' : `${name}/`;
  const tracked = new Map<string, ListedFile>();
  if (diff !== undefined)
    for (const entry of opened.entries)
      if (entry.type === 'file' && entry.tracked) tracked.set(prefix + entry.path, entry);
  const changed: { readonly file: ListedFile; readonly text: string }[] = [];
  for await (const item of items) {
    yield item;
    const file = tracked.get(item.source);
    if (item.type !== 'text' || item.location.type !== 'lines' || file === undefined) continue;
    if (item.version !== file.committedId) changed.push({ file, text: item.text });
  }

  const safe = async (segment: TextSegment) => (secrets === 'read' ? segment : tellSecret(segment));
  if (diff !== undefined)
    for await (const item of readDiffs(opened, changed, options))
      yield item.type === 'text' ? safe(item) : item;
  if (log > 0) {
    const text = await readLog(opened, { ...options, log });
    const source = `git${name === undefined ? '' : ` -C ${name}`} log -${log}`;
    if (text !== undefined) yield safe(toVolatile(source, text));
  }
}

async function* readDiffs(
  { root, where, entries, removed = [] }: OpenedRepository,
  changed: readonly { readonly file: ListedFile; readonly text: string }[],
  options: Parameters<typeof addChanges>[2],
): AsyncGenerator<TextSegment | Skipped> {
  const blobs = createBlobReader(root, where, options.abortSignal);
  const readOld = async (id: string | undefined) => {
    if (id === undefined) return '';
    const read = await blobs.read({ id, bytes: 0 }, maxDiffBytes);
    if (read.type !== 'bytes' || read.bytes.length > maxDiffBytes || !isUtf8(read.bytes)) return undefined;
    return Buffer.from(read.bytes).toString();
  };
  try {
    const { createTwoFilesPatch } = await import('diff');
    // After `git rm` the index does not have it either, so git does not call it deleted.
    const gone = [...(await findDeleted(root, entries, options)), ...removed]
      .filter(({ path }) => !isCredentialFile(path))
      .map((file) => ({ file, text: undefined }));
    for (const { file, text } of [...changed, ...gone]) {
      const old = await readOld(file.committedId);
      const now = text?.replaceAll('\r\n', '\n');
      const { path } = file;
      const source = `git${options.name === undefined ? '' : ` -C ${options.name}`} diff HEAD -- ${path}`;
      if (old === undefined) {
        const detail = 'No diff is made: the committed version is over 1 MiB or no UTF-8 text.';
        yield { type: 'skipped', source, reason: 'limit', detail };
        continue;
      }
      // What differs in its line ends alone was checked out so.
      if (old.replaceAll('\r\n', '\n') === now) continue;
      const names = [
        file.committedId === undefined ? '/dev/null' : `a/${path}`,
        text === undefined ? '/dev/null' : `b/${path}`,
      ] as const;
      const patch = createTwoFilesPatch(
        ...names,
        old.replaceAll('\r\n', '\n'),
        now ?? '',
        undefined,
        undefined,
        {
          context: 3,
          timeout: 2_000,
        },
      );
      if (patch === undefined) {
        const detail = 'The two versions are too different to be compared in 2 s.';
        yield { type: 'skipped', source, reason: 'limit', detail };
      } else yield toVolatile(source, patch.replace(/^=+\n/, ''));
    }
  } finally {
    blobs.close();
  }
}

/** As the loader's own limit for a file. */
const maxDiffBytes = 1024 * 1024;

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

/** Files of the newest commit that were deleted; not those that a sparse checkout leaves out. */
async function findDeleted(
  root: string,
  entries: OpenedRepository['entries'],
  options: Parameters<typeof addChanges>[2],
): Promise<readonly ListedFile[]> {
  const answer = await runGit(root, ['ls-files', '--deleted', '-z'], options);
  if (answer.type !== 'finished' || answer.exitCode !== 0) return [];
  const deleted = new Set(Array.from(gitRecords(answer.stdout, 'name'), ({ name }) => name.path));
  return entries
    .filter((entry) => entry.type === 'file')
    .filter(({ path, committedId }) => committedId !== undefined && deleted.has(path));
}

function diffOfCommit(): QuireError {
  const message = 'A commit has no uncommitted changes: leave `diff` or `ref` out.';
  return new QuireError('bad-input', { option: 'diff', message });
}
