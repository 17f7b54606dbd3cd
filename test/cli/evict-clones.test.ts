import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { evictClones } from '../../src/cli/evict-clones.ts';
import { makeFolder } from '../load/make-folder.ts';

test('removes the oldest clones while all take too much', async () => {
  const pack = new Uint8Array(1_000);
  const folder = await makeFolder({
    'a/new/objects/pack/x': pack,
    'a/old/objects/pack/x': pack,
    'b/oldest/objects/pack/x': pack,
    'b/note.txt': 'not a clone',
  });
  for (const [age, path] of ['a/new', 'a/old', 'b/oldest'].entries())
    await utimes(join(folder, path), 1_000_000 - age, 1_000_000 - age);
  const clones = async () =>
    (await readdir(folder, { recursive: true })).filter((path) => /^.\/(new|old|oldest)$/.test(path)).sort();
  await evictClones(folder, 3_000);
  expect(await clones()).toEqual(['a/new', 'a/old', 'b/oldest']);
  await evictClones(folder, 2_500);
  expect(await clones()).toEqual(['a/new', 'a/old']);
  expect(await readdir(join(folder, 'b'))).toEqual(['note.txt']);
  await evictClones(folder, 500);
  expect(await clones()).toEqual([]);
  await expect(evictClones(join(folder, 'missing'))).resolves.toBeUndefined();
});
