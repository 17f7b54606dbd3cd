import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

let folder: string;
const text = `${'The lock closes at 22:30 in winter.\n'.repeat(1000)}`;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quire-stdout-'));
  await writeFile(path.join(folder, 'lock.md'), text);
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs `quire text lock.md` in a shell, with what stands before and behind it. */
async function runInShell(before: string, behind: string) {
  const line = `${before} "${process.execPath}" "${main}" text lock.md ${behind}`;
  const options = { cwd: folder, env: { ...process.env, QUIRE_CACHE_DIR: path.join(folder, 'cache') } };
  try {
    return { code: 0, ...(await promisify(execFile)('/bin/sh', ['-c', line], options)) };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

const posix = process.platform !== 'win32';

test.runIf(posix)('a file that takes only a part of the output is a failure', async () => {
  // The limit of a file's size stands in for a full disk: the first write is cut short at 8 blocks, the next one fails.
  const { code, stderr } = await runInShell('ulimit -f 8;', '> full.md');
  expect(stderr).toContain('quire: cannot write the output: EFBIG');
  expect(code).toBe(1);
});

test.runIf(posix)('output goes to a file whole, behind what is there when it is appended', async () => {
  expect((await runInShell('', '> out.md')).code).toBe(0);
  expect((await runInShell('', '>> out.md')).code).toBe(0);
  expect(await readFile(path.join(folder, 'out.md'), 'utf8')).toBe(text + text);
});

test.runIf(posix)('a reader that goes away is no failure', async () => {
  const { code, stdout, stderr } = await runInShell('', '| head -n 1');
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${text.split('\n')[0]}\n`, stderr: '' });
});
