import { execFileSync } from 'node:child_process';
import { appendFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readFile, readFileNow } from '../../../src/load/read/read-file.ts';
import { makeFolder } from '../make-folder.ts';

const options = { maxBytes: 10, links: 'refuse' } as const;

test('reads a file up to its size limit and tells the size of a larger one', async () => {
  const folder = await makeFolder({ 'ten.txt': '0123456789', 'eleven.txt': '0123456789a' });
  const ten = await readFile(join(folder, 'ten.txt'), options);
  expect(ten.type === 'bytes' && Buffer.from(ten.bytes).toString()).toBe('0123456789');
  const eleven = await readFile(join(folder, 'eleven.txt'), options);
  expect(eleven).toMatchObject({ type: 'refused', reason: 'too-large', bytes: 11 });
});

test('does not follow a link unless asked to', async () => {
  const folder = await makeFolder({ 'a.txt': 'a' });
  await symlink('a.txt', join(folder, 'link.txt'));
  await symlink('loop', join(folder, 'loop'));
  const link = join(folder, 'link.txt');
  expect(await readFile(link, options)).toMatchObject({ reason: 'link' });
  expect(await readFile(link, { ...options, links: 'follow' })).toMatchObject({ type: 'bytes' });
  expect(await readFile(join(folder, 'loop'), { ...options, links: 'follow' })).toMatchObject({
    reason: 'unreadable',
    detail: expect.stringContaining('ELOOP'),
  });
});

test('does not wait on a pipe', async () => {
  const folder = await makeFolder();
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  expect(await readFile(join(folder, 'pipe'), options)).toMatchObject({ reason: 'special-file' });
});

test('tells a missing file from one that the file system refuses', async () => {
  const folder = await makeFolder();
  expect(await readFile(join(folder, 'gone'), options)).toMatchObject({ type: 'missing' });
  expect(await readFile(join(folder, 'x'.repeat(300)), options)).toMatchObject({
    reason: 'unreadable',
    detail: expect.stringContaining('ENAMETOOLONG'),
  });
});

test('reads a file that changes meanwhile once more, and tells one that keeps changing', async () => {
  const folder = await makeFolder({ 'log.txt': 'x' });
  const path = join(folder, 'log.txt');
  const all = { maxBytes: 64 * 1024 * 1024, links: 'refuse' } as const;
  // Long enough that a writer gets in between.
  await writeFile(path, Buffer.alloc(32 * 1024 * 1024, 'a'));
  let writing = true;
  const writer = (async () => {
    while (writing) await appendFile(path, 'b');
  })();
  const read = await readFile(path, all);
  writing = false;
  await writer;
  expect(read).toMatchObject({ type: 'refused', reason: 'changed' });
  const rested = await readFile(path, all);
  expect(rested.type === 'bytes' && rested.bytes.length).toBe((await stat(path)).size);
});

test('says the same at once as with time, into a buffer that is used again', async () => {
  const folder = await makeFolder({ 'ten.txt': '0123456789', 'eleven.txt': '0123456789a', 'none.txt': '' });
  await symlink('ten.txt', join(folder, 'link.txt'));
  await symlink('nowhere', join(folder, 'dangling'));
  execFileSync('mkfifo', [join(folder, 'pipe')]);
  const buffer = new Uint8Array(10);
  const names = [
    'ten.txt',
    'eleven.txt',
    'none.txt',
    'link.txt',
    'dangling',
    'pipe',
    'gone',
    '.',
    'x'.repeat(300),
  ];
  for (const name of names) {
    const path = join(folder, name);
    expect.soft(readFileNow(path, { maxBytes: 10, buffer }), name).toEqual(await readFile(path, options));
  }
  expect(readFileNow(join(folder, 'ten.txt'), { maxBytes: 99, buffer: new Uint8Array(9) })).toMatchObject({
    reason: 'too-large',
  });
});
