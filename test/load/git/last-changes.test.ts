import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findLastChanges } from '../../../src/load/git/last-changes.ts';
import { commitAll, makeRepository } from '../make-folder.ts';

const options = { timeoutMs: 10_000 };

test('a folder has the times of its own files, by paths relative to it, whatever happens beside it', async () => {
  const folder = await makeRepository({ 'a.txt': 'a', 'sub/a.txt': 'b', HEAD: 'a file' }, 1_600_000_000);
  await writeFile(join(folder, 'a.txt'), 'changed');
  commitAll(folder, 1_650_000_000);

  const top = await findLastChanges(folder, ['a.txt', 'sub/a.txt', 'HEAD'], options);
  expect(Object.fromEntries(top)).toEqual({
    'a.txt': 1_650_000_000,
    'sub/a.txt': 1_600_000_000,
    HEAD: 1_600_000_000,
  });
  const below = join(folder, 'sub');
  expect([...(await findLastChanges(below, ['a.txt'], options))]).toEqual([['a.txt', 1_600_000_000]]);
  // It looks like the top of a work tree and is none.
  await mkdir(join(below, '.git'));
  expect([...(await findLastChanges(below, ['a.txt'], options))]).toEqual([['a.txt', 1_600_000_000]]);
});
