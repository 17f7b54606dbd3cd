import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { loadText } from '../../src/load/load-text.ts';
import { makeFolder } from './make-folder.ts';

test('gives all lines as one segment, the same from a path, a URL, bytes and a Blob', async () => {
  const path = join(await makeFolder({ 'a.txt': 'one\ntwo\n' }), 'a.txt');
  const expected = {
    type: 'text',
    location: { type: 'lines', start: 1, end: 2 },
    text: 'one\ntwo\n',
    // As `git hash-object` prints it.
    version: '814f4a422927b82f5f8a43f8fab6d3839e3983f2',
  };
  const bytes = Buffer.from('one\ntwo\n');
  expect(await Array.fromAsync(loadText(path))).toEqual([{ ...expected, source: path }]);
  expect(await Array.fromAsync(loadText(pathToFileURL(path)))).toEqual([{ ...expected, source: path }]);
  expect(await Array.fromAsync(loadText(bytes, { source: 'n' }))).toEqual([{ ...expected, source: 'n' }]);
  expect(await Array.fromAsync(loadText(new File([bytes], 'up.txt')))).toEqual([
    { ...expected, source: 'up.txt' },
  ]);
});

test('can be read again, and sees what changed', async () => {
  const path = join(await makeFolder({ 'a.txt': 'old' }), 'a.txt');
  const source = loadText(path, { source: 'a' });
  expect(await Array.fromAsync(source)).toMatchObject([{ text: 'old' }]);
  await writeFile(path, 'new');
  expect(await Array.fromAsync(source)).toMatchObject([{ text: 'new' }]);
});

test('reads credentials that are asked for by name', async () => {
  const path = join(await makeFolder({ '.env': 'KEY=1' }), '.env');
  expect(await Array.fromAsync(loadText(path))).toMatchObject([{ text: 'KEY=1' }]);
});

test('throws with a code and a way out for what cannot be read as text', async () => {
  const folder = await makeFolder({
    'readme.md': '',
    'a.bin': Buffer.from([1, 0, 2]),
    lfs: `version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n`,
  });
  const read = (name: string) => Array.fromAsync(loadText(join(folder, name)));
  await expect(read('README.md')).rejects.toMatchObject({
    code: 'path-not-found',
    message: expect.stringContaining('Did you mean'),
  });
  await expect(read('a.bin')).rejects.toMatchObject({ code: 'not-text' });
  await expect(read('.')).rejects.toMatchObject({
    code: 'unreadable',
    message: expect.stringContaining('folder'),
  });
  await expect(read('lfs')).rejects.toMatchObject({
    code: 'unreadable',
    message: expect.stringContaining('git lfs pull'),
  });
});

test('refuses bytes without a name and web addresses at once', () => {
  expect(() => loadText(Buffer.from('x'))).toThrow(expect.objectContaining({ code: 'bad-input' }));
  expect(() => loadText(new Blob(['x']))).toThrow(expect.objectContaining({ code: 'bad-input' }));
  expect(() => loadText('https://example.org/a.txt')).toThrow(expect.objectContaining({ code: 'bad-input' }));
});
