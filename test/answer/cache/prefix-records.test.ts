import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  hashBeginnings,
  keepPrefixRecord,
  type PrefixRecord,
  readPrefixRecords,
  readPrefixSegments,
} from '../../../src/answer/cache/prefix-records.ts';
import { appendChanges } from '../../../src/pack/append-changes.ts';
import { findChanges } from '../../../src/pack/find-changes.ts';
import { packSegments } from '../../../src/pack/pack-segments.ts';
import type { TextSegment } from '../../../src/segment.ts';
import { folderCache } from '../../../src/store/folder-cache.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quire-records-'));
});
afterEach(() => rm(folder, { recursive: true }));

const hour = 3_600_000;
function used(hash: string, usedAt: number): PrefixRecord {
  const cached = { read: 0, written: 1 };
  return { model: 'alibaba qwen3.5-flash', hash, call: 'call', usedAt, ttlMs: 300_000, cached };
}

test('two processes that keep hundreds of records at once lose none', async () => {
  const script = new URL('keep-records.ts', import.meta.url);
  const writers = ['left', 'right'].map((name) => fork(script, [folder, name, '200'], { execArgv: [] }));
  const ended = writers.map((writer) => new Promise((resolve) => writer.once('exit', resolve)));
  expect(await Promise.all(ended)).toEqual([0, 0]);
  const records = await readPrefixRecords(folderCache(folder));
  const wanted = ['left', 'right'].flatMap((name) => Array.from({ length: 200 }, (_, i) => `${name}${i}`));
  expect(records.map(({ hash }) => hash).sort()).toEqual(wanted.sort());
  for (const hash of ['left0', 'right199']) {
    expect(await readPrefixSegments(folderCache(folder), hash)).toMatchObject([{ name: hash }]);
  }
});

test('a prefix that is used again counts once, by its last use, also when the hour has changed', async () => {
  const store = folderCache(folder);
  await keepPrefixRecord(store, used('a', 5 * hour - 1));
  await keepPrefixRecord(store, used('b', 5 * hour));
  await keepPrefixRecord(store, used('a', 5 * hour + 1));
  expect((await readPrefixRecords(store)).map(({ hash, usedAt }) => [hash, usedAt])).toEqual([
    ['a', 5 * hour + 1],
    ['b', 5 * hour],
  ]);
});

test('of what no provider can have any more only some are read', async () => {
  const store = folderCache(folder);
  for (let index = 0; index < 40; index += 1) await keepPrefixRecord(store, used(`old${index}`, index));
  await keepPrefixRecord(store, used('new', 9 * hour));
  const records = await readPrefixRecords(store);
  expect(records[0]?.hash).toBe('new');
  expect(records).toHaveLength(16);
});

test('a store that cannot name its keys tells of no use, and what is no record is passed over', async () => {
  const { get, set } = folderCache(folder);
  await keepPrefixRecord({ get, set }, used('a', 1));
  expect(await readPrefixRecords({ get, set })).toEqual([]);
  await set('prefix-uses', '00000000-x', new TextEncoder().encode('{"hash":"a"}'));
  expect(await readPrefixRecords(folderCache(folder))).toHaveLength(1);
});

test('a prefix that was appended to begins with those before it, by their hashes', () => {
  const file = (source: string): TextSegment => ({
    ...{ type: 'text', source, location: { type: 'lines', start: 1, end: 1 }, text: `\u00e9 ${source}` },
  });
  const countTokens = () => 1;
  let prefix = packSegments([file('a')], { countTokens });
  const hashes = [prefix.hash];
  for (const names of ['ab', 'abc']) {
    const changes = findChanges(prefix, [...names].map(file));
    prefix = appendChanges(prefix, changes, { countTokens }) ?? prefix;
    hashes.push(prefix.hash);
  }
  expect(hashBeginnings(prefix)).toEqual(hashes);
});
