import { readFileSync } from 'node:fs';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, test } from 'vitest';
import { createTokenCounter } from '../../src/model/create-token-counter.ts';

const countO200k = await createTokenCounter({ type: 'o200k' });
const countSingleDigits = await createTokenCounter({ type: 'o200k-single-digits' });

test.each(['src/result.ts', 'package-lock.json', 'LICENSE', 'node_modules/ai/README.md'])(
  'counts %s exactly as o200k does',
  (path) => {
    const text = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8').slice(0, 60_000);
    expect(countO200k(text)).toBe(countTokens(text));
  },
);

test.each([
  ['7', 0],
  ['12', 1],
  ['123', 2],
  ['1234', 2],
  ['1234567', 4],
  ['12 345', 3],
  ['port 8080, pi 3.14159', 5],
  ['no digits', 0],
])('adds n - ceil(n / 3) for each run of digits in %j', (text, extra) => {
  expect(countSingleDigits(text)).toBe(countO200k(text) + extra);
});

test('counts special tokens as plain text instead of throwing or taking them for one token', () => {
  expect(countO200k('<|im_end|>')).toBeGreaterThan(3);
  expect(countO200k('<|endoftext|>')).toBeGreaterThan(3);
});

test.each([
  ['spaces', ' '],
  ['the letter a', 'a'],
  ['underscores', '_'],
  ['one Chinese letter', '漢'],
])('counts 64,000 characters of %s without hanging, and hardly too high', (_, unit) => {
  const started = performance.now();
  const tokens = countO200k(unit.repeat(64_000));
  // Uncut this takes 2 s, Chinese 12 s; cut, some 5 ms.
  expect(performance.now() - started).toBeLessThan(500);
  const exact = (countO200k(unit.repeat(300)) / 300) * 64_000;
  expect(tokens).toBeGreaterThan(exact * 0.8);
  expect(tokens).toBeLessThan(exact * 1.2);
});

test('counts many different Chinese letters without a break in time, too', () => {
  const text = String.fromCharCode(
    ...Array.from({ length: 60_000 }, (_, index) => 0x4e00 + ((index * 7919) % 20_000)),
  );
  const started = performance.now();
  expect(countO200k(text)).toBeGreaterThan(60_000);
  expect(performance.now() - started).toBeLessThan(2_000);
});

test('divides UTF-8 bytes where the rule says so, and rounds up', async () => {
  const count = await createTokenCounter({ type: 'bytes', bytesPerToken: 4 });
  expect(['', 'abcd', 'abcde', '漢字'].map(count)).toEqual([0, 1, 2, 2]);
});
