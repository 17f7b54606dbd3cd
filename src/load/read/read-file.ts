import { closeSync, constants, fstatSync, lstatSync, openSync, readSync, type Stats } from 'node:fs';
import { lstat, open, stat } from 'node:fs/promises';
import type { SkipReason } from '../../segment.ts';

/** A file's bytes, or why they were not read. The bytes own their buffer, so it may be handed to a worker. */
export type FileRead =
  | { readonly type: 'bytes'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly type: 'missing'; readonly cause: unknown }
  | {
      readonly type: 'refused';
      readonly reason: Extract<SkipReason, 'changed' | 'link' | 'special-file' | 'too-large' | 'unreadable'>;
      readonly detail: string;
      readonly bytes?: number;
      readonly cause?: unknown;
    };

/**
 * Reads a regular file and nothing else. A pipe or a device is told, never opened and waited for; a file over `maxBytes` is
 * told with its size. Links are refused while walking a folder (they lead out of it, or round in circles) and followed for
 * a path that the caller named. A file that changes while it is read is read once more, then told: half of the old text and half
 * of the new would be cited as if someone had written it.
 */
export async function readFile(path: string | Buffer, options: ReadFileOptions): Promise<FileRead> {
  try {
    return (await readOnce(path, options)) ?? (await readOnce(path, options)) ?? changed;
  } catch (error) {
    return toFailure(error);
  }
}

/**
 * The same while the caller waits, for the many small files of a folder: four times as fast as handing each step to another
 * thread, where the storage answers at once. Links are refused. The bytes lie in `buffer` and hold until the next call; a file
 * that does not fit into it is told as over `maxBytes`.
 */
export function readFileNow(
  path: string | Buffer,
  {
    maxBytes,
    buffer,
    isSeen = false,
  }: {
    readonly maxBytes: number;
    readonly buffer: Uint8Array<ArrayBuffer>;
    /** It was seen as a regular file a moment ago, so that it is not looked at again before it is opened. */
    readonly isSeen?: boolean;
  },
): FileRead {
  const most = Math.min(maxBytes, buffer.length);
  const readOnce = () => {
    const refusal = isSeen ? undefined : refuse(lstatSync(path), most);
    return refusal ?? readOnceNow(path, most, buffer);
  };
  try {
    return readOnce() ?? readOnce() ?? changed;
  } catch (error) {
    return toFailure(error);
  }
}

function toFailure(error: unknown): FileRead {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
  if (code === 'ENOENT' || code === 'ENOTDIR') return { type: 'missing', cause: error };
  return {
    type: 'refused',
    reason: 'unreadable',
    detail: `The file system refused it (${code}).`,
    cause: error,
  };
}

interface ReadFileOptions {
  readonly maxBytes: number;
  readonly links: 'refuse' | 'follow';
}

const changed: FileRead = {
  type: 'refused',
  reason: 'changed',
  detail: 'It changed while it was read, twice. Load it again when it rests.',
};

/** `undefined` when the file changed meanwhile. */
async function readOnce(
  path: string | Buffer,
  { maxBytes, links }: ReadFileOptions,
): Promise<FileRead | undefined> {
  // Before the open, because opening a device can already do something.
  const refusal = refuse(await (links === 'refuse' ? lstat(path) : stat(path)), maxBytes);
  if (refusal) return refusal;
  const handle = await open(path, openFlags(links));
  try {
    // Again after the open: the file may have been replaced in between.
    const before = await handle.stat();
    const late = refuse(before, maxBytes);
    if (late) return late;
    const bytes = new Uint8Array(before.size);
    let filled = 0;
    for (let read = -1; read !== 0 && filled < bytes.length; filled += read)
      read = (await handle.read(bytes, filled, bytes.length - filled, filled)).bytesRead;
    const after = await handle.stat();
    return isSame(before, after, filled) ? { type: 'bytes', bytes } : undefined;
  } finally {
    await handle.close();
  }
}

/** Step by step as `readOnce` from the open on. */
function readOnceNow(
  path: string | Buffer,
  maxBytes: number,
  buffer: Uint8Array<ArrayBuffer>,
): FileRead | undefined {
  const file = openSync(path, openFlags('refuse'));
  try {
    const before = fstatSync(file);
    const late = refuse(before, maxBytes);
    if (late) return late;
    let filled = 0;
    for (let read = -1; read !== 0 && filled < before.size; filled += read)
      read = readSync(file, buffer, filled, before.size - filled, filled);
    return isSame(before, fstatSync(file), filled)
      ? { type: 'bytes', bytes: buffer.subarray(0, filled) }
      : undefined;
  } finally {
    closeSync(file);
  }
}

function openFlags(links: ReadFileOptions['links']): number {
  const noFollow = links === 'refuse' ? (constants.O_NOFOLLOW ?? 0) : 0;
  return constants.O_RDONLY | noFollow | (constants.O_NONBLOCK ?? 0);
}

function isSame(before: Stats, after: Stats, filled: number): boolean {
  return filled === before.size && after.size === before.size && after.mtimeMs === before.mtimeMs;
}

function refuse(stats: Stats, maxBytes: number): FileRead | undefined {
  if (stats.isSymbolicLink())
    return { type: 'refused', reason: 'link', detail: 'A symbolic link; links are not followed.' };
  if (stats.isDirectory()) return { type: 'refused', reason: 'unreadable', detail: 'It is a folder.' };
  if (!stats.isFile())
    return { type: 'refused', reason: 'special-file', detail: 'A pipe, socket or device.' };
  if (stats.size > maxBytes) {
    const detail = `${stats.size} bytes, over the limit of ${maxBytes}.`;
    return { type: 'refused', reason: 'too-large', detail, bytes: stats.size };
  }
  return undefined;
}
