import { readFileSync } from 'node:fs';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, test } from 'vitest';
import { createTokenCounter } from '../../src/model/create-token-counter.ts';
import { seededRandom } from '../helpers/seeded-random.ts';

const countO200k = await createTokenCounter({ type: 'o200k' });
const countSingleDigits = await createTokenCounter({ type: 'o200k-single-digits' });

test.each(['src/result.ts', 'package-lock.json', 'LICENSE', 'node_modules/ai/README.md'])(
  'counts %s exactly as o200k does',
  (path) => {
    const text = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8').slice(0, 60_000);
    expect(countO200k(text)).toBe(countTokens(text));
  },
);

test('counts mixed texts of many scripts exactly as the tokenizer does, whatever was counted before', () => {
  const random = seededRandom(21);
  const letters = [
    () => String.fromCharCode(97 + random.below(26)),
    () => String.fromCharCode(0xc0 + random.below(64)),
    () => String.fromCharCode(0x370 + random.below(0x190)),
    () => String.fromCharCode(0x5d0 + random.below(0x60)),
    () => String.fromCharCode(0x900 + random.below(0x80)),
    () => String.fromCharCode(0x3041 + random.below(0xb0)),
    () => String.fromCharCode(0x4e00 + random.below(20_000)),
    () => String.fromCharCode(0xac00 + random.below(11_000)),
    () => String.fromCodePoint(0x1f300 + random.below(700)),
    () => String.fromCharCode(0xd800 + random.below(0x800)),
    () => String.fromCharCode(33 + random.below(94)),
    () => random.pick([' ', '  ', '\n', '\t', '\r\n', ' \n ', "'s", '\u00a0', '\0']),
  ];
  for (let round = 0; round < 300; round++) {
    const some = [random.pick(letters), random.pick(letters), random.pick(letters)];
    const text = Array.from({ length: 1 + random.below(80) }, () => random.pick(some)()).join('');
    expect(countO200k(text), JSON.stringify(text)).toBe(countTokens(text, { disallowedSpecial: new Set() }));
  }
});

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

test('long runs of any kind take at most a few times as long as code', () => {
  const random = seededRandom(3);
  const make = (length: number, code: () => number) =>
    Array.from({ length }, () => String.fromCharCode(code())).join('');
  const code = 'export const total = items.reduce((sum, { price }) => sum + price, 0); // 1,024\n'.repeat(
    4_000,
  );
  const rate = (text: string) => {
    const started = performance.now();
    countO200k(text);
    return (performance.now() - started) / Buffer.byteLength(text);
  };
  // The code is all known words; ordinary code takes about twice as long.
  const normal = Math.max(rate(code), rate(code)) * 2;
  for (const [what, text] of [
    ['Chinese letters', make(100_000, () => 0x4e00 + random.below(20_000))],
    ['Latin letters', make(300_000, () => 97 + random.below(26))],
    ['Hangul', make(100_000, () => 0xac00 + random.below(11_000))],
    ['a minified line', 'var a0=function(b,c){return b.d(c)};'.repeat(30_000)],
    ['spaces', ' '.repeat(1_000_000)],
  ] as const) {
    // Uncut and merged by scanning, the first three take 100 times as long.
    expect.soft(rate(text) / normal, what).toBeLessThan(12);
  }
});

test('divides UTF-8 bytes where the rule says so, and rounds up', async () => {
  const count = await createTokenCounter({ type: 'bytes', bytesPerToken: 4 });
  expect(['', 'abcd', 'abcde', '漢字'].map(count)).toEqual([0, 1, 2, 2]);
});
