import type { Skipped, TextSegment } from '../segment.ts';
import { blobId, isCommittedContent } from './blob-id.ts';
import { credentialDetail, isCredentialFile } from './credentials.ts';
import { decodeText } from './decode-text.ts';
import { toFilePath } from './entry-name.ts';
import { tellSecret } from './leave-out-secrets.ts';
import type { ListedEntry, ListedFile } from './listed-entry.ts';
import { createFolderCheck } from './plain-folders.ts';
import { readFile } from './read-file.ts';
import { findLfsBytes, lfsDetail, wholeText } from './text-segment.ts';

/** What became of a listed entry. */
export type EntryRead =
  | {
      readonly type: 'item';
      readonly item: TextSegment | Skipped;
      /** The content is the committed one, so the time of its newest change holds. */
      readonly committed: boolean;
    }
  /** A PDF: named here, read by `readPdf` when its turn comes. */
  | { readonly type: 'pdf'; readonly file: ListedFile }
  /** In the index and not on disk: deleted, or outside a sparse checkout. Not a file that was met. */
  | { readonly type: 'gone' };

/** A PDF's bytes and what its pages have in common. */
export interface PdfBytes {
  readonly type: 'pdf-bytes';
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly source: string;
  readonly version: string;
  readonly committed: boolean;
}

export interface EntryReader {
  read(entry: ListedEntry): Promise<EntryRead>;
  readPdf(file: ListedFile): Promise<Exclude<EntryRead, { type: 'pdf' }> | PdfBytes>;
}

/** Reads what was listed in `root`, a real path. `name` goes before every path. */
export function createEntryReader({
  root,
  name,
  maxFileBytes,
  maxPdfBytes,
  secrets,
}: {
  readonly root: string;
  readonly name: string | undefined;
  readonly maxFileBytes: number;
  readonly maxPdfBytes: number;
  readonly secrets: 'leave-out' | 'read';
}): EntryReader {
  const reachesPlainly = createFolderCheck(root);
  const sourceOf = (path: string) => (name === undefined ? path : `${name}/${path}`);

  async function readBytes(file: ListedFile, maxBytes: number, option: string) {
    const { path, tracked } = file;
    const source = sourceOf(path);
    if (isCredentialFile(path)) return skip(source, 'credentials', credentialDetail);
    if (!(await reachesPlainly(file)))
      return skip(source, 'link', 'It is reached through a symbolic link; links are not followed.');
    const read = await readFile(toFilePath(root, file), { maxBytes, links: 'refuse' });
    if (read.type === 'bytes') return read;
    if (read.type === 'missing') {
      return tracked
        ? ({ type: 'gone' } as const)
        : skip(source, 'unreadable', 'It was gone before it could be read, or its name cannot be opened.');
    }
    const way = read.reason === 'too-large' ? ` Raise \`${option}\`, or pass the file itself.` : '';
    return skip(source, read.reason, read.detail + way, read.bytes);
  }

  return {
    async read(entry) {
      if (entry.type === 'skipped') return told({ ...entry, source: sourceOf(entry.source) });
      if (isPdf(entry.path)) return { type: 'pdf', file: entry };
      const read = await readBytes(entry, maxFileBytes, 'maxFileBytes');
      if (read.type !== 'bytes') return read;
      const source = sourceOf(entry.path);
      const decoded = await decodeText(read.bytes);
      if (decoded.type === 'binary') return skip(source, 'binary', decoded.detail, read.bytes.length);
      const { text, encoding } = decoded;
      const lfsBytes = findLfsBytes(text);
      if (lfsBytes !== undefined) return skip(source, 'lfs-pointer', lfsDetail, lfsBytes);
      const { version, committed } = identify(entry, read.bytes);
      const segment: TextSegment = {
        type: 'text',
        source,
        location: wholeText(text),
        text,
        ...(encoding !== undefined && { encoding }),
        version,
      };
      const item = secrets === 'read' ? segment : await tellSecret(segment);
      return { type: 'item', item, committed };
    },
    async readPdf(file) {
      const read = await readBytes(file, maxPdfBytes, 'maxPdfBytes');
      if (read.type !== 'bytes') return read;
      const source = sourceOf(file.path);
      const lfsBytes = findLfsBytes(
        Buffer.from(read.bytes.buffer, 0, Math.min(read.bytes.length, 1_025)).toString('latin1'),
      );
      if (lfsBytes !== undefined) return skip(source, 'lfs-pointer', lfsDetail, lfsBytes);
      return { type: 'pdf-bytes', bytes: read.bytes, source, ...identify(file, read.bytes) };
    },
  };
}

function identify(
  { committedId }: ListedFile,
  bytes: Uint8Array,
): { readonly version: string; readonly committed: boolean } {
  return committedId !== undefined && isCommittedContent(bytes, committedId)
    ? { version: committedId, committed: true }
    : { version: blobId(bytes), committed: false };
}

function isPdf(path: string): boolean {
  return path.toLowerCase().endsWith('.pdf');
}

function skip(source: string, reason: Skipped['reason'], detail: string, bytes?: number) {
  return told({ type: 'skipped', source, reason, detail, ...(bytes !== undefined && { bytes }) });
}

function told(item: Skipped) {
  return { type: 'item', item, committed: false } as const;
}
