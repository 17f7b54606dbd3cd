import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CacheStore } from '../../../src/cache-store.ts';
import { findKeptLastChanges } from '../../../src/load/git/kept-last-changes.ts';
import { commitAll, git, makeRepository } from '../make-folder.ts';

function memoryCache() {
  const entries = new Map<string, Uint8Array>();
  const cache: CacheStore = {
    get: async (namespace, key) => entries.get(`${namespace}/${key}`),
    set: async (namespace, key, value) => void entries.set(`${namespace}/${key}`, value),
  };
  return { cache, entries };
}

const timeoutMs = 10_000;

test('reads the history of a commit once, and again after the next commit', async () => {
  const folder = await makeRepository({ 'a.txt': 'a', 'sub/b.txt': 'b' }, 1_600_000_000);
  const { cache } = memoryCache();
  const find = async (...paths: string[]) => [
    ...(await findKeptLastChanges(folder, paths, { cache, timeoutMs })),
  ];
  const both = [
    ['a.txt', 1_600_000_000],
    ['sub/b.txt', 1_600_000_000],
  ];
  expect(await find('a.txt', 'sub/b.txt', 'nowhere')).toEqual(both);
  // Without its tree the history cannot be read, so what comes now was kept.
  const tree = git(folder, ['rev-parse', 'HEAD^{tree}']).trim();
  const object = join(folder, '.git/objects', tree.slice(0, 2), tree.slice(2));
  await rename(object, `${object}.away`);
  expect(await find('a.txt', 'sub/b.txt', 'nowhere')).toEqual(both);
  expect(await find('a.txt', 'never asked'), 'a path that was never asked about').toEqual([]);
  await rename(`${object}.away`, object);

  await writeFile(join(folder, 'a.txt'), 'changed');
  commitAll(folder, 1_650_000_000);
  expect(await find('a.txt')).toEqual([['a.txt', 1_650_000_000]]);
});

test('a folder of a repository has paths of its own', async () => {
  const folder = await makeRepository({ 'a.txt': 'a', 'sub/a.txt': 'b' }, 1_600_000_000);
  await writeFile(join(folder, 'a.txt'), 'changed');
  commitAll(folder, 1_650_000_000);
  const { cache } = memoryCache();
  const timeIn = async (root: string) =>
    (await findKeptLastChanges(root, ['a.txt'], { cache, timeoutMs })).get('a.txt');
  for (let round = 0; round < 2; round++) {
    expect(await timeIn(folder)).toBe(1_650_000_000);
    expect(await timeIn(join(folder, 'sub'))).toBe(1_600_000_000);
  }
});

test('what was kept and makes no sense is found anew', async () => {
  const folder = await makeRepository({ 'a.txt': 'a' }, 1_600_000_000);
  const { cache, entries } = memoryCache();
  const find = () => findKeptLastChanges(folder, ['a.txt'], { cache, timeoutMs });
  await find();
  const [key = ''] = entries.keys();
  for (const junk of ['', 'null', '[]', '{"a.txt":"yesterday"}', '{"other":1}']) {
    entries.set(key, new TextEncoder().encode(junk));
    expect((await find()).get('a.txt'), junk).toBe(1_600_000_000);
  }
});
