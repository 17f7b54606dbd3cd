import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { QuireError } from '../../src/errors.ts';
import { loadRepository } from '../../src/load/load-repository.ts';
import type { SourceItem } from '../../src/segment.ts';
import { folderCache } from '../../src/store/folder-cache.ts';
import { commitAll, git, makeFolder, makeRepository, writeFiles } from './make-folder.ts';
import { makeBomb, makePdf, makePng } from './make-pdf.ts';

const texts = (items: readonly SourceItem[]) => items.filter((item) => item.type === 'text');
const sources = (items: readonly SourceItem[]) => texts(items).map(({ source }) => source);
const skips = (items: readonly SourceItem[]) =>
  items.flatMap((item) => (item.type === 'skipped' ? [`${item.source}: ${item.reason}`] : []));

test('gives one segment a file, sorted by path, with lines, blob id and commit time', async () => {
  const folder = await makeRepository({ 'b.txt': 'one\ntwo', 'B.txt': 'x\n', 'a/z.txt': '' }, 1_600_000_000);
  await writeFile(join(folder, 'b.txt'), 'one\ntwo\nthree\n');
  commitAll(folder, 1_650_000_000);
  const items = await Array.fromAsync(loadRepository(folder));
  expect(items).toEqual([
    {
      type: 'text',
      source: 'B.txt',
      location: { type: 'lines', start: 1, end: 1 },
      text: 'x\n',
      version: git(folder, ['rev-parse', 'HEAD:B.txt']).trim(),
      changedAt: 1_600_000_000,
    },
    {
      type: 'text',
      source: 'a/z.txt',
      location: { type: 'lines', start: 1, end: 1 },
      text: '',
      version: git(folder, ['rev-parse', 'HEAD:a/z.txt']).trim(),
      changedAt: 1_600_000_000,
    },
    {
      type: 'text',
      source: 'b.txt',
      location: { type: 'lines', start: 1, end: 3 },
      text: 'one\ntwo\nthree\n',
      version: git(folder, ['rev-parse', 'HEAD:b.txt']).trim(),
      changedAt: 1_650_000_000,
    },
  ]);
});

test('a clone elsewhere gives the same segments, and a second pass too', async () => {
  const folder = await makeRepository({ 'a.txt': 'a', 'sub/b.txt': 'b' });
  const clone = join(await makeFolder(), 'clone');
  execFileSync('git', ['clone', '-q', folder, clone]);
  const source = loadRepository(folder);
  const first = await Array.fromAsync(source);
  expect(await Array.fromAsync(loadRepository(clone))).toEqual(first);
  expect(await Array.fromAsync(source)).toEqual(first);
  expect(sources(await Array.fromAsync(loadRepository(folder, { name: 'app' })))).toEqual([
    'app/a.txt',
    'app/sub/b.txt',
  ]);
});

test('gives no commit time to what is modified, staged or untracked', async () => {
  const folder = await makeRepository({
    'same.txt': 'a',
    'modified.txt': 'a',
    'staged.txt': 'a',
    'gone.txt': 'a',
  });
  await writeFiles(folder, { 'modified.txt': 'b', 'staged.txt': 'b', 'new.txt': 'n' });
  git(folder, ['add', 'staged.txt']);
  await rm(join(folder, 'gone.txt'));
  const items = await Array.fromAsync(loadRepository(folder));
  expect(texts(items).map(({ source, changedAt }) => [source, changedAt])).toEqual([
    ['modified.txt', undefined],
    ['new.txt', undefined],
    ['same.txt', 1_700_000_000],
    ['staged.txt', undefined],
  ]);
  expect(skips(items)).toEqual([]);
});

test('takes a file that git checked out with CRLF for the committed one', async () => {
  const folder = await makeRepository({ 'a.txt': 'one\ntwo\n' });
  await writeFile(join(folder, 'a.txt'), 'one\r\ntwo\r\n');
  const [item] = texts(await Array.fromAsync(loadRepository(folder)));
  expect(item).toMatchObject({
    text: 'one\r\ntwo\r\n',
    version: git(folder, ['rev-parse', 'HEAD:a.txt']).trim(),
    changedAt: 1_700_000_000,
  });
});

test('gives the time of the merge to a file that a merge brought in', async () => {
  const folder = await makeRepository({ 'a.txt': 'a' }, 1_600_000_000);
  git(folder, ['checkout', '-q', '-b', 'side']);
  await writeFile(join(folder, 'side.txt'), 's');
  commitAll(folder, 1_610_000_000);
  git(folder, ['checkout', '-q', 'main']);
  await writeFile(join(folder, 'main.txt'), 'm');
  commitAll(folder, 1_620_000_000);
  git(folder, ['merge', '-q', '-m', 'merge', 'side'], 1_630_000_000);
  const items = texts(await Array.fromAsync(loadRepository(folder)));
  expect(items.map(({ source, changedAt }) => [source, changedAt])).toEqual([
    ['a.txt', 1_600_000_000],
    ['main.txt', 1_620_000_000],
    ['side.txt', 1_630_000_000],
  ]);
});

test('knows no times in a shallow clone, and says so', async () => {
  const folder = await makeRepository({ 'a.txt': 'a' });
  await writeFile(join(folder, 'b.txt'), 'b');
  commitAll(folder);
  const clone = join(await makeFolder(), 'clone');
  execFileSync('git', ['clone', '-q', '--depth', '1', `file://${folder}`, clone]);
  const source = loadRepository(clone);
  expect(texts(await Array.fromAsync(source)).map(({ changedAt }) => changedAt)).toEqual([
    undefined,
    undefined,
  ]);
  expect((await source.describe()).notices).toEqual([expect.stringContaining('shallow')]);
});

test('reads a part of a work tree with the rules above it and addresses from its own root', async () => {
  const folder = await makeRepository({ '.gitignore': '*.log\n', 'sub/deep/a.txt': 'a', 'other.txt': 'o' });
  await writeFile(join(folder, 'sub/x.log'), 'x');
  const items = await Array.fromAsync(loadRepository(join(folder, 'sub')));
  expect(texts(items).map(({ source, changedAt }) => [source, changedAt])).toEqual([
    ['deep/a.txt', 1_700_000_000],
  ]);
});

test('reads a folder that git ignores, by the rules inside it, and says so', async () => {
  const folder = await makeRepository({ '.gitignore': 'packages/\n*.txt\n', 'a.md': '' });
  await writeFiles(folder, {
    'packages/docs/a.txt': 'a',
    'packages/docs/b.md': 'b',
    'packages/docs/.gitignore': 'b.md\n',
    'packages/docs/node_modules/c.md': 'c',
  });
  const source = loadRepository(join(folder, 'packages/docs'));
  expect(sources(await Array.fromAsync(source))).toEqual(['.gitignore', 'a.txt']);
  expect((await source.describe()).notices).toEqual([expect.stringContaining('ignored by git')]);
});

test('reads a folder that is in no repository, without a notice', async () => {
  const source = loadRepository(
    await makeFolder({ 'a.txt': 'a', 'skip.txt': 's', '.gitignore': 'skip.txt\n' }),
  );
  expect(sources(await Array.fromAsync(source))).toEqual(['.gitignore', 'a.txt']);
  expect(await source.describe()).toEqual({ notices: [] });
});

test('tells what it does not read, each with its reason', async () => {
  const folder = await makeRepository({
    '.env': 'KEY=1',
    'big.txt': 'x'.repeat(200),
    'lfs.bin': `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 12345\n`,
    'picture.png': Buffer.from([0x89, 0, 0]),
    'text.txt': 'read me',
  });
  await symlink('.', join(folder, 'loop'));
  await symlink('/etc/hostname', join(folder, 'outside'));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  await mkdir(join(folder, 'inner'));
  git(join(folder, 'inner'), ['init', '-q']);
  await writeFile(join(folder, 'inner/secret.txt'), 's');
  await writeFile(Buffer.concat([Buffer.from(join(folder, 'bad-')), Buffer.from([0xff])]), 'b');
  const expected = [
    '.env: credentials',
    'big.txt: too-large',
    'inner: nested-repository',
    'lfs.bin: lfs-pointer',
    'loop: link',
    'outside: link',
    'picture.png: binary',
    'pipe: special-file',
  ];
  const items = await Array.fromAsync(loadRepository(folder, { maxFileBytes: 199 }));
  expect(sources(items)).toEqual(['bad-\\xff', 'text.txt']);
  expect(skips(items)).toEqual(expected);

  await rm(join(folder, '.git'), { recursive: true });
  await rm(join(folder, 'inner'), { recursive: true });
  const walked = await Array.fromAsync(loadRepository(folder, { maxFileBytes: 199 }));
  expect(sources(walked)).toEqual(['bad-\\xff', 'text.txt']);
  expect(skips(walked)).toEqual(expected.filter((skip) => !skip.startsWith('inner')));
});

test('gives an image by its bytes as media, and the cells of a notebook with their times of change', async () => {
  const cells = [
    { cell_type: 'markdown', source: '# Study' },
    { cell_type: 'code', source: 'x = 1', outputs: [] },
  ];
  const folder = await makeRepository({
    'logo.dat': makePng(),
    'photo.jpg': Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]),
    'study.ipynb': JSON.stringify({ nbformat: 4, cells }),
    'zero.png': Buffer.from([0x89, 0, 0]),
  });
  const version = git(folder, ['rev-parse', 'HEAD:study.ipynb']).trim();
  const cell = { type: 'text', source: 'study.ipynb', version, changedAt: 1_700_000_000 };
  expect(await Array.fromAsync(loadRepository(folder))).toMatchObject([
    { type: 'media', source: 'logo.dat', mediaType: 'image/png', data: new Uint8Array(makePng()) },
    { type: 'media', source: 'photo.jpg', mediaType: 'image/jpeg' },
    { ...cell, location: { type: 'cell', cell: 1 }, text: '# Study\n' },
    { ...cell, location: { type: 'cell', cell: 2 }, headings: ['Study'] },
    { type: 'skipped', source: 'zero.png', reason: 'binary' },
  ]);
});

test('leaves out what holds a secret, in files and on pages, with the rule and the line, unless asked to read it', async () => {
  const secret = ['AK', 'IA', 'QX4T7BN2WJ6PD9KS'].join('');
  const folder = await makeFolder({
    'config.yml': `name: app\nkey: ${secret}\n`,
    'docs.md': `Use ${['AK', 'IAIOSFODNN7EXAMPLE'].join('')}.`,
    'guide.pdf': await makePdf((document) => document.text('one').addPage().text(`key ${secret}`)),
  });
  const items = await Array.fromAsync(loadRepository(folder));
  const told = items.filter(({ type }) => type === 'skipped');
  expect(told).toMatchObject([
    { source: 'config.yml', reason: 'secret', location: { type: 'lines', start: 2, end: 2 } },
    { source: 'guide.pdf', reason: 'secret', location: { type: 'page', page: 2 } },
  ]);
  expect(JSON.stringify(items)).not.toContain(secret);
  expect(JSON.stringify(told)).toContain('aws AWSAccessKeyID');

  const all = await Array.fromAsync(loadRepository(folder, { secrets: 'read' }));
  expect(sources(all)).toEqual(['config.yml', 'docs.md', 'guide.pdf', 'guide.pdf']);
});

test('tells a submodule and reads nothing of it', async () => {
  const folder = await makeRepository({ 'a.txt': 'a' });
  const module = await makeRepository({ 'm.txt': 'm' });
  git(folder, ['-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', module, 'module']);
  commitAll(folder);
  const items = await Array.fromAsync(loadRepository(folder));
  expect(sources(items)).toEqual(['.gitmodules', 'a.txt']);
  expect(skips(items)).toEqual(['module: nested-repository']);
});

test('reads a file in conflict once', async () => {
  const folder = await makeRepository({ 'a.txt': 'base\n' });
  git(folder, ['checkout', '-q', '-b', 'side']);
  await writeFile(join(folder, 'a.txt'), 'side\n');
  commitAll(folder);
  git(folder, ['checkout', '-q', 'main']);
  await writeFile(join(folder, 'a.txt'), 'main\n');
  commitAll(folder);
  expect(() => git(folder, ['merge', '-q', 'side'])).toThrow();
  expect(sources(await Array.fromAsync(loadRepository(folder)))).toEqual(['a.txt']);
});

test('does not leave the root through a folder that became a link', async () => {
  const outside = await makeFolder({ 'secret.txt': 'secret' });
  const folder = await makeRepository({ 'sub/secret.txt': 'harmless' });
  await rm(join(folder, 'sub'), { recursive: true });
  await symlink(outside, join(folder, 'sub'));
  const items = await Array.fromAsync(loadRepository(folder));
  expect(sources(items)).toEqual([]);
  expect(skips(items)).toEqual(['sub: link', 'sub/secret.txt: link']);
});

test('runs nothing that the repository configures', async () => {
  const folder = await makeRepository({
    'a.txt': 'a',
    '.gitattributes': '*.txt filter=planted diff=planted\n',
  });
  const canary = join(folder, 'ran');
  const script = join(folder, '.git/planted.sh');
  await writeFile(script, `#!/bin/sh\necho "$@" >> "${canary}"\n`);
  await chmod(script, 0o755);
  for (const key of [
    'core.fsmonitor',
    'filter.planted.clean',
    'diff.planted.textconv',
    'gpg.program',
    'core.pager',
  ]) {
    git(folder, ['config', key, script]);
  }
  git(folder, ['config', 'log.showSignature', 'true']);
  await writeFile(join(folder, 'a.txt'), 'changed');
  await Array.fromAsync(loadRepository(folder));
  expect(existsSync(canary)).toBe(false);
  // The trap works: plain git walks into it.
  git(folder, ['status']);
  expect(existsSync(canary)).toBe(true);
});

test('does not list another folder where core.worktree points', async () => {
  const other = await makeFolder({ 'secret.txt': 'secret' });
  const folder = await makeRepository({ 'a.txt': 'a' });
  git(folder, ['config', 'core.worktree', other]);
  const items = await Array.fromAsync(loadRepository(folder));
  expect(sources(items)).toEqual(['a.txt']);
  // Not even the other folder's file names.
  expect(skips(items)).toEqual([]);
});

test('reads the PDFs of a folder too, and goes on after one that cannot be read', async () => {
  const folder = await makeRepository({
    'a.pdf': await makePdf((pdf) => pdf.text('first document')),
    'b.pdf': makeBomb(),
    'c.pdf': 'not a PDF',
    'd.pdf': await makePdf((pdf) => pdf.text('locked'), { userPassword: 'secret' }),
    'e.PDF': await makePdf((pdf) => pdf.text('last document').addPage().text('second page')),
    'f.txt': 'text',
  });
  const items = await Array.fromAsync(loadRepository(folder, { timeoutMs: 3_000 }));
  expect(texts(items)).toMatchObject([
    {
      source: 'a.pdf',
      location: { type: 'page', page: 1 },
      text: 'first document',
      changedAt: 1_700_000_000,
    },
    { source: 'e.PDF', location: { type: 'page', page: 1 }, text: 'last document' },
    { source: 'e.PDF', location: { type: 'page', page: 2 }, text: 'second page' },
    { source: 'f.txt', location: { type: 'lines' } },
  ]);
  expect(skips(items)).toEqual(['b.pdf: limit', 'c.pdf: broken-pdf', 'd.pdf: encrypted-pdf']);
});

test('a password opens the PDFs of a folder that have it, and no other one is lost', async () => {
  const folder = await makeFolder({
    'a.pdf': await makePdf((pdf) => pdf.text('open to all')),
    'b.pdf': await makePdf((pdf) => pdf.text('locked'), { userPassword: 'harbour' }),
    'c.pdf': await makePdf((pdf) => pdf.text('locked otherwise'), { userPassword: 'other' }),
  });
  const items = await Array.fromAsync(loadRepository(folder, { password: 'harbour' }));
  expect(texts(items)).toMatchObject([
    { source: 'a.pdf', text: 'open to all' },
    { source: 'b.pdf', text: 'locked' },
  ]);
  expect(skips(items)).toEqual(['c.pdf: encrypted-pdf']);
});

test('says what is wrong with the root', async () => {
  const folder = await makeFolder({ 'docs/a.txt': 'a' });
  const read = (path: string) => Array.fromAsync(loadRepository(join(folder, path)));
  const missing = await read('dosc').catch((error: unknown) => error);
  expect(QuireError.isInstance(missing, 'path-not-found') && missing.message).toContain(
    `Did you mean "${join(folder, 'docs')}"?`,
  );
  await expect(read('docs/a.txt')).rejects.toMatchObject({ code: 'bad-input', facts: { option: 'root' } });
});

test('stops when the caller aborts', async () => {
  const folder = await makeRepository({ 'a.txt': 'a', 'b.txt': 'b' });
  const controller = new AbortController();
  const items = loadRepository(folder, { abortSignal: controller.signal })[Symbol.asyncIterator]();
  await items.next();
  controller.abort();
  await expect(items.next()).rejects.toMatchObject({ code: 'aborted' });
});

test('images keep their own bytes, also when it is known what they are', async () => {
  const images = Object.fromEntries(
    [1, 2, 3].map((at) => [
      `${at}.png`,
      Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, at),
    ]),
  );
  const folder = await makeRepository(images);
  const cache = folderCache(await makeFolder());
  for (let round = 0; round < 2; round++) {
    const items = await Array.fromAsync(loadRepository(folder, { cache }));
    const data = items.map((item) => [item.source, item.type === 'media' ? item.data : undefined]);
    expect(Object.fromEntries(data)).toEqual(images);
  }
});

test('reads no more than the total, and tells each file behind it', async () => {
  const folder = await makeRepository({ 'a.txt': 'x'.repeat(60), 'b.txt': 'y'.repeat(60), 'c.txt': 'z' });
  const items = await Array.fromAsync(loadRepository(folder, { maxTotalBytes: 100 }));
  expect(sources(items)).toEqual(['a.txt']);
  expect(skips(items)).toEqual(['b.txt: limit', 'c.txt: limit']);
  expect(items[1]).toMatchObject({ detail: expect.stringContaining('maxTotalBytes') });
  const whole = await Array.fromAsync(loadRepository(folder, { maxTotalBytes: 121, name: 'n' }));
  expect(sources(whole)).toEqual(['n/a.txt', 'n/b.txt', 'n/c.txt']);
});

test('tells a tracked file that goes away between listing and reading, not one that was deleted before', async () => {
  const folder = await makeRepository({ 'a.txt': 'a', 'b.txt': 'b', 'deleted.txt': 'd' });
  await rm(join(folder, 'deleted.txt'));
  const source = loadRepository(folder);
  await source.describe();
  await rm(join(folder, 'b.txt'));
  const items = await Array.fromAsync(source);
  expect(sources(items)).toEqual(['a.txt']);
  expect(skips(items)).toEqual(['b.txt: unreadable']);
});
