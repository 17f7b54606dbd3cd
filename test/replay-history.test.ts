import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { words } from './helpers/sdk-routes.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quire-history-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const git = (...args: string[]) =>
  execFileSync('git', ['-C', folder, '-c', 'user.name=A', '-c', 'user.email=a@example.org', ...args]);

test('over a history of small edits appending reads nearly all and costs a tenth, by the invoice', async () => {
  git('init', '-q');
  for (let commit = 0; commit < 4; commit += 1) {
    for (let file = 0; file < 20; file += 1) {
      if (commit > 0 && file !== commit) continue;
      await writeFile(path.join(folder, `f${10 + file}.md`), `${words(300, `f${file}c${commit}x`)}\n`);
    }
    git('add', '.');
    git('commit', '-q', '-m', `Commit ${commit}`);
  }
  const script = fileURLToPath(new URL('../scripts/replay-history.ts', import.meta.url));
  const args = [script, folder, '--commits', '3', '--lags', '0', '--json'];
  const printed: unknown = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
  expect(printed).toMatchObject({
    commits: 4,
    rows: [{ way: 'alphabetical' }, { way: 'pack order' }, { way: 'append' }],
  });
  const { rows } = printed as {
    rows: readonly {
      readonly read: number;
      readonly kept: number;
      readonly cost: number;
      readonly anew: number;
    }[];
  };
  const [alphabetical, , append] = rows;
  expect(append?.read).toBeGreaterThan(0.9);
  // The question before has cached a little more than the documents.
  expect(append?.kept).toBeGreaterThan(0.99);
  expect(append?.anew).toBe(0);
  expect(append?.cost).toBeLessThan(0.2);
  expect(alphabetical?.anew).toBe(3);
  expect(alphabetical?.read).toBeLessThan(0.3);
});
