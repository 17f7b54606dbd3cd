import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A cache folder for all tests of a run, so that none writes to the cache of whoever runs them. */
export default async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'quire-test-cache-'));
  process.env.QUIRE_CACHE_DIR = folder;
  return () => rm(folder, { recursive: true, force: true });
}
