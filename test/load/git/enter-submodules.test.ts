import { rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadRepository } from '../../../src/load/load-repository.ts';
import { commitAll, git, makeFolder, makeRepository, writeFiles } from '../make-folder.ts';

async function read(folder: string) {
  const items = await Array.fromAsync(loadRepository(folder, { submodules: 'read' }));
  return items.flatMap((item) => [item.type === 'text' ? item.source : `! ${item.source}`]);
}

const addModule = (folder: string, from: string, path: string) =>
  git(folder, ['-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', from, path]);

test('reads submodules and the submodules in them, each by its own rules, and tells those that are not here', async () => {
  const inner = await makeRepository({ 'i.txt': 'i' });
  const outer = await makeRepository({ 'o.txt': 'o', '.gitignore': '*.log\n' });
  addModule(outer, inner, 'inner');
  commitAll(outer);
  const folder = await makeRepository({ 'a.txt': 'a' });
  addModule(folder, outer, 'libs/outer');
  addModule(folder, inner, 'absent');
  commitAll(folder);
  git(folder, [
    '-c',
    'protocol.file.allow=always',
    'submodule',
    'update',
    '-q',
    '--init',
    '--recursive',
    'libs',
  ]);
  git(folder, ['submodule', 'deinit', '-q', '-f', 'absent']);
  await writeFiles(folder, { 'libs/outer/x.log': 'x', 'libs/outer/new.txt': 'n' });
  expect(await read(folder)).toEqual([
    '.gitmodules',
    'a.txt',
    '! absent',
    'libs/outer/.gitignore',
    'libs/outer/.gitmodules',
    'libs/outer/inner/i.txt',
    'libs/outer/new.txt',
    'libs/outer/o.txt',
  ]);
});

test('enters no submodule whose folder became a link', async () => {
  const folder = await makeRepository({ 'a.txt': 'a' });
  addModule(folder, await makeRepository({ 'm.txt': 'm' }), 'module');
  commitAll(folder);
  const elsewhere = join(await makeFolder(), 'moved');
  await rename(join(folder, 'module'), elsewhere);
  await symlink(elsewhere, join(folder, 'module'));
  expect(await read(folder)).not.toContain('module/m.txt');
});
