import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { CacheStore } from '../../../src/cache-store.ts';
import { loadRepository } from '../../../src/load/load-repository.ts';
import { makeRepository } from '../make-folder.ts';

// Put together here, so that no scanner takes this file for a leak.
const secret = `ghp_${'16C7e42F292c6912E7710c838347Ae178B4a'}`;

function memoryCache() {
  const entries = new Map<string, Uint8Array>();
  const cache: CacheStore = {
    get: async (namespace, key) => entries.get(`${namespace}/${key}`),
    set: async (namespace, key, value) => void entries.set(`${namespace}/${key}`, value),
  };
  return { cache, entries };
}

test('a secret is found each time, and in a file that was clean before', async () => {
  const folder = await makeRepository({ 'a.txt': 'clean', 'b.txt': `token = ${secret}\n` });
  const { cache, entries } = memoryCache();
  const load = async () =>
    (await Array.fromAsync(loadRepository(folder, { cache }))).map(
      ({ type, source }) => `${source}: ${type}`,
    );
  for (let round = 0; round < 2; round++) expect(await load()).toEqual(['a.txt: text', 'b.txt: skipped']);
  expect(entries.get('secret-scans/clean-2')?.byteLength, 'one clean file of 16 bytes').toBe(16);
  const kept = Buffer.from(entries.get('secret-scans/found-2') ?? []).toString();
  expect(kept).toMatch(/"rule":"[^"]*github/i);
  expect(kept).not.toContain(secret);
  await writeFile(join(folder, 'a.txt'), `token = ${secret}\n`);
  expect(await load()).toEqual(['a.txt: skipped', 'b.txt: skipped']);
});

test('what was read without a scan does not count as clean', async () => {
  const folder = await makeRepository({ 'b.txt': `token = ${secret}\n` });
  const { cache } = memoryCache();
  await Array.fromAsync(loadRepository(folder, { cache, secrets: 'read' }));
  expect(await Array.fromAsync(loadRepository(folder, { cache }))).toMatchObject([{ reason: 'secret' }]);
});

test('a skip that was kept is the same as one that was found', async () => {
  const folder = await makeRepository({ 'b.txt': `one\ntoken = ${secret}\n` });
  const { cache, entries } = memoryCache();
  const [found] = await Array.fromAsync(loadRepository(folder, { cache }));
  expect(found).toMatchObject({ reason: 'secret', location: { start: 2 } });
  expect(await Array.fromAsync(loadRepository(folder, { cache }))).toEqual([found]);
  for (const junk of ['{}', 'null', '{"x":[{"rule":1}]}']) {
    entries.set('secret-scans/found-2', new TextEncoder().encode(junk));
    expect(await Array.fromAsync(loadRepository(folder, { cache }))).toEqual([found]);
  }
});
