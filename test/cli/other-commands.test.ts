import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runQuire } from '../helpers/run-quire.ts';

const run = promisify(execFile);
const documents = 'corpora/tidepool/documents';
let folder: string;
let repository: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quire-cli-'));
  repository = path.join(folder, 'repository');
  await cp(documents, repository, { recursive: true });
  await commitAll(repository, '2026-01-02T03:04:05Z', ['README.md']);
  await commitAll(repository, '2026-02-02T03:04:05Z', ['.']);
});
afterAll(() => rm(folder, { recursive: true }));

async function commitAll(root: string, date: string, paths: readonly string[]): Promise<void> {
  const git = (...args: string[]) =>
    run('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
      cwd: root,
      env: { ...process.env, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date },
    });
  await git('init', '-q');
  await git('add', '-f', '--', ...paths);
  await git('commit', '-q', '-m', 'state');
}

test('pack prints the same bytes for a clone elsewhere, written in another order, locale and time zone', async () => {
  const clone = path.join(folder, 'clone elsewhere');
  await run('git', ['clone', '-q', '--no-checkout', repository, clone]);
  const { stdout: names } = await run('git', ['ls-files', '-z', '--with-tree=HEAD'], { cwd: clone });
  // Checked out in reverse, so that the folder lists its entries in another order.
  for (const name of names.split('\0').filter(Boolean).reverse()) {
    await run('git', ['checkout', '-q', 'HEAD', '--', `:(literal)${name}`], { cwd: clone });
  }
  const first = await runQuire(['pack', repository], { env: { LANG: 'C', TZ: 'UTC' } });
  const second = await runQuire(['pack', '.'], {
    cwd: clone,
    env: { LC_ALL: 'de_DE.UTF-8', LANG: 'tr_TR.UTF-8', TZ: 'Asia/Kathmandu' },
  });
  const hash = ({ stdout }: { stdout: string }) => createHash('sha256').update(stdout).digest('hex');
  expect(hash(second)).toBe(hash(first));
  expect(first.stderr).toContain(`sha256 ${hash(first)}`);
  // The order is by commit time, so the file that was committed a month earlier stands first.
  expect(first.stdout).toMatch(/^<document-[0-9a-f]{8} id="README\.md">/);
});

test('list prints the files that would be read, one a line or ended by NUL, and tells what was not', async () => {
  const { stdout, stderr } = await runQuire(['list', repository]);
  const names = stdout.trimEnd().split('\n');
  expect(names).toContain('README.md');
  expect(names).not.toContain('.env');
  expect(stderr).toMatch(/Not read: .*credentials.*binary.*image/);
  const { stdout: separated } = await runQuire(['list', repository, '-0']);
  expect(separated.split('\0').slice(0, -1)).toEqual(names);
});

test('inspect tells what was skipped and why, whether it fits, and what each way costs', async () => {
  const { stdout, exitCode } = await runQuire(['inspect', repository, '--json']);
  const { decision, coverage, skipped, cost, schemaVersion } = JSON.parse(stdout);
  expect({ exitCode, schemaVersion, strategy: decision.strategy, because: decision.because }).toEqual({
    exitCode: 0,
    schemaVersion: 1,
    strategy: 'pack',
    because: 'fits',
  });
  expect(skipped.map(({ reason }: { reason: string }) => reason)).toEqual(
    expect.arrayContaining(['media', 'binary', 'credentials']),
  );
  const tokens = coverage.documents.map((document: { tokens: number }) => document.tokens);
  expect(tokens.reduce((sum: number, each: number) => sum + each, 0)).toBe(decision.tokens.documents);
  expect(decision.choices.map(({ strategy }: { strategy: string }) => strategy)).toEqual([
    'pack-cached',
    'pack-uncached',
    'retrieve',
  ]);
  expect(cost.first.min).toBeGreaterThan(0);
});

test('inspect says that a small window is too small, and by how much', async () => {
  const { stdout } = await runQuire(['inspect', repository, '--model', 'small', '--context-window', '9000']);
  expect(stdout).toMatch(
    /The documents do not fit \([\d,]+ tokens with margin, of [\d,]+: [\d,]+ too many\)/,
  );
  expect(stdout).toMatch(/pack-uncached +[\d,]+ tokens in +does not fit/);
});

test('text prints a document as Markdown, and writes a folder as files that keep their names apart', async () => {
  const readme = await runQuire(['text', path.join(repository, 'README.md')]);
  expect(readme.stdout).toBe(await readFile(path.join(repository, 'README.md'), 'utf8'));
  const out = path.join(folder, 'out');
  await runQuire(['text', repository, 'corpora/survey-report/documents/report.pdf', '--out', out]);
  const written = await readdir(out, { recursive: true });
  expect(written).toContain(path.normalize('corpora/survey-report/documents/report.md'));
  expect(written.some((name) => name.endsWith('.ts.md'))).toBe(true);
});

test('text loses no document when two would have the same name', async () => {
  const twins = path.join(folder, 'twins');
  await mkdir(twins);
  await writeFile(path.join(twins, 'report.md'), '# The Markdown one\n');
  await cp('corpora/survey-report/documents/report.pdf', path.join(twins, 'report.pdf'));
  const out = path.join(folder, 'twins-out');
  await runQuire(['text', twins, '--out', out]);
  const written = await readdir(out);
  const texts = await Promise.all(written.map((name) => readFile(path.join(out, name), 'utf8')));
  expect(written).toHaveLength(2);
  expect(texts.filter((text) => text.includes('The Markdown one'))).toHaveLength(1);
});

test('text --out writes over nothing else unless it is told to, and says so before it writes anything', async () => {
  const notes = path.join(folder, 'notes');
  await mkdir(notes);
  await writeFile(path.join(notes, 'a.txt'), 'The first.\n');
  await writeFile(path.join(notes, 'b.txt'), 'The second.\n');
  const out = path.join(folder, 'notes-out');
  await mkdir(out);
  const mine = path.join(out, 'b.txt.md');
  await writeFile(mine, 'Written by hand.\n');
  const refused = await runQuire(['text', notes, '--out', out]);
  expect(refused.exitCode).toBe(1);
  expect(refused.stderr).toContain('b.txt.md" exists and holds something else. Pass --force');
  expect(await readdir(out)).toEqual(['b.txt.md']);
  expect(await readFile(mine, 'utf8')).toBe('Written by hand.\n');
  for (const typed of [['--force'], []]) {
    expect((await runQuire(['text', notes, '--out', out, ...typed])).exitCode).toBe(0);
    expect(await readFile(mine, 'utf8')).toBe('The second.\n');
  }
});

test('what the file system refuses is said without codes', async () => {
  const file = path.join(folder, 'in-the-way');
  await writeFile(file, '');
  const { stderr, exitCode } = await runQuire(['text', path.join(repository, 'README.md'), '--out', file]);
  expect(stderr).toMatch(
    /^quire: Cannot mkdir ".*in-the-way.*": (?:not a directory|file already exists)\.$/m,
  );
  expect(exitCode).toBe(1);
});

test('every command says how a path is read that git ignores', async () => {
  await writeFile(path.join(repository, '.git/info/exclude'), 'ignored-folder/\n');
  const ignored = path.join(repository, 'ignored-folder');
  await mkdir(ignored);
  await writeFile(path.join(ignored, 'a.md'), 'Port 80 is open.\n');
  for (const typed of [['list'], ['inspect'], ['text'], ['pack'], ['search', 'port']]) {
    const { stderr, exitCode } = await runQuire([...typed, ignored]);
    expect({ typed, exitCode }).toEqual({ typed, exitCode: 0 });
    expect(stderr).toContain('is ignored by git; reading it anyway');
  }
  await rm(ignored, { recursive: true });
});

test('an empty folder is said to be empty', async () => {
  const empty = path.join(folder, 'empty');
  await mkdir(empty);
  for (const command of ['list', 'text']) {
    expect((await runQuire([command, empty])).stderr).toContain('There is nothing to read here.');
  }
});

test('search prints passages with their places, and keeps to its budget', async () => {
  const { stdout } = await runQuire([
    'search',
    'tide gauge readings',
    repository,
    '--budget',
    '800',
    '--json',
  ]);
  const { passages } = JSON.parse(stdout);
  expect(passages.length).toBeGreaterThan(0);
  const spent = passages.reduce((sum: number, { tokens }: { tokens: number }) => sum + tokens, 0);
  expect(spent).toBeLessThanOrEqual(800);
});

test('a document cannot steer the terminal', async () => {
  const hostile = path.join(folder, 'hostile');
  await mkdir(hostile);
  await writeFile(path.join(hostile, 'a.md'), 'The zebra \u001b]0;owned\u0007\u001b[31mstripe is black.\n');
  const { stdout } = await runQuire(['ask', 'What is the zebra stripe?', hostile]);
  expect(stdout).toContain('stripe is black');
  expect(stdout).not.toContain('\u001b');
  expect(stdout).not.toContain('\u0007');
});

test('help and version need no other package', async () => {
  const help = await runQuire(['--help']);
  expect(help.stdout).toMatch(/quire ask .*\n/);
  expect((await runQuire(['help', 'ask'])).stdout).toContain('--max-cost USD');
  const { version } = JSON.parse(await readFile('package.json', 'utf8'));
  expect((await runQuire(['--version'])).stdout).toBe(`${version}\n`);
});
