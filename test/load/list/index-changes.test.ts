import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readIndexChanges } from '../../../src/load/list/index-changes.ts';
import { git, makeFolder, makeRepository, writeFiles } from '../make-folder.ts';

const options = { timeoutMs: 10_000 };
const idOf = (folder: string, name: string) => git(folder, ['rev-parse', name]).trim();

test('knows what the newest commit has where the index has something else', async () => {
  const folder = await makeRepository({ 'same.txt': 's', 'sub/staged.txt': 'old', 'sub/gone.txt': 'g' });
  await writeFiles(folder, { 'sub/staged.txt': 'new', 'sub/added.txt': 'a' });
  git(folder, ['add', 'sub']);
  git(folder, ['rm', '-q', 'sub/gone.txt']);
  const changes = await readIndexChanges(join(folder, 'sub'), options);
  const [old, same] = ['sub/staged.txt', 'same.txt'].map((path) => idOf(folder, `HEAD:${path}`));
  expect(changes?.committedId('staged.txt', idOf(folder, ':sub/staged.txt'))).toBe(old);
  expect(changes?.committedId('added.txt', idOf(folder, ':sub/added.txt'))).toBeUndefined();
  expect(changes?.committedId('other.txt', same ?? '')).toBe(same);
});

test('says nothing of a repository without a commit', async () => {
  const folder = await makeFolder({ 'a.txt': 'a' });
  git(folder, ['init', '-q', '-b', 'main']);
  git(folder, ['add', 'a.txt']);
  expect(await readIndexChanges(folder, options)).toBeUndefined();
});
