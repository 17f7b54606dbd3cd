import { constants, type Stats } from 'node:fs';
import { lstat, open, stat } from 'node:fs/promises';
import type { SkipReason } from '../segment.ts';

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
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    if (code === 'ENOENT' || code === 'ENOTDIR') return { type: 'missing', cause: error };
    return {
      type: 'refused',
      reason: 'unreadable',
      detail: `The file system refused it (${code}).`,
      cause: error,
    };
  }
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
  const noFollow = links === 'refuse' ? (constants.O_NOFOLLOW ?? 0) : 0;
  const handle = await open(path, constants.O_RDONLY | noFollow | (constants.O_NONBLOCK ?? 0));
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
    const isSame = filled === before.size && after.size === before.size && after.mtimeMs === before.mtimeMs;
    return isSame ? { type: 'bytes', bytes } : undefined;
  } finally {
    await handle.close();
  }
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
