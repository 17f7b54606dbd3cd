import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ImitationProvider, startImitationProvider } from '../helpers/imitation-provider.ts';
import { runQuire } from '../helpers/run-quire.ts';

let folder: string;
let provider: ImitationProvider;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quire-cost-'));
  await writeFile(path.join(folder, 'lock.md'), 'The lock closes at nine.\n'.repeat(400));
  provider = await startImitationProvider();
});
afterEach(async () => {
  await provider.close();
  await rm(folder, { recursive: true });
});

const run = (args: readonly string[], env: Record<string, string> = {}) =>
  runQuire(args, { cwd: folder, env: { QUIRE_CACHE_DIR: path.join(folder, 'cache'), ...env } });

test('prints what was asked and what it cost, to the invoice', async () => {
  const key = { ALIBABA_API_KEY: 'test-key', ALIBABA_BASE_URL: provider.alibabaUrl };
  for (const question of ['When?', 'Why?', 'Why?']) await run(['ask', question, 'lock.md'], key);
  const { stdout } = await run(['cost', '--json']);
  const { total, questions, days } = JSON.parse(stdout);
  expect(total.cost.max).toBeCloseTo(Number(provider.invoice.totals.dollars), 12);
  expect(total).toMatchObject({ requests: 3, unknownRequests: 0 });
  expect(questions.map(({ name, requests }: { name: string; requests: number }) => [name, requests])).toEqual(
    [
      ['When?', 1],
      ['Why?', 2],
    ],
  );
  expect(days).toHaveLength(1);
  const byQuestion = await run(['cost', '--by', 'question']);
  expect(byQuestion.stdout).toMatch(
    /^When\? +\$0\.\d+ +1 request: .*\nWhy\? +\$0\.\d+ +2 requests: .*\ntotal +\$/,
  );
  expect(JSON.stringify([stdout, byQuestion.stdout])).not.toContain('test-key');
});

test('an offline question costs nothing and is not written down', async () => {
  await run(['ask', 'When does the lock close?', 'lock.md']);
  const { stdout, stderr, exitCode } = await run(['cost']);
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 });
  expect(stderr).toContain('Nothing has been asked');
});

test('--reprice reckons the costs anew from the tokens that were kept', async () => {
  const key = { ALIBABA_API_KEY: 'test-key', ALIBABA_BASE_URL: provider.alibabaUrl };
  await run(['ask', 'When?', 'lock.md'], key);
  const card = { model: 'qwen3.5-flash', route: 'alibaba', source: 'a contract', date: '2026-11-01' };
  const prices = {
    inputPerMillion: 100,
    outputPerMillion: 0,
    cacheWritePerMillion: 125,
    cacheReadPerMillion: 10,
  };
  await writeFile(path.join(folder, 'card.json'), JSON.stringify({ ...card, ...prices }));
  const { stdout } = await run(['cost', '--json', '--reprice', 'card.json']);
  const { total } = JSON.parse(stdout);
  const { uncached, cacheWrite } = total.tokens;
  expect(cacheWrite).toBeGreaterThan(1_024);
  expect(total.cost.max).toBeCloseTo((uncached * 100 + cacheWrite * 125) / 1e6, 12);
  const wrong = await run(['cost', '--reprice', 'lock.md']);
  expect(wrong).toMatchObject({ exitCode: 1, stdout: '' });
  expect(wrong.stderr).toContain('is not JSON');
});
