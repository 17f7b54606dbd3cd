import type { MediaSegment, Skipped, TextSegment } from '../../segment.ts';
import type { BlobReader } from '../git/blob-reader.ts';
import { toFilePath } from '../list/entry-name.ts';
import type { ListedEntry, ListedFile } from '../list/listed-entry.ts';
import { createFolderCheck } from '../list/plain-folders.ts';
import type { SeenFiles } from '../list/seen-files.ts';
import { blobId, isCommittedContent } from './blob-id.ts';
import { credentialDetail, isCredentialFile } from './credentials.ts';
import { type DecodedText, decodeUtf8 } from './decode-text.ts';
import { imageType } from './image-type.ts';
import type { EncodingGuess } from './kept-encodings.ts';
import type { SecretScan } from './kept-secret-scan.ts';
import { type FileRead, readFile, readFileNow } from './read-file.ts';
import { isHtml, readHtml } from './read-html.ts';
import { isNotebook, readNotebook } from './read-notebook.ts';
import { createStorageClock } from './storage-clock.ts';
import { findLfsBytes, lfsDetail, wholeText } from './text-segment.ts';

/** What became of a listed entry. A PDF is only named here, and read by `readPdf` when its turn comes. */
export type EntryRead = ReadContent | { readonly type: 'pdf'; readonly file: ListedFile };

/** What was read of a file. */
export type ReadContent =
  | {
      readonly type: 'items';
      /** One, or the cells of a notebook. */
      readonly items: readonly (TextSegment | MediaSegment | Skipped)[];
      /** The content is the committed one, so the time of its newest change holds. */
      readonly committed: boolean;
    }
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
  /** At once for what needs no more than the file's bytes. */
  read(entry: ListedEntry): EntryRead | Promise<ReadContent>;
  readPdf(file: ListedFile): Promise<ReadContent | PdfBytes>;
}

/** Reads what was listed in `root`, a real path. `name` goes before every path. */
export function createEntryReader({
  root,
  name,
  maxFileBytes,
  maxPdfBytes,
  secrets,
  encodings,
  blobs,
  seen,
}: {
  readonly root: string;
  readonly name: string | undefined;
  readonly maxFileBytes: number;
  readonly maxPdfBytes: number;
  /** None: secrets are read like anything else. */
  readonly secrets: SecretScan | undefined;
  readonly encodings: EncodingGuess;
  readonly blobs: BlobReader;
  readonly seen?: SeenFiles | undefined;
}): EntryReader {
  const reachesPlainly = createFolderCheck(root);
  const sourceOf = (path: string) => (name === undefined ? path : `${name}/${path}`);

  const clock = createStorageClock();
  const buffer = new Uint8Array(Math.min(maxFileBytes, largeFileBytes));

  /** Why a file is not opened at all. */
  function refuse(file: ListedFile) {
    const source = sourceOf(file.path);
    if (isCredentialFile(file.path)) return skip(source, 'credentials', credentialDetail);
    if (file.blob !== undefined || seen?.isRegular(file) || reachesPlainly(file)) return undefined;
    return skip(source, 'link', 'It is reached through a symbolic link; links are not followed.');
  }

  function toSkip(file: ListedFile, read: Exclude<FileRead, { type: 'bytes' }>, option: string) {
    const { path, tracked } = file;
    if (read.type === 'missing') {
      if (tracked && seen?.wasThere(file) !== true) return { type: 'gone' } as const;
      const detail = 'It was gone before it could be read, or its name cannot be opened.';
      return skip(sourceOf(path), 'unreadable', detail);
    }
    const way = read.reason === 'too-large' ? ` Raise \`${option}\`, or pass the file itself.` : '';
    return skip(sourceOf(path), read.reason, read.detail + way, read.bytes);
  }

  function readText(entry: ListedFile, read: FileRead): ReadContent | Promise<ReadContent> {
    if (read.type !== 'bytes') return toSkip(entry, read, 'maxFileBytes');
    const text = decodeUtf8(read.bytes);
    if (text !== undefined) return toItem(entry, read.bytes, { type: 'text', text });
    const known = encodings.decode(read.bytes);
    // What lies in the shared buffer is overwritten by the next file, and the data of an image is handed on.
    const bytes = read.bytes.buffer === buffer.buffer ? read.bytes.slice() : read.bytes;
    if (!(known instanceof Promise)) return toItem(entry, bytes, known);
    return known.then((decoded) => toItem(entry, bytes, decoded));
  }

  function toItem(
    entry: ListedFile,
    bytes: Uint8Array,
    decoded: DecodedText,
  ): ReadContent | Promise<ReadContent> {
    const source = sourceOf(entry.path);
    if (decoded.type === 'binary') {
      const mediaType = imageType(bytes);
      if (mediaType === undefined) return skip(source, 'binary', decoded.detail, bytes.length);
      return { type: 'items', items: [{ type: 'media', source, mediaType, data: bytes }], committed: false };
    }
    const { encoding } = decoded;
    const text = (isHtml(entry.path) && readHtml(decoded.text)) || decoded.text;
    const lfsBytes = findLfsBytes(text);
    if (lfsBytes !== undefined) return skip(source, 'lfs-pointer', lfsDetail, lfsBytes);
    const { version, committed } = identify(entry, bytes);
    const address = { source, ...(encoding !== undefined && { encoding }), version };
    const cells = isNotebook(entry.path) ? readNotebook(text, address) : undefined;
    const segments = cells ?? [{ type: 'text', location: wholeText(text), text, ...address }];
    const items = secrets?.tell({ text, version, source }, segments) ?? segments;
    return items instanceof Promise
      ? items.then((told) => ({ type: 'items', items: told, committed }))
      : { type: 'items', items, committed };
  }

  return {
    read(entry) {
      if (entry.type === 'skipped') return told({ ...entry, source: sourceOf(entry.source) });
      if (isPdf(entry.path)) return { type: 'pdf', file: entry };
      const refusal = refuse(entry);
      if (refusal !== undefined) return refusal;
      // Most of a notebook is images in base64, which are not read.
      const maxBytes = isNotebook(entry.path) ? 16 * maxFileBytes : maxFileBytes;
      if (entry.blob !== undefined)
        return blobs.read(entry.blob, maxBytes).then((read) => readText(entry, read));
      const path = toFilePath(root, entry);
      const readLater = () =>
        readFile(path, { maxBytes, links: 'refuse' }).then((read) => readText(entry, read));
      if (clock.isSlow()) return readLater();
      const isSeen = seen?.isRegular(entry) === true;
      const read = clock.time(() => readFileNow(path, { maxBytes, buffer, isSeen }));
      const isLarge = read.type === 'refused' && read.reason === 'too-large';
      return isLarge && maxBytes > buffer.length ? readLater() : readText(entry, read);
    },
    async readPdf(file) {
      const refusal = refuse(file);
      if (refusal !== undefined) return refusal;
      const read = await (file.blob === undefined
        ? readFile(toFilePath(root, file), { maxBytes: maxPdfBytes, links: 'refuse' })
        : blobs.read(file.blob, maxPdfBytes));
      if (read.type !== 'bytes') return toSkip(file, read, 'maxPdfBytes');
      const source = sourceOf(file.path);
      const lfsBytes = findLfsBytes(
        Buffer.from(read.bytes.buffer, 0, Math.min(read.bytes.length, 1_025)).toString('latin1'),
      );
      if (lfsBytes !== undefined) return skip(source, 'lfs-pointer', lfsDetail, lfsBytes);
      return { type: 'pdf-bytes', bytes: read.bytes, source, ...identify(file, read.bytes) };
    },
  };
}

/** Above it the caller would wait too long for one file. */
const largeFileBytes = 4 * 1024 * 1024;

function identify(
  { committedId }: ListedFile,
  bytes: Uint8Array,
): { readonly version: string; readonly committed: boolean } {
  return committedId !== undefined && isCommittedContent(bytes, committedId)
    ? { version: committedId, committed: true }
    : { version: blobId(bytes), committed: false };
}

/** By its name. */
export function isPdf(path: string): boolean {
  return path.toLowerCase().endsWith('.pdf');
}

function skip(source: string, reason: Skipped['reason'], detail: string, bytes?: number) {
  return told({ type: 'skipped', source, reason, detail, ...(bytes !== undefined && { bytes }) });
}

function told(item: Skipped) {
  return { type: 'items', items: [item], committed: false } as const;
}
