import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { LedgerEntry } from '../../src/result.ts';
import { fileLedger } from '../../src/store/file-ledger.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quire-ledger-'));
  file = path.join(folder, 'deep/ledger.jsonl');
});
afterEach(() => rm(folder, { recursive: true }));

function entry(number: number): LedgerEntry {
  return {
    at: '2026-11-23T08:20:01.000Z',
    question: `Question\n${number}?`,
    context: 'c',
    model: 'm',
    provider: 'p',
    tokens: { uncached: number, cacheRead: 0, cacheWrite: 0, output: 1 },
    cost: { currency: 'USD', min: 1, max: 1 },
    outcome: { type: 'finished', finishReason: 'stop' },
    durationMs: 1,
  };
}

test('keeps what is appended, a line each, in its order', async () => {
  const ledger = fileLedger(file);
  await Promise.all([1, 2, 3].map((number) => ledger.append(entry(number))));
  expect((await readFile(file, 'utf8')).split('\n')).toHaveLength(4);
  expect(await Array.fromAsync(ledger.read())).toEqual([1, 2, 3].map(entry));
  expect(await Array.fromAsync(fileLedger(file).read())).toHaveLength(3);
});

test('two ledgers of one file lose nothing', async () => {
  const [one, other] = [fileLedger(file), fileLedger(file)];
  await Promise.all(
    Array.from({ length: 100 }, (_, number) => (number % 2 === 0 ? one : other).append(entry(number))),
  );
  expect(await Array.fromAsync(one.read())).toHaveLength(100);
});

test('a ledger that was never written is empty', async () => {
  expect(await Array.fromAsync(fileLedger(file).read())).toEqual([]);
});

test('a line that was cut off, or is something else, is passed over', async () => {
  const ledger = fileLedger(file);
  await ledger.append(entry(1));
  await appendFile(file, '{"at": "2026\n7\nnull\n{}\n');
  await ledger.append(entry(2));
  expect(await Array.fromAsync(ledger.read())).toEqual([entry(1), entry(2)]);
});

test.skipIf(process.platform === 'win32')('is for this user alone', async () => {
  await fileLedger(file).append(entry(1));
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('says when it cannot be written, and goes on', async () => {
  await appendFile(path.join(folder, 'deep'), '');
  const ledger = fileLedger(file);
  await expect(ledger.append(entry(1))).rejects.toThrow();
  await rm(path.join(folder, 'deep'));
  await ledger.append(entry(2));
  expect(await Array.fromAsync(ledger.read())).toHaveLength(1);
});
