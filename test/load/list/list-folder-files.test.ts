import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { listFolderFiles } from '../../../src/load/list/list-folder-files.ts';
import { git, makeFolder, writeFiles } from '../make-folder.ts';

const paths = async (folder: string) =>
  (await listFolderFiles(folder)).map((entry) => (entry.type === 'file' ? entry.path : `! ${entry.source}`));

test('applies nested ignore files as git does', async () => {
  const folder = await makeFolder({
    '.gitignore': '*.log\n/top.txt\nbuild/\n!keep.log\nTMP*\ndocs/*.md\n',
    'a.log': '',
    'keep.log': '',
    'top.txt': '',
    'tmp.txt': '',
    'TMP.txt': '',
    'docs/a.md': '',
    'docs/deep/b.md': '',
    'sub/.gitignore': '!a.log\n!build/\n/only-here.txt\ndeep/x\n\\!odd\n',
    'sub/a.log': '',
    'sub/b.log': '',
    'sub/top.txt': '',
    'sub/build/out.js': '',
    'sub/only-here.txt': '',
    'sub/more/only-here.txt': '',
    'sub/deep/x/file': '',
    'sub/more/deep/x/file': '',
    'sub/!odd': '',
    'build/out.js': '',
    '[odd] name/.gitignore': 'secret\n',
    '[odd] name/secret': '',
    '[odd] name/public': '',
    'o/secret': '',
    'back\\slash': '',
    '\\first': '',
    'new\nline': '',
    ' blank ': '',
    '*star*': '',
    '{a,b}': '',
    '.hidden': '',
    'größe.txt': '',
  });
  const found = await paths(folder);
  git(folder, ['init', '-q']);
  const truth = git(folder, ['ls-files', '--others', '--exclude-standard', '-z']).split('\0').slice(0, -1);
  expect(found).toEqual(truth.sort());
  expect(found).toContain('sub/build/out.js');
  expect(found).not.toContain('a.log');
});

test('tells node_modules, leaves version control out, and nothing else of its own accord', async () => {
  const folder = await makeFolder({
    'node_modules/x/index.js': '',
    'sub/node_modules/y/index.js': '',
    '.git/config': '[core]',
    'sub/.git/config': '[remote]',
    'dist/a.js': '',
    'package-lock.json': '',
  });
  expect(await paths(folder)).toEqual([
    'dist/a.js',
    '! node_modules',
    'package-lock.json',
    '! sub/node_modules',
  ]);
});

test('does not apply rules that could match for ever, and says which', async () => {
  const globstars = `${'a/**/'.repeat(25)}b`;
  const folder = await makeFolder({ 'sub/.gitignore': `*.log\n${globstars}\n${'x'.repeat(5000)}\n` });
  await writeFiles(folder, { [`sub/${'a/'.repeat(40)}c`]: '', 'sub/a.log': '' });
  const entries = await listFolderFiles(folder);
  expect(entries.filter((entry) => entry.type === 'skipped')).toMatchObject([
    { source: 'sub/.gitignore', location: { type: 'lines', start: 2, end: 2 }, reason: 'limit' },
    { source: 'sub/.gitignore', location: { type: 'lines', start: 3, end: 3 }, reason: 'limit' },
  ]);
  expect(entries.filter((entry) => entry.type === 'file')).toHaveLength(2);
});

test('enters a folder whose name is not UTF-8', async () => {
  const folder = await makeFolder({ 'a.txt': '' });
  const odd = Buffer.concat([Buffer.from(join(folder, 'bad-')), Buffer.from([0xff])]);
  await mkdir(odd);
  await writeFile(Buffer.concat([odd, Buffer.from('/b.txt')]), '');
  expect(await paths(folder)).toEqual(['a.txt', 'bad-\\xff/b.txt']);
});
