import { readFileSync } from 'node:fs';
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { expect, test } from 'vitest';
import { cutAtLines } from '../../src/model/cut-at-lines.ts';
import { seededRandom } from '../helpers/seeded-random.ts';

test('cuts a long text into short portions and loses nothing', () => {
  const text = readFileSync(new URL('../../package-lock.json', import.meta.url), 'utf8');
  const portions = [...cutAtLines(text)];
  expect(portions.join('')).toBe(text);
  expect(Math.max(...portions.map(({ length }) => length))).toBeLessThan(9_000);
});

test('leaves a short text whole, and a long line', () => {
  expect([...cutAtLines('')]).toEqual(['']);
  expect([...cutAtLines('one\ntwo\n')]).toEqual(['one\ntwo\n']);
  const line = 'x = 1; '.repeat(5_000);
  expect([...cutAtLines(line)]).toEqual([line]);
});

test('the tokens of the portions are the tokens of the whole, wherever a cut could fall', () => {
  const random = seededRandom(5);
  const parts = [
    '\n',
    '\n\n',
    '\r\n',
    ' \n',
    '\n ',
    ');\n',
    '//\n',
    '/',
    '\u2028',
    'word',
    ' the',
    '12',
    '\t',
    '…\n',
    '漢\n',
  ];
  const before = 'a line of text\n'.repeat(546);
  const after = 'a line of text\n'.repeat(4);
  for (let round = 0; round < 300; round += 1) {
    const middle = Array.from({ length: 20 }, () => random.pick(parts)).join('');
    const text = before + middle + after;
    const portions = [...cutAtLines(text)];
    expect(portions).toHaveLength(2);
    const sum = portions.reduce((tokens, portion) => tokens + countTokens(portion), 0);
    expect(sum, JSON.stringify(middle)).toBe(countTokens(text));
  }
});
