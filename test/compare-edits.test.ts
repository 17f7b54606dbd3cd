import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startImitationProvider } from './helpers/imitation-provider.ts';

const run = promisify(execFile);

test('asks the same questions over a pack that has grown and one made anew, and tells old facts from new', async () => {
  // A model that says what the gateway's port was before the edits, whatever it is asked.
  const provider = await startImitationProvider({ reply: () => 'Port 7410.' });
  try {
    const script = fileURLToPath(new URL('../scripts/compare-edits.ts', import.meta.url));
    const { stdout, stderr } = await run(process.execPath, [script, '--json'], {
      env: { ...process.env, ALIBABA_API_KEY: 'test-key', ALIBABA_BASE_URL: provider.alibabaUrl },
    });
    expect(stderr).toMatch(/tokens of it are read from the cache and .* appended/);
    const { rows } = JSON.parse(stdout);
    expect(rows).toMatchObject([{ way: 'appended' }, { way: 'packed anew' }]);
    for (const { questions, right, stale } of rows) {
      expect(questions).toBeGreaterThan(20);
      expect(right).toBe(0);
      expect(stale).toBeGreaterThan(0);
    }
  } finally {
    await provider.close();
  }
});
