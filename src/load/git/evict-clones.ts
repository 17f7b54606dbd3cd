import { lstat, readdir, rm, rmdir, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** A shallow clone of the largest repositories that fit a window is 10 to 100 MB. */
const maxClonesBytes = 2 * 1024 ** 3;

/**
 * Marks a clone as used now, and removes the clones that were not used for longest while all of them take over `maxBytes`.
 * `folder` holds them by address and commit. Never rejects: a clone that cannot be removed stays.
 */
export async function evictClones(folder: string, used: string, maxBytes = maxClonesBytes): Promise<void> {
  const now = new Date();
  await utimes(used, now, now).catch(() => undefined);
  const clones: { readonly path: string; readonly bytes: number; readonly usedMs: number }[] = [];
  for (const address of await list(folder)) {
    for (const commit of await list(join(folder, address))) {
      const path = join(folder, address, commit);
      const stats = await lstat(path).catch(() => undefined);
      if (stats?.isDirectory()) clones.push({ path, bytes: await measure(path), usedMs: stats.mtimeMs });
    }
  }
  let bytes = clones.reduce((sum, clone) => sum + clone.bytes, 0);
  for (const clone of clones.sort((a, b) => a.usedMs - b.usedMs)) {
    if (bytes <= maxBytes) return;
    if (clone.path === used) continue;
    await rm(clone.path, { recursive: true, force: true }).catch(() => undefined);
    // The folder of the address, when nothing else is in it.
    await rmdir(dirname(clone.path)).catch(() => undefined);
    bytes -= clone.bytes;
  }
}

async function list(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

async function measure(folder: string): Promise<number> {
  let bytes = 0;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const stats = entry.isFile()
      ? await lstat(join(entry.parentPath, entry.name)).catch(() => undefined)
      : undefined;
    bytes += stats?.size ?? 0;
  }
  return bytes;
}
