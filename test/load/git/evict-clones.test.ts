import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { evictClones } from '../../../src/load/git/evict-clones.ts';
import { makeFolder } from '../make-folder.ts';

test('removes the clones that were not used for longest, and never the one in use', async () => {
  const pack = new Uint8Array(1_000);
  const folder = await makeFolder({
    'a/old/objects/pack/x': pack,
    'a/older/objects/pack/x': pack,
    'b/oldest/objects/pack/x': pack,
    'b/note.txt': 'not a clone',
    'c/used/objects/pack/x': pack,
  });
  for (const [age, path] of ['a/old', 'a/older', 'b/oldest', 'c/used'].entries())
    await utimes(join(folder, path), 1_000_000 - age, 1_000_000 - age);
  const clones = async () =>
    (await readdir(folder, { recursive: true }))
      .filter((path) => /^.\/(old|older|oldest|used)$/.test(path))
      .sort();
  await evictClones(folder, join(folder, 'c/used'), 4_000);
  expect(await clones()).toEqual(['a/old', 'a/older', 'b/oldest', 'c/used']);
  await evictClones(folder, join(folder, 'c/used'), 2_500);
  expect(await clones()).toEqual(['a/old', 'c/used']);
  expect(await readdir(join(folder, 'b'))).toEqual(['note.txt']);
  await evictClones(folder, join(folder, 'c/used'), 500);
  expect(await clones()).toEqual(['c/used']);
  expect(await readdir(folder)).toEqual(['b', 'c']);
});
