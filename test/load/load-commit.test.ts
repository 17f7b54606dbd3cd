import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { load } from '../../src/load/load.ts';
import { type LoadRepositoryOptions, loadRepository } from '../../src/load/load-repository.ts';
import { commitAll, git, makeFolder, makeRepository, writeFiles } from './make-folder.ts';
import { makePdf } from './make-pdf.ts';

async function read(input: string, options: LoadRepositoryOptions) {
  const items = await Array.fromAsync(loadRepository(input, options));
  return {
    texts: Object.fromEntries(
      items.flatMap((item) => (item.type === 'text' ? [[item.source, item.text]] : [])),
    ),
    told: items.flatMap((item) => (item.type === 'skipped' ? [`${item.source}: ${item.reason}`] : [])),
    items,
  };
}

async function makeHistory(): Promise<string> {
  const folder = await makeRepository({ 'a.txt': 'first\n', 'sub/b.txt': 'b\n' }, 1_600_000_000);
  git(folder, ['tag', 'v1']);
  await writeFiles(folder, { 'a.txt': 'second\r\n', 'sub/c.txt': 'c\n', 'package-lock.json': '{}' });
  commitAll(folder, 1_650_000_000);
  await writeFiles(folder, { 'a.txt': 'uncommitted\n', 'new.txt': 'n\n' });
  return folder;
}

test('reads a commit, tag or branch as it was committed, with its own times', async () => {
  const folder = await makeHistory();
  const first = await read(folder, { ref: 'v1' });
  expect(first.items).toMatchObject([
    {
      source: 'a.txt',
      text: 'first\n',
      changedAt: 1_600_000_000,
      version: git(folder, ['rev-parse', 'v1:a.txt']).trim(),
    },
    { source: 'sub/b.txt', text: 'b\n', changedAt: 1_600_000_000 },
  ]);
  const second = await read(folder, { ref: 'main' });
  expect(second.texts).toEqual({ 'a.txt': 'second\r\n', 'sub/b.txt': 'b\n', 'sub/c.txt': 'c\n' });
  expect(second.told).toEqual(['package-lock.json: noise']);
  expect(second.items[0]).toMatchObject({ changedAt: 1_650_000_000 });
  expect((await read(folder, { ref: git(folder, ['rev-parse', 'HEAD~1']).trim() })).texts).toEqual(
    first.texts,
  );
  expect((await read(join(folder, 'sub'), { ref: 'HEAD' })).texts).toEqual({
    'b.txt': 'b\n',
    'c.txt': 'c\n',
  });
  await expect(read(folder, { ref: 'nowhere' })).rejects.toMatchObject({
    code: 'bad-input',
    facts: { option: 'ref' },
  });
  await expect(read(folder, { ref: '--help' })).rejects.toMatchObject({ code: 'bad-input' });
});

test('reads large, binary, empty and odd files of a commit, and links and submodules as what they are', async () => {
  const folder = await makeRepository({
    'big.txt': `${'line\n'.repeat(60_000)}`,
    'empty.txt': '',
    'huge.txt': 'x'.repeat(2_000_000),
    'new\nline': 'odd\n',
    'picture.bin': Buffer.from([1, 0, 2]),
    'report.pdf': await makePdf((pdf) => pdf.text('a page')),
    ...Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`many/${at}.txt`, `${at}\n`])),
    '.quireignore': 'hidden.txt\n',
    'hidden.txt': 'h',
  });
  await symlink('/etc/passwd', join(folder, 'link'));
  await writeFile(Buffer.concat([Buffer.from(`${folder}/raw-`), Buffer.from([0xff])]), 'raw\n');
  commitAll(folder);
  const { texts, told } = await read(folder, { ref: 'HEAD' });
  expect(Object.keys(texts)).toHaveLength(306);
  expect(texts).toMatchObject({
    'empty.txt': '',
    'new\nline': 'odd\n',
    'raw-\\xff': 'raw\n',
    'report.pdf': 'a page',
  });
  expect(texts['big.txt']).toHaveLength(300_000);
  for (let at = 0; at < 300; at++) expect(texts[`many/${at}.txt`]).toBe(`${at}\n`);
  expect(told).toEqual(['hidden.txt: excluded', 'huge.txt: too-large', 'link: link', 'picture.bin: binary']);
});

test('a .quireignore above a folder of a commit counts, as the commit has it', async () => {
  const folder = await makeRepository({
    '.quireignore': '*.gen\n/grün/sub/own.txt\n',
    'grün/.quireignore': '!kept.gen\n',
    'grün/sub/a.gen': 'a',
    'grün/sub/b.txt': 'b',
    'grün/sub/kept.gen': 'k',
    'grün/sub/own.txt': 'o',
  });
  await rm(join(folder, '.quireignore'));
  const { texts, told } = await read(join(folder, 'grün/sub'), { ref: 'HEAD' });
  expect(Object.keys(texts)).toEqual(['b.txt', 'kept.gen']);
  expect(told).toEqual(['a.gen: excluded', 'own.txt: excluded']);
});

test('runs no filter of a repository that is read by commit or fetched', async () => {
  const folder = await makeRepository({
    'a.txt': 'a\n',
    '.gitattributes': '* filter=planted diff=planted\n',
  });
  const script = join(await makeFolder(), 'planted.sh');
  await writeFile(script, `#!/bin/sh\ntouch "${script}.ran"\n`);
  await chmod(script, 0o755);
  for (const key of [
    'filter.planted.smudge',
    'diff.planted.textconv',
    'core.fsmonitor',
    'uploadpack.packObjectsHook',
  ])
    git(folder, ['config', key, script]);
  await symlink(script, join(folder, '.git/hooks/post-checkout'));
  const cloneFolder = await makeFolder();
  expect((await read(folder, { ref: 'HEAD' })).texts).toHaveProperty(['a.txt'], 'a\n');
  expect((await read(`file://${folder}`, { cloneFolder })).texts).toHaveProperty(['a.txt'], 'a\n');
  expect(existsSync(`${script}.ran`)).toBe(false);
});

test('fetches a repository by its address once for each commit', async () => {
  const folder = await makeHistory();
  const cloneFolder = await makeFolder();
  const url = `file://${folder}`;
  expect((await read(url, { cloneFolder })).texts).toMatchObject({
    'a.txt': 'second\r\n',
    'sub/c.txt': 'c\n',
  });
  expect((await read(url, { cloneFolder, ref: 'v1' })).texts).toEqual({
    'a.txt': 'first\n',
    'sub/b.txt': 'b\n',
  });
  const clones = async () =>
    (await readdir(cloneFolder, { recursive: true })).filter((name) => name.endsWith('HEAD'));
  expect(await clones()).toHaveLength(2);
  expect((await read(url, { cloneFolder })).texts).toHaveProperty(['a.txt']);
  expect(await clones()).toHaveLength(2);
  // A commit that is here needs nobody.
  const commit = git(folder, ['rev-parse', 'HEAD']).trim();
  await rm(folder, { recursive: true });
  expect((await read(url, { cloneFolder, ref: commit })).texts).toMatchObject({ 'sub/c.txt': 'c\n' });
  await expect(read(url, { cloneFolder })).rejects.toMatchObject({ code: 'unreadable' });
});

test('says what an address needs, and keeps a password to itself', async () => {
  await expect(read('https://example.com/a/b', {})).rejects.toMatchObject({
    facts: { option: 'cloneFolder' },
  });
  const cloneFolder = await makeFolder();
  const failure = read('http://user:hunter2@127.0.0.1:1/x', { cloneFolder });
  await expect(failure).rejects.toMatchObject({ code: 'unreadable' });
  await expect(failure).rejects.not.toThrow(/hunter2/);
  await expect(read('ext::sh -c touch% x', { cloneFolder })).rejects.toMatchObject({
    code: 'path-not-found',
  });
  expect(() => load('https://example.com/a.pdf')).toThrow(/Fetch it first/);
});

test.each(['smart', 'plain files'] as const)('fetches over HTTP from a server of %s', async (kind) => {
  const folder = await makeHistory();
  const served = await makeFolder();
  execFileSync('git', ['clone', '-q', '--bare', folder, join(served, 'repo.git')]);
  git(join(served, 'repo.git'), ['update-server-info']);
  const server = createServer(async (request, response) => {
    const { pathname, search } = new URL(request.url ?? '', 'http://x');
    if (kind === 'plain files') {
      const { readFile } = await import('node:fs/promises');
      const bytes = await readFile(join(served, pathname)).catch(() => undefined);
      response.writeHead(bytes === undefined ? 404 : 200).end(bytes);
      return;
    }
    const backend = spawn('git', ['http-backend'], {
      env: {
        PATH: process.env.PATH,
        GIT_PROJECT_ROOT: served,
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: pathname,
        QUERY_STRING: search.slice(1),
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers['content-type'],
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'safe.directory',
        GIT_CONFIG_VALUE_0: '*',
      },
    });
    request.pipe(backend.stdin);
    const chunks: Buffer[] = [];
    for await (const chunk of backend.stdout) chunks.push(chunk);
    const output = Buffer.concat(chunks);
    const end = output.indexOf('\r\n\r\n');
    const headers = output
      .toString('latin1', 0, end)
      .split('\r\n')
      .map((line) => line.split(': ') as [string, string]);
    const status = headers.find(([name]) => name === 'Status')?.[1] ?? '200';
    response.writeHead(
      Number.parseInt(status, 10),
      Object.fromEntries(headers.filter(([name]) => name !== 'Status')),
    );
    response.end(output.subarray(end + 4));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const cloneFolder = await makeFolder();
  const items = await Array.fromAsync(load(`http://127.0.0.1:${port}/repo.git`, { cloneFolder, ref: 'v1' }));
  expect(items).toMatchObject([{ source: 'a.txt', text: 'first\n' }, { source: 'sub/b.txt' }]);
});
