import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startImitationProvider } from '../helpers/imitation-provider.ts';
import { runQuire } from '../helpers/run-quire.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quire-compare-'));
  await writeFile(path.join(folder, 'lock.md'), 'The lock closes at nine.\n'.repeat(600));
  await writeFile(path.join(folder, 'questions.txt'), 'When does the lock close?\nWho keeps it?\n');
});
afterEach(() => rm(folder, { recursive: true }));

const run = (args: readonly string[], env: Record<string, string> = {}) =>
  runQuire(['compare', ...args], {
    cwd: folder,
    env: { QUIRE_CACHE_DIR: path.join(folder, 'cache'), ...env },
  });

test('needs no key: a table, a page, and a report that can be priced anew', async () => {
  const printed = await run([
    'lock.md',
    '--questions',
    'questions.txt',
    '--counts',
    '1,2',
    '--html',
    'report.html',
  ]);
  expect(printed).toMatchObject({ exitCode: 0 });
  expect(printed.stdout).toMatch(/^For 2 questions over 1 document .*\n[\s\S]*\| explicit-cache \| \$0\.00/);
  expect(await readFile(path.join(folder, 'report.html'), 'utf8')).toContain('<!doctype html>');

  const { stdout } = await run(['lock.md', '--imitate', '--strategies', 'full', '--counts', '3', '--json']);
  const report = JSON.parse(stdout);
  expect(report.cells.map(({ basis }: { basis: string }) => basis)).toEqual(['simulated', 'simulated']);
  await writeFile(path.join(folder, 'report.json'), stdout);
  const again = await run(['--reprice', 'report.json', '--prices', 'alibaba-cn', '--json']);
  const [before, after] = [report, JSON.parse(again.stdout)].map(({ cells }) => cells[0]);
  expect(after.tokens).toEqual(before.tokens);
  expect(after.cost.max).toBeLessThan(before.cost.max);
});

test('asks the model itself only with a limit, and says to whom the documents go', async () => {
  const provider = await startImitationProvider();
  const env = { ALIBABA_API_KEY: 'test-key', ALIBABA_BASE_URL: provider.alibabaUrl };
  const live = [
    'lock.md',
    '--live',
    '--questions',
    'questions.txt',
    '--strategies',
    'explicit-cache',
    '--json',
  ];
  expect(await run(live, env)).toMatchObject({ exitCode: 2, stdout: '' });
  expect(provider.invoice.lines).toEqual([]);
  const { stdout, stderr } = await run([...live, '--max-usd', '0.05'], env);
  await provider.close();
  const [cell] = JSON.parse(stdout).cells;
  expect(cell).toMatchObject({ basis: 'live', questions: 2, writes: 1 });
  expect(cell.cost.max).toBeCloseTo(Number(provider.invoice.totals.dollars), 12);
  expect(stderr).toContain('go to');
});

test.each([
  [['--strategies', 'magic'], /not "magic"/],
  [['--counts', '0'], /positive whole number/],
  [['--dry', '--imitate'], /not both/],
  [['--judge', 'offline'], /goes with --live/],
  [['--reprice', 'x.json'], /cannot be read|--prices/],
])('refuses %j', async (args, message) => {
  const { exitCode, stderr } = await run(['lock.md', ...args]);
  expect(exitCode).toBeGreaterThan(0);
  expect(stderr).toMatch(message);
});
