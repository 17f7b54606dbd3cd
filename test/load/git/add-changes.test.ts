import { existsSync } from 'node:fs';
import { chmod, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type LoadRepositoryOptions, loadRepository } from '../../../src/load/load-repository.ts';
import { orderSegments } from '../../../src/pack/order-segments.ts';
import { commitAll, git, makeRepository, writeFiles } from '../make-folder.ts';

async function load(folder: string, options: LoadRepositoryOptions) {
  const items = await Array.fromAsync(loadRepository(folder, options));
  return {
    texts: items.flatMap((item) => (item.type === 'text' ? [item] : [])),
    told: items.flatMap((item) => (item.type === 'skipped' ? [`${item.source}: ${item.reason}`] : [])),
  };
}

const volatile = ({ texts }: Awaited<ReturnType<typeof load>>) =>
  Object.fromEntries(texts.filter(({ isVolatile }) => isVolatile).map(({ source, text }) => [source, text]));

test('adds uncommitted changes as git would show them, behind the documents', async () => {
  const lines = Array.from({ length: 30 }, (_, at) => `line ${at}`);
  const folder = await makeRepository({
    'changed.txt': `${lines.join('\n')}\n`,
    'crlf.txt': 'a\nb\n',
    'deleted.txt': 'gone\n',
    'same.txt': 'same\n',
    '.env': 'TOKEN=1\n',
  });
  await writeFiles(folder, {
    'changed.txt': `${lines.with(10, 'changed').join('\n')}`,
    'crlf.txt': 'a\r\nb\r\n',
    'staged.txt': 'staged\n',
    'untracked.txt': 'u\n',
    '.env': 'TOKEN=2\n',
  });
  git(folder, ['add', 'staged.txt']);
  await rm(join(folder, 'deleted.txt'));
  const loaded = await load(folder, { diff: 'uncommitted' });
  const diffs = volatile(loaded);
  expect(Object.keys(diffs)).toEqual([
    'git diff HEAD -- changed.txt',
    'git diff HEAD -- deleted.txt',
    'git diff HEAD -- staged.txt',
  ]);
  for (const path of ['changed.txt', 'staged.txt', 'deleted.txt'])
    expectAsGit(folder, diffs, `git diff HEAD -- ${path}`);
  // Dated documents, then those without a date, then what is volatile.
  const order = orderSegments(loaded.texts).segments.map(({ source }) => source);
  expect(order.slice(-3)).toEqual(Object.keys(diffs).sort());
  expect(order.slice(0, -3)).toContain('untracked.txt');
  expect(volatile(await load(folder, {}))).toEqual({});
});

/** Git leaves a count of 1 out, and adds the function that a hunk stands in. */
function expectAsGit(folder: string, diffs: Readonly<Record<string, string>>, address: string) {
  const body = (text: string) => text.slice(text.indexOf('@@')).replaceAll(/^(@@ .* @@).*/gm, '$1');
  const truth = body(git(folder, ['-c', 'diff.renames=false', ...address.split(' ').slice(1)]));
  expect(truth).toContain('@@');
  expect(body(diffs[address] ?? '').replaceAll(/([-+]\d+),1(?=[ ,])/g, '$1')).toBe(truth);
}

const page = (text: string) =>
  `<!doctype html>\n<html><head><title>T</title></head><body>\n<p>${text}</p>\n<p>${'A paragraph. '.repeat(30)}</p>\n</body></html>\n`;

test('compares revisions as git does: with the files on disk, with each other, from where they parted', async () => {
  const folder = await makeRepository({
    'a.txt': 'one\n',
    'gone.txt': 'g\n',
    'sub/b.txt': 'b\n',
    'page.html': page('Old'),
  });
  git(folder, ['branch', 'topic']);
  await writeFiles(folder, { 'a.txt': 'two\n' });
  commitAll(folder);
  git(folder, ['checkout', '-q', 'topic']);
  await writeFiles(folder, { 'sub/b.txt': 'c\n', 'page.html': page('New') });
  git(folder, ['rm', '-q', 'gone.txt']);
  commitAll(folder);
  await writeFiles(folder, { 'sub/b.txt': 'd\n', 'untracked.txt': 'u\n' });

  const compare = async (revisions: string, options: LoadRepositoryOptions = {}) =>
    volatile(await load(folder, { diff: { revisions }, ...options }));
  const paths = (diffs: Readonly<Record<string, string>>, range: string) =>
    Object.keys(diffs).map((address) => address.replace(`git diff ${range} -- `, ''));
  for (const range of ['main', 'main..topic', 'main...topic', '..main', 'main..', 'HEAD~1']) {
    const diffs = await compare(range);
    const names = git(folder, ['diff', '--no-renames', '--name-only', range]).trim().split('\n');
    expect(paths(diffs, range)).toEqual(names);
    for (const name of names.filter((each) => each !== 'page.html'))
      expectAsGit(folder, diffs, `git diff ${range} -- ${name}`);
  }
  // Read as a document is, so that a quote from it is one of the document too.
  expect((await compare('main'))['git diff main -- page.html']).toMatch(/^-\s*Old\n\+\s*New$/m);
  expect(paths(await compare('topic', { ref: 'main' }), 'topic..main')).toContain('a.txt');
  const inside = await load(join(folder, 'sub'), { diff: { revisions: 'main' }, name: 'x' });
  expect(Object.keys(volatile(inside))).toEqual(['git -C x diff main -- b.txt']);
  for (const revisions of ['nowhere', 'main..nowhere', '--output=x', ''])
    await expect(load(folder, { diff: { revisions } })).rejects.toMatchObject({
      code: 'bad-input',
      facts: { option: 'diff' },
    });
});

test('a diff obeys the rules that documents obey', async () => {
  const folder = await makeRepository({ 'a.txt': 'a\n', 'out/b.txt': 'b\n', 'package-lock.json': '{}\n' });
  await writeFiles(folder, { 'a.txt': 'A\n', 'out/b.txt': 'B\n', 'package-lock.json': '{"a":1}\n' });
  commitAll(folder);
  const range = { diff: { revisions: 'HEAD~1..HEAD' }, exclude: ['out/'] };
  expect(Object.keys(volatile(await load(folder, range)))).toEqual(['git diff HEAD~1..HEAD -- a.txt']);
  git(folder, ['rm', '-q', '-r', 'out']);
  expect(Object.keys(volatile(await load(folder, { ...range, diff: 'uncommitted' })))).toEqual([]);
});

test('shows what `git rm` removed, unless a rule leaves it out, and tells what has no diff', async () => {
  const folder = await makeRepository({
    'removed.txt': 'gone\n',
    'ignored/removed.txt': 'i\n',
    'ignored/.quireignore': 'removed.txt\n',
    '.env': 'TOKEN=1\n',
    'picture.bin': new Uint8Array([1, 0, 255]),
    'kept.txt': 'k\n',
  });
  git(folder, ['rm', '-q', 'removed.txt', 'ignored/removed.txt', '.env', 'picture.bin']);
  const loaded = await load(folder, { diff: 'uncommitted' });
  expect(volatile(loaded)).toEqual({
    'git diff HEAD -- removed.txt': '--- a/removed.txt\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-gone\n',
  });
  expect(loaded.told).toContain('git diff HEAD -- picture.bin: binary');
});

test('adds the newest commit messages, the same in every time zone', async () => {
  const folder = await makeRepository({ 'a.txt': 'a', 'sub/b.txt': 'b' }, 1_600_000_000);
  await writeFile(join(folder, 'a.txt'), 'b');
  commitAll(folder, 1_650_000_000);
  git(folder, ['commit', '-q', '--amend', '-m', 'Subject\n\nBody of two\nlines']);
  const newest = git(folder, ['rev-parse', '--short', 'HEAD']).trim();
  expect(volatile(await load(folder, { log: 1 }))).toEqual({
    'git log -1': `commit ${newest} 2023-11-14T22:13:20Z A\n\n    Subject\n\n    Body of two\n    lines\n`,
  });
  expect(volatile(await load(folder, { log: 9 }))['git log -9']?.match(/^commit /gm)).toHaveLength(2);
  expect(
    volatile(await load(join(folder, 'sub'), { log: 9 }))['git log -9']?.match(/^commit /gm),
  ).toHaveLength(1);
  const named = await load(folder, { log: 1, ref: 'HEAD~1', name: 'app' });
  expect(volatile(named)['git -C app log -1']).toContain('2020-09-13T12:26:40Z');
  await expect(load(folder, { diff: 'uncommitted', ref: 'HEAD' })).rejects.toMatchObject({
    code: 'bad-input',
  });
});

test('runs no planted filter for a diff, and tells a secret that a diff would show', async () => {
  const key = `ghp_${'aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3z'}Aa`;
  const folder = await makeRepository({ 'a.txt': 'a\n', 'config.ts': `const token = '${key}';\n` });
  const script = join(folder, '.git/planted.sh');
  await writeFile(script, `#!/bin/sh\ntouch "${folder}/ran"\ncat\n`);
  await chmod(script, 0o755);
  for (const name of [
    'filter.planted.clean',
    'diff.planted.textconv',
    'diff.external',
    'core.fsmonitor',
    'gpg.program',
  ])
    git(folder, ['config', name, script]);
  await writeFiles(folder, {
    '.git/info/attributes': '* filter=planted diff=planted\n',
    'a.txt': 'b\n',
    'config.ts': 'const token = read();\n',
  });
  const loaded = await load(folder, { diff: 'uncommitted', log: 1 });
  expect(volatile(loaded)['git diff HEAD -- a.txt']).toContain('-a\n+b\n');
  const since = volatile(await load(folder, { diff: { revisions: 'HEAD' } }));
  expect(since['git diff HEAD -- a.txt']).toContain('-a\n+b\n');
  for (const revisions of ['HEAD..HEAD', 'HEAD...HEAD'])
    expect(volatile(await load(folder, { diff: { revisions } }))).toEqual({});
  expect(loaded.told).toContain('git diff HEAD -- config.ts: secret');
  expect(JSON.stringify(loaded)).not.toContain(key);
  expect(existsSync(join(folder, 'ran'))).toBe(false);
});
