import { createHash, randomUUID } from 'node:crypto';
import { chmod, lstat, mkdir, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CacheStore } from '../cache-store.ts';
import { evictEntries } from './evict-entries.ts';

export interface FolderCacheOptions {
  /**
   * How much the folder may hold, in bytes. Over it the entries that were not used for longest go.
   * @default 268435456
   */
  readonly maxBytes?: number;
}

/**
 * Keeps things in a folder, one file an entry, for any number of processes at once. The folder is made when something is
 * first kept, for this user alone (mode 0700); entries stand in `v1` inside it, and nothing else there is touched.
 *
 * An entry is written beside its place and moved there whole, and carries a checksum: one that is torn or changed counts as
 * absent and is written anew. A folder that cannot be written, or whose `v1` belongs to another user, keeps nothing. `keys` names
 * those of up to 64 small letters, digits, `-` and `_`; the others stand under a hash.
 *
 * @example
 * const cache = folderCache('.cache/quire');
 * const context = await prepareContext({ sources: [loadRepository('.', { cache })], model, cache });
 */
export function folderCache(
  directory: string | URL,
  { maxBytes = 256 * 1024 * 1024 }: FolderCacheOptions = {},
): CacheStore {
  const root = join(directory instanceof URL ? fileURLToPath(directory) : directory, layout);
  let opened: Promise<boolean> | undefined;
  let writtenSinceEviction = Number.POSITIVE_INFINITY;

  return {
    async get(namespace, key) {
      const path = join(root, fileName(namespace), fileName(key));
      try {
        if (!(await isPrivate(root))) return undefined;
        const value = openEntry(await readFile(path));
        if (value !== undefined) await markUsed(path);
        return value;
      } catch {
        return undefined;
      }
    },

    async set(namespace, key, value) {
      const folder = join(root, fileName(namespace));
      const path = join(folder, fileName(key));
      const draft = `${path}.${process.pid}-${randomUUID().slice(0, 8)}${draftEnding}`;
      try {
        opened ??= openFolder(root);
        if (!(await opened)) return;
        await mkdir(folder, { recursive: true, mode: 0o700 });
        await writeFile(draft, sealEntry(value), { mode: 0o600, flag: 'wx' });
        await moveInPlace(draft, path);
        writtenSinceEviction += value.byteLength;
        // Looking through the folder takes a stat an entry, so not after every entry.
        if (writtenSinceEviction < maxBytes / 16) return;
        writtenSinceEviction = 0;
        await evictEntries(root, { maxBytes, draftEnding });
      } catch {
        // A full disk, a folder that cannot be written: nothing is kept, and nothing depends on it.
        await rm(draft, { force: true }).catch(() => undefined);
      }
    },

    async keys(namespace) {
      try {
        if (!(await isPrivate(root))) return [];
        return (await readdir(join(root, fileName(namespace)))).filter(isPlainName);
      } catch {
        return [];
      }
    },
  };
}

/** The layout of the folder. Another one gets another name, so that two versions of quire can share a folder. */
const layout = 'v1';
const draftEnding = '.draft';
const magic = Buffer.from('quire-1\n');
const digestBytes = 32;

function sealEntry(value: Uint8Array): Buffer {
  return Buffer.concat([magic, createHash('sha256').update(value).digest(), value]);
}

function openEntry(file: Buffer): Uint8Array | undefined {
  const start = magic.length + digestBytes;
  if (file.length < start || !file.subarray(0, magic.length).equals(magic)) return undefined;
  const value = file.subarray(start);
  const digest = createHash('sha256').update(value).digest();
  return digest.equals(file.subarray(magic.length, start)) ? value : undefined;
}

/** Short plain names stay readable. Capitals do not count as plain: two file systems of three confuse `a` and `A`. */
function fileName(name: string): string {
  return isPlainName(name) ? name : `.${createHash('sha256').update(name).digest('hex')}`;
}

function isPlainName(name: string): boolean {
  return /^[a-z0-9][a-z0-9_-]{0,63}$/.test(name) && !windowsDevices.test(name);
}

const windowsDevices = /^(con|prn|aux|nul|com\d|lpt\d)$/;

async function openFolder(root: string): Promise<boolean> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  // An older folder may stand open to others.
  if (!(await isPrivate(root))) await chmod(root, 0o700).catch(() => undefined);
  return isPrivate(root);
}

/** Ours and closed to others; or everything, where there are no owners (Windows). What others may write is not believed. */
async function isPrivate(root: string): Promise<boolean> {
  const stats = await lstat(root);
  if (!stats.isDirectory()) return false;
  return process.getuid === undefined || (stats.uid === process.getuid() && (stats.mode & 0o077) === 0);
}

async function moveInPlace(draft: string, path: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await rename(draft, path);
    } catch (error) {
      // Windows refuses while another process has the old entry open, for some milliseconds.
      if (attempt === 5 || process.platform !== 'win32') throw error;
      await new Promise((resolve) => setTimeout(resolve, 10 * attempt));
    }
  }
}

/** The file's time says when an entry was last used; an hour is near enough. */
async function markUsed(path: string): Promise<void> {
  const now = Date.now();
  const { mtimeMs } = await lstat(path);
  if (now - mtimeMs > 3_600_000) await utimes(path, now / 1000, now / 1000);
}
