import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runQuire } from '../helpers/run-quire.ts';

const words = 'one two three four five six seven eight nine ten\n';
const small = ['--model', 'small', '--context-window', '10000'];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quire-cli-budget-'));
  for (const [name, lines] of [
    ['README.md', 5],
    ['src/core/main.ts', 250],
    ['src/other.ts', 40],
    ['test/main.test.ts', 300],
    ['docs/guide.md', 100],
  ] as const) {
    await mkdir(path.dirname(path.join(folder, name)), { recursive: true });
    await writeFile(path.join(folder, name), words.repeat(lines));
  }
});
afterAll(() => rm(folder, { recursive: true }));

test('inspect says by how much it is over, where the tokens are, and what leaving out would save', async () => {
  const { stdout, exitCode } = await runQuire(['inspect', folder, ...small]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/Over the budget by [\d,]+ tokens/);
  expect(stdout).toMatch(/ {2}tests \(1\) {2}enough\n/);
  expect(stdout).toMatch(/ {2}prose \(1\)\n/);
  const tree = stdout.slice(stdout.indexOf('Where the tokens are'));
  const names = [...tree.matchAll(/^ +[\d,]+ {2}( *\S+)/gm)].map(([, name]) => name);
  expect(names.slice(0, 7)).toEqual([
    'test/',
    '  main.test.ts',
    'src/',
    '  core/',
    '    main.ts',
    '  other.ts',
    'docs/',
  ]);
});

test('inspect --json has the same as data', async () => {
  const { stdout } = await runQuire(['inspect', folder, '--json', ...small]);
  const { decision, tree } = JSON.parse(stdout);
  expect(decision.excess.tokens).toBe(decision.tokens.needed - decision.tokens.budget);
  expect(decision.excess.candidates[0]).toMatchObject({ what: { type: 'kind', kind: 'tests' }, fits: true });
  expect(tree[0]).toMatchObject({
    source: 'test/',
    documents: 1,
    children: [{ source: 'test/main.test.ts', documents: 1 }],
  });
});

test('--fit leaves out tests and names them; what is left is packed', async () => {
  const { stdout, exitCode, stderr } = await runQuire(['pack', folder, '--fit', '--json', ...small]);
  expect(exitCode).toBe(0);
  const { skipped, prefix, decision } = JSON.parse(stdout);
  expect(skipped).toMatchObject([{ source: 'test/main.test.ts', reason: 'over-budget' }]);
  expect(prefix.segments).toHaveLength(4);
  expect(decision.leftOut.documents).toBe(1);
  expect(stderr).toContain('1 left out to fit');
  const without = await runQuire(['pack', folder, ...small]);
  expect(without.exitCode).toBe(1);
  expect(without.stderr).toContain('do not fit');
});

test('inspect --fail-over ends with 1 when the documents take more, and with 0 when not', async () => {
  const { stdout } = await runQuire(['inspect', folder, '--json']);
  const { documents } = JSON.parse(stdout).decision.tokens;
  const over = await runQuire(['inspect', folder, '--fail-over', String(documents - 1)]);
  expect(over.exitCode).toBe(1);
  expect(over.stderr).toMatch(/Over the limit: [\d,]+ tokens, of [\d,]+/);
  expect((await runQuire(['inspect', folder, '--fail-over', String(documents)])).exitCode).toBe(0);
  expect((await runQuire(['inspect', folder, '--fail-over', 'many'])).exitCode).toBe(2);
});

test('inspect says when a price step is passed, and --under-step keeps under it', async () => {
  const price = { inputPerMillion: 1, outputPerMillion: 1, source: 'a contract', date: '2026-11-23' };
  const steps = [{ overInputTokens: 6_000, inputPerMillion: 4, outputPerMillion: 4 }];
  const prices = path.join(folder, 'prices.json');
  await writeFile(prices, JSON.stringify({ ...price, model: 'small', route: 'any', steps }));
  const args = ['inspect', path.join(folder, 'src'), '--model', 'small', '--context-window', '100000'];
  const more = path.join(folder, 'docs');
  const { stdout } = await runQuire([...args, more, '--prices', prices]);
  expect(stdout).toMatch(/Over the price step at 6,000 tokens by [\d,]+: each token costs more\./);
  expect(stdout).toMatch(/ {2}map-reduce +[\d,]+ tokens in/);
  const under = await runQuire([...args, more, '--prices', prices, '--under-step']);
  expect(under.stdout).toContain('Left out: 1 documents');
  expect(under.stdout).not.toContain('Over the price step');
});
