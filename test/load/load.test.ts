import { join } from 'node:path';
import { expect, test } from 'vitest';
import { load } from '../../src/load/load.ts';
import { makeFolder } from './make-folder.ts';
import { makePdf } from './make-pdf.ts';

test('picks the loader by what is there', async () => {
  const pdf = await makePdf((document) => document.text('a page'));
  const folder = await makeFolder({ 'sub/a.txt': 'a', 'b.PDF': pdf, 'unnamed-pdf': pdf, 'c.md': 'c' });
  const first = async (path: string) => (await Array.fromAsync(load(join(folder, path))))[0];
  expect(await first('sub')).toMatchObject({ source: 'a.txt', location: { type: 'lines' } });
  expect(await first('b.PDF')).toMatchObject({ source: join(folder, 'b.PDF'), location: { type: 'page' } });
  expect(await first('unnamed-pdf')).toMatchObject({ location: { type: 'page' }, text: 'a page' });
  expect(await first('c.md')).toMatchObject({ source: join(folder, 'c.md'), text: 'c' });
});

test('fails when it is read, not when it is made', async () => {
  const source = load(join(await makeFolder(), 'missing'));
  await expect(Array.fromAsync(source)).rejects.toMatchObject({ code: 'path-not-found' });
  await expect(source.describe()).rejects.toMatchObject({ code: 'path-not-found' });
});

test('has no notices where there is nothing to say', async () => {
  const folder = await makeFolder({ 'a.txt': 'a' });
  expect(await load(join(folder, 'a.txt')).describe()).toEqual({ notices: [] });
  expect(await load(folder).describe()).toEqual({ notices: [] });
});

test('reads a file with a secret that is asked for by name, and says so without the secret', async () => {
  const secret = ['AK', 'IA', 'QX4T7BN2WJ6PD9KS'].join('');
  const path = join(await makeFolder({ 'notes.md': `# Keys\n\n${secret}\n` }), 'notes.md');
  const source = load(path, { source: 'notes.md' });
  expect(await source.describe()).toEqual({
    notices: [
      '"notes.md" holds what looks like a secret on line 3 (aws AWSAccessKeyID); it was asked for by name, so it is read.',
    ],
  });
  expect(await Array.fromAsync(source)).toMatchObject([{ type: 'text', source: 'notes.md' }]);
});

test('looks for a secret in a PDF that is asked for by name', async () => {
  const secret = ['AK', 'IA', 'QX4T7BN2WJ6PD9KS'].join('');
  const pdf = await makePdf((document) => document.text('Keys').addPage().text(secret));
  const path = join(await makeFolder({ 'notes.pdf': pdf }), 'notes.pdf');
  const { notices } = await load(path, { source: 'notes.pdf' }).describe();
  expect(notices).toEqual([
    expect.stringMatching(/^"notes.pdf" holds what looks like a secret on page 2, line 1/),
  ]);
});
