import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ImitationProvider, startImitationProvider } from '../helpers/imitation-provider.ts';
import { runQuire } from '../helpers/run-quire.ts';

let folder: string;
let provider: ImitationProvider;
let env: Record<string, string>;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quire-prices-'));
  await writeFile(path.join(folder, 'lock.md'), 'The lock closes at nine.\n'.repeat(400));
  // Dearer than any built-in card, so that it is seen which one was taken.
  const prices = { input: 300_000n, output: 900_000n, cacheWrite: 375_000n, cacheRead: 30_000n };
  const limits = { contextWindow: 1_000_000, maxInputTokens: 983_616, maxOutputTokens: 65_536 };
  provider = await startImitationProvider({
    models: [{ id: 'qwen3.5-flash', ...limits, prices, lowCacheRead: 30_000n }],
  });
  env = {
    ...{ AI_GATEWAY_API_KEY: 'test-key', AI_GATEWAY_BASE_URL: provider.gatewayUrl },
    QUIRE_CACHE_DIR: path.join(folder, '.cache'),
  };
});
afterEach(async () => {
  await provider.close();
  await rm(folder, { recursive: true });
});

test('needs no key: amounts with their source and date, a range where sources conflict', async () => {
  const { stdout, exitCode } = await runQuire(['prices', 'alibaba/qwen3.5-flash'], { cwd: folder });
  expect(exitCode).toBe(0);
  const [, gateway = ''] = /^qwen3\.5-flash, gateway\n([\s\S]*?)\n\n/m.exec(stdout) ?? [];
  expect(gateway.split('\n')).toEqual([
    '  $0.10 new, $0.125 written, $0.001–$0.01 read, $0.40 out',
    expect.stringMatching(/^ {2}by .*AI Gateway.*, read 2026-/),
    expect.stringMatching(/^ {2}by .*Alibaba's rule.*, read 2026-/),
  ]);
  expect(stdout).toContain('  over 128000 tokens of input: $0.115 new');
  expect(stdout).not.toContain('claude');
});

test('a model without a price is said to have none', async () => {
  const { stdout, stderr } = await runQuire(['prices', 'wonder-9']);
  expect({ stdout, stderr }).toEqual({ stdout: '', stderr: 'No price is known for wonder-9.\n' });
});

test('refreshed from the model list of the gateway they are a file that --prices takes', async () => {
  const without = await runQuire(['prices', '--refresh'], { cwd: folder });
  expect(without).toMatchObject({ exitCode: 1, stdout: '' });
  expect(without.stderr).toContain('AI_GATEWAY_API_KEY');

  const { stdout } = await runQuire(['prices', '--refresh', '--json'], { cwd: folder, env });
  await writeFile(path.join(folder, 'prices.json'), stdout);
  const inspect = async (prices: string) => {
    const run = await runQuire(
      ['inspect', 'lock.md', '--model', 'alibaba/qwen3.5-flash', '--prices', prices, '--json'],
      { cwd: folder, env },
    );
    return JSON.parse(run.stdout).decision.prices;
  };
  const kept = await inspect('prices.json');
  expect(kept.map(({ inputPerMillion }: { inputPerMillion: number }) => inputPerMillion)).toEqual([0.3, 0.1]);
  expect(kept[0].source).toBe('model list of the AI Gateway');
  expect(await inspect('fresh')).toEqual(kept);
  expect(provider.requests).toEqual([]);
});
