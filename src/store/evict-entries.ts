import type { Dirent } from 'node:fs';
import { lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A writer that takes longer than this over one entry is dead. */
const draftLifeMs = 3_600_000;

/**
 * Removes the entries of a cache folder that were not used for longest until it holds three quarters of `maxBytes`, when it
 * holds more than that; and drafts that dead writers left behind.
 */
export async function evictEntries(
  root: string,
  { maxBytes, draftEnding }: { readonly maxBytes: number; readonly draftEnding: string },
): Promise<void> {
  const entries: { path: string; bytes: number; usedMs: number }[] = [];
  for (const folder of await list(root)) {
    if (!folder.isDirectory()) continue;
    for (const file of await list(join(root, folder.name))) {
      const path = join(root, folder.name, file.name);
      // Another process may evict at the same time.
      const stats = await lstat(path).catch(() => undefined);
      if (!stats?.isFile()) continue;
      if (!file.name.endsWith(draftEnding)) {
        entries.push({ path, bytes: stats.size, usedMs: stats.mtimeMs });
      } else if (Date.now() - stats.mtimeMs > draftLifeMs) await rm(path, { force: true });
    }
  }
  let bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  if (bytes <= maxBytes) return;
  entries.sort((a, b) => a.usedMs - b.usedMs);
  for (const entry of entries) {
    if (bytes <= 0.75 * maxBytes) return;
    await rm(entry.path, { force: true });
    bytes -= entry.bytes;
  }
}

function list(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => []);
}
