import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findPlatformFolder } from '../../src/cli/open-cache.ts';
import { runQuire } from '../helpers/run-quire.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quire-cli-cache-'));
  await mkdir(path.join(folder, 'documents'));
  await writeFile(path.join(folder, 'documents', 'a.md'), '# Rules\n\nThe gate closes at nine.\n');
});
afterEach(() => rm(folder, { recursive: true }));

const inFolder = (...parts: string[]) => path.join(folder, ...parts);

test('keeps counts in QUIRE_CACHE_DIR, and nowhere with --no-cache', async () => {
  const env = { QUIRE_CACHE_DIR: inFolder('cache'), HOME: inFolder('home') };
  const first = await runQuire(['inspect', inFolder('documents'), '--no-cache', '--json'], { env });
  expect(await readdir(folder)).toEqual(['documents']);
  const second = await runQuire(['inspect', inFolder('documents'), '--json'], { env });
  expect((await readdir(folder)).sort()).toEqual(['cache', 'documents']);
  expect(await readdir(inFolder('cache', 'v1', 'token-counts'))).toEqual([
    expect.stringMatching(/^o200k-single-digits-\d+$/),
  ]);
  const third = await runQuire(['inspect', inFolder('documents'), '--json'], { env });
  expect([second.stdout, third.stdout]).toEqual([first.stdout, first.stdout]);
  expect(first.exitCode).toBe(0);
});

test.skipIf(process.platform === 'win32' || process.platform === 'darwin')(
  'keeps them in XDG_CACHE_HOME, else in ~/.cache',
  async () => {
    const env = { QUIRE_CACHE_DIR: '', HOME: inFolder('home') };
    await runQuire(['inspect', inFolder('documents')], { env: { ...env, XDG_CACHE_HOME: inFolder('xdg') } });
    await runQuire(['inspect', inFolder('documents')], { env: { ...env, XDG_CACHE_HOME: 'relative' } });
    expect(await readdir(inFolder('xdg'))).toEqual(['quire']);
    expect(await readdir(inFolder('home'))).toEqual(['.cache']);
    expect(await readdir(inFolder('home', '.cache'))).toEqual(['quire']);
  },
);

test('each platform has its own place for caches', () => {
  const place = (env: Record<string, string>, platform: NodeJS.Platform) =>
    findPlatformFolder(env, platform)?.replaceAll('\\', '/');
  expect(place({ XDG_CACHE_HOME: '/x' }, 'linux')).toBe('/x/quire');
  expect(place({}, 'linux')).toMatch(/\/\.cache\/quire$/);
  expect(place({ XDG_CACHE_HOME: '/x' }, 'darwin')).toMatch(/\/Library\/Caches\/quire$/);
  expect(place({ LOCALAPPDATA: '/l' }, 'win32')).toBe('/l/quire/Cache');
  expect(place({}, 'win32')).toMatch(/\/AppData\/Local\/quire\/Cache$/);
});
