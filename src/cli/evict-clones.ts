import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** One commit of the largest repositories that fit a window is 10 to 100 MB. */
const maxClonesBytes = 2 * 1024 ** 3;

/**
 * Removes the oldest clones while all of them take over `maxBytes`. `folder` holds them by address and commit. To be called before
 * one is asked for, which is then fetched anew. Never rejects: a clone that cannot be removed stays.
 */
export async function evictClones(folder: string, maxBytes = maxClonesBytes): Promise<void> {
  const clones: { readonly path: string; readonly bytes: number; readonly madeMs: number }[] = [];
  for (const address of await list(folder)) {
    for (const commit of await list(join(folder, address))) {
      const path = join(folder, address, commit);
      const stats = await lstat(path).catch(() => undefined);
      if (stats?.isDirectory()) clones.push({ path, bytes: await measure(path), madeMs: stats.mtimeMs });
    }
  }
  let bytes = clones.reduce((sum, clone) => sum + clone.bytes, 0);
  for (const clone of clones.sort((a, b) => a.madeMs - b.madeMs)) {
    if (bytes <= maxBytes) return;
    await rm(clone.path, { recursive: true, force: true }).catch(() => undefined);
    bytes -= clone.bytes;
  }
}

function list(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

async function measure(folder: string): Promise<number> {
  let bytes = 0;
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const stats = await lstat(join(entry.parentPath, entry.name)).catch(() => undefined);
    bytes += stats?.size ?? 0;
  }
  return bytes;
}
