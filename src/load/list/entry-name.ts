import { isUtf8 } from 'node:buffer';
import { join, sep } from 'node:path';

/** A path relative to the root, as it is shown and as the file system has it. */
export interface EntryName {
  /** With `/`. Bytes that are not valid UTF-8 stand as `\xff`, so that no two names look the same by accident. */
  readonly path: string;
  /** The bytes of the path, only where they are not valid UTF-8: what opens the file. */
  readonly rawPath?: Buffer;
}

/** The name that some bytes spell. */
export function decodeName(bytes: Buffer): EntryName {
  if (isUtf8(bytes)) return { path: bytes.toString() };
  const path = bytes.toString('latin1').replace(utf8Sequence, (sequence) => {
    const decoded = Buffer.from(sequence, 'latin1');
    return isUtf8(decoded) ? decoded.toString() : `\\x${decoded.toString('hex')}`;
  });
  return { path, rawPath: bytes };
}

/** ASCII, or one sequence of a lead byte and what may follow it, or a byte that fits nothing. */
const utf8Sequence =
  /[\0-\x7f]+|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}|[\s\S]/g;

/** Where a name below `root` is opened. */
export function toFilePath(root: string, { path, rawPath }: EntryName): string | Buffer {
  if (rawPath !== undefined) return Buffer.concat([Buffer.from(root + sep), rawPath]);
  // `join` would tidy up a name that is tidy: a tenth of the time that a small file takes.
  return sep === '/' && !root.endsWith('/') && path !== '' ? `${root}/${path}` : join(root, path);
}

/** A name inside a folder; the root's own name is empty, on either side. */
export function childName(folder: EntryName, name: EntryName): EntryName {
  if (folder.path === '') return name;
  if (name.path === '') return folder;
  const path = `${folder.path}/${name.path}`;
  if (folder.rawPath === undefined && name.rawPath === undefined) return { path };
  return { path, rawPath: Buffer.concat([nameBytes(folder), Buffer.from('/'), nameBytes(name)]) };
}

/** A name as its bytes. */
export function nameBytes({ path, rawPath }: EntryName): Buffer {
  return rawPath ?? Buffer.from(path);
}

/** A name as a string of its bytes, one character each: git's rules compare bytes, so `?` stands for one of them. */
export function byteString(name: EntryName): string {
  return name.rawPath === undefined && /^[\0-\x7f]*$/.test(name.path)
    ? name.path
    : nameBytes(name).toString('latin1');
}
