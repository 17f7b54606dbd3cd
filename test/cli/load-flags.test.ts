import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runQuire } from '../helpers/run-quire.ts';
import { makePdf } from '../load/make-pdf.ts';

let folder: string;
let repository: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quire-flags-'));
  repository = path.join(folder, 'repository');
  await mkdir(path.join(repository, 'docs'), { recursive: true });
  const git = (...args: string[]) => runGit(repository, ...args);
  git('init', '-q');
  await writeFile(path.join(repository, 'a.ts'), 'first\n');
  git('add', '.');
  git('commit', '-q', '-m', 'first');
  git('tag', 'v1');
  await writeFile(path.join(repository, 'docs/b.md'), 'second\n');
  await writeFile(path.join(repository, 'package-lock.json'), '{}');
  git('add', '.');
  git('commit', '-q', '-m', 'second');
});
afterAll(() => rm(folder, { recursive: true }));

function runGit(cwd: string, ...args: string[]) {
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], { cwd });
}

async function list(...args: string[]) {
  const env = { QUIRE_CACHE_DIR: path.join(folder, 'cache') };
  const { stdout, stderr, exitCode } = await runQuire(['list', '-0', ...args], { env });
  return { names: stdout.split('\0').slice(0, -1), stderr, exitCode };
}

test('lists without noise, and with it when --include names it', async () => {
  const { names, stderr } = await list(repository);
  expect(names).toEqual(['a.ts', 'docs/b.md']);
  expect(stderr).toContain('1 made by a tool');
  expect((await list(repository, '--include', 'package-lock.json')).names).toContain('package-lock.json');
  expect((await list(repository, '--exclude', '*.md', '--exclude', 'a.*', '--include', '**')).names).toEqual([
    'package-lock.json',
  ]);
});

test('lists a commit by --ref, of a folder and of an address', async () => {
  expect((await list(repository, '--ref', 'v1')).names).toEqual(['a.ts']);
  const address = `file://${repository}`;
  expect((await list(address)).names).toEqual(['a.ts', 'docs/b.md']);
  expect((await list(address, '--ref', 'v1')).names).toEqual(['a.ts']);
  const several = await list(address, repository, '--ref', 'v1');
  expect(several.names).toEqual(expect.arrayContaining([`${repository}/a.ts`]));
  expect(await list(repository, '--ref', 'v2')).toMatchObject({ exitCode: 1, names: [] });
  expect(await list(path.join(repository, 'a.ts'), '--ref', 'v1')).toMatchObject({ exitCode: 1, names: [] });
});

test('--diff takes a revision or none, and tells it from a path and a question', async () => {
  const pack = async (...args: string[]) => {
    const { stdout, stderr, exitCode } = await runQuire(['pack', '--no-cache', ...args], { cwd: repository });
    return {
      ids: [...stdout.matchAll(/^<document-\S+ id="(.*)">$/gm)].map(([, id]) => id),
      stderr,
      exitCode,
    };
  };
  const plain = ['a.ts', 'docs/b.md'];
  expect((await pack('--diff', 'v1')).ids).toEqual([...plain, 'git diff v1 -- docs/b.md']);
  expect((await pack('.', '--diff=v1..HEAD')).ids).toEqual([...plain, 'git diff v1..HEAD -- docs/b.md']);
  expect((await pack('--diff', '.', '--log', '1')).ids).toEqual([...plain, 'git log -1']);
  expect((await pack('--diff', '--', 'docs')).ids).toEqual(['b.md']);
  expect(await pack('--diff', 'nowhere')).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('no such commit'),
  });
  const asked = await runQuire(['ask', '--diff', 'Which?', '.'], { cwd: repository });
  expect(asked.exitCode).toBe(0);
  expect(asked.stderr).toContain('No changes were found');
});

test('a change of which no diff can be made is not said to be none', async () => {
  const changed = path.join(folder, 'changed');
  await mkdir(changed);
  await writeFile(path.join(changed, 'a.md'), new Uint8Array(64));
  runGit(changed, 'init', '-q');
  runGit(changed, 'add', '.');
  runGit(changed, 'commit', '-q', '-m', 'first');
  await writeFile(path.join(changed, 'a.md'), 'The lock closes at ten.\n');
  const { stderr } = await runQuire(['ask', '--diff', 'When does it close?', '.'], { cwd: changed });
  expect(stderr).toContain('No diff could be made of what has changed');
  expect(stderr).not.toContain('No changes were found');
});

test('--password opens a PDF, alone and in a folder, and without it the way out is said', async () => {
  const locked = path.join(folder, 'locked');
  await mkdir(locked);
  const pdf = await makePdf((page) => page.text('The lock closes at 22:30.'), { userPassword: 'harbour' });
  await writeFile(path.join(locked, 'times.pdf'), pdf);
  expect((await list(locked)).names).toEqual([]);
  expect((await list(locked, '--password', 'harbour')).names).toEqual(['times.pdf']);
  const file = path.join(locked, 'times.pdf');
  expect((await list(file)).stderr).toContain('`--password`');
  expect((await runQuire(['text', file, '--password', 'harbour'])).stdout).toBe(
    'The lock closes at 22:30.\n',
  );
});

test('a PDF that was listed once is kept, and not read a second time', async () => {
  const pdfs = path.join(folder, 'pdfs');
  await mkdir(pdfs);
  await writeFile(path.join(pdfs, 'a.pdf'), await makePdf((page) => page.text('open to all')));
  const pages = path.join(folder, 'cache/v1/pdf-pages');
  const before = await readdir(pages).catch(() => []);
  await list(pdfs, '--no-cache');
  expect(await readdir(pages).catch(() => [])).toEqual(before);
  expect((await list(pdfs)).names).toEqual(['a.pdf']);
  expect(await readdir(pages)).toHaveLength(before.length + 1);
});
