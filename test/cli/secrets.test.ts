import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runQuire } from '../helpers/run-quire.ts';

test('leaves out a file with a secret and never prints it; --allow-secrets reads it, and so does its own name, with a word', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'quire-secrets-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  // Put together here, so that no scanner finds it in this file.
  const secret = ['AK', 'IA', 'QX4T7BN2WJ6PD9KS'].join('');
  await writeFile(path.join(folder, 'a.md'), 'The deploy bucket is called harbour.\n');
  await writeFile(path.join(folder, 'keys.yml'), `bucket: harbour\nkey: ${secret}\n`);

  const { stdout, stderr } = await runQuire(['inspect', folder, '--no-cache']);
  expect(stdout).toMatch(
    /secret +\S*keys\.yml .*Line 2 holds what looks like a secret \(aws AWSAccessKeyID\)/,
  );
  expect(stdout + stderr).not.toContain(secret);
  expect((await runQuire(['list', folder])).stdout).toBe('a.md\n');
  expect((await runQuire(['list', folder, '--allow-secrets'])).stdout).toBe('a.md\nkeys.yml\n');

  const asked = await runQuire([
    ...['ask', 'What is the bucket called?', path.join(folder, 'keys.yml')],
    ...['--model', 'offline', '--no-cache'],
  ]);
  expect(asked.stderr).toContain('keys.yml" holds what looks like a secret on line 2');
});
