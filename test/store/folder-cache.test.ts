import { fork } from 'node:child_process';
import { chmod, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { folderCache } from '../../src/store/folder-cache.ts';

let directory: string;
beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'quire-cache-')), 'made', 'on demand');
});
afterEach(() => rm(join(directory, '..', '..'), { recursive: true, force: true }));

const bytes = (text: string) => new TextEncoder().encode(text);
const text = (value: Uint8Array | undefined) => value && new TextDecoder().decode(value);
const entryPath = (namespace: string, key: string) => join(directory, 'v1', namespace, key);

test('keeps bytes by namespace and key, for another process too', async () => {
  const cache = folderCache(directory);
  expect(await cache.get('counts', 'a')).toBeUndefined();
  await cache.set('counts', 'a', bytes('one'));
  await cache.set('times', 'a', bytes('two'));
  await cache.set('counts', 'a', bytes('three'));
  expect(text(await cache.get('counts', 'a'))).toBe('three');
  expect(text(await folderCache(directory).get('times', 'a'))).toBe('two');
});

test('any name is a key: none leads out of the folder, and case tells keys apart', async () => {
  const cache = folderCache(directory);
  const keys = [
    '../../up',
    '/abs',
    'A',
    'a',
    'con',
    '.hidden',
    'x'.repeat(300),
    '',
    'ключ',
    'a/b',
    'a\\b',
    'nul\0',
  ];
  for (const key of keys) await cache.set(key, key, bytes(`value of ${key}`));
  for (const key of keys) expect.soft(text(await cache.get(key, key)), key).toBe(`value of ${key}`);
  expect(await readdir(join(directory, '..'))).toEqual(['on demand']);
  expect(await readdir(directory)).toEqual(['v1']);
});

test.skipIf(process.platform === 'win32')(
  'the folder and what is in it are for this user alone',
  async () => {
    await folderCache(directory).set('counts', 'a', bytes('one'));
    for (const path of [directory, join(directory, 'v1'), join(directory, 'v1', 'counts')]) {
      expect((await stat(path)).mode & 0o777, path).toBe(0o700);
    }
    expect((await stat(entryPath('counts', 'a'))).mode & 0o777).toBe(0o600);
  },
);

test.skipIf(process.platform === 'win32')('what others could have written is not believed', async () => {
  await folderCache(directory).set('counts', 'a', bytes('one'));
  await chmod(join(directory, 'v1'), 0o777);
  expect(await folderCache(directory).get('counts', 'a')).toBeUndefined();
});

test.each([
  ['cut short', (file: Buffer) => file.subarray(0, -1)],
  ['changed', (file: Buffer) => Buffer.concat([file.subarray(0, -1), Buffer.from('X')])],
  ['empty', () => Buffer.alloc(0)],
  ['of something else', () => Buffer.from('not an entry of this cache, but long enough to be one')],
])('an entry that is %s counts as absent and is written anew', async (_, damage) => {
  const cache = folderCache(directory);
  await cache.set('counts', 'a', bytes('one'));
  const path = entryPath('counts', 'a');
  await writeFile(path, damage(await readFile(path)));
  expect(await cache.get('counts', 'a')).toBeUndefined();
  await cache.set('counts', 'a', bytes('again'));
  expect(text(await cache.get('counts', 'a'))).toBe('again');
});

test('over its size the entries that were not used for longest go, and drafts of dead writers', async () => {
  const first = folderCache(directory, { maxBytes: 4_000 });
  const anHourAgo = Date.now() / 1000 - 4_000;
  for (let index = 0; index < 6; index++) {
    await first.set('n', `k${index}`, new Uint8Array(600));
    await utimes(entryPath('n', `k${index}`), anHourAgo + index, anHourAgo + index);
  }
  await writeFile(entryPath('n', 'k9.1-a.draft'), 'left');
  await utimes(entryPath('n', 'k9.1-a.draft'), anHourAgo, anHourAgo);
  expect(await first.get('n', 'k0'), 'used just now').toBeDefined();
  await folderCache(directory, { maxBytes: 4_000 }).set('n', 'k6', new Uint8Array(600));
  expect((await readdir(join(directory, 'v1', 'n'))).sort()).toEqual(['k0', 'k4', 'k5', 'k6']);
});

test('a folder that cannot be made keeps nothing and fails nothing', async () => {
  await folderCache(join(directory, '..')).set('n', 'k', bytes('makes the folder'));
  await writeFile(directory, 'a file stands here');
  const cache = folderCache(directory);
  await cache.set('n', 'k', bytes('lost'));
  expect(await cache.get('n', 'k')).toBeUndefined();
});

test('processes that write one entry at once leave a whole one, and no reader sees a torn one', async () => {
  const cache = folderCache(directory);
  await cache.set('n', 'k', new Uint8Array(200_000).fill(255));
  const writers = [1, 2, 3].map((value) =>
    fork(new URL('write-entries.ts', import.meta.url), [directory, String(value)], { execArgv: [] }),
  );
  let running = writers.length;
  const ended = writers.map((writer) => new Promise((resolve) => writer.once('exit', resolve)));
  for (const end of ended) end.then(() => running--);
  const seen = new Set<string>();
  while (running > 0) {
    const value = await cache.get('n', 'k');
    seen.add(value === undefined ? 'absent' : [...new Set(value)].join(' and '));
  }
  expect(await Promise.all(ended)).toEqual([0, 0, 0]);
  expect([...seen].filter((value) => !['1', '2', '3', '255'].includes(value))).toEqual([]);
  expect(seen.size).toBeGreaterThan(1);
  expect(await readdir(join(directory, 'v1', 'n'))).toEqual(['k']);
});

test('names the keys that something is kept under, but no drafts and none that stand under a hash', async () => {
  const cache = folderCache(directory);
  expect(await cache.keys?.('n')).toEqual([]);
  for (const key of ['b-1', 'a_2', 'With Capitals']) await cache.set('n', key, new Uint8Array([1]));
  await cache.set('other', 'c', new Uint8Array([1]));
  await writeFile(join(directory, 'v1', 'n', 'a_2.1-abc.draft'), 'x');
  expect([...((await cache.keys?.('n')) ?? [])].sort()).toEqual(['a_2', 'b-1']);
});
