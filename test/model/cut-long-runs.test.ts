import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { cutLongRuns } from '../../src/model/cut-long-runs.ts';

test('leaves ordinary text in one piece, and an empty one too', () => {
  const code = readFileSync(new URL('./cut-long-runs.test.ts', import.meta.url), 'utf8');
  expect(cutLongRuns(code)).toEqual([code]);
  expect(cutLongRuns('')).toEqual(['']);
  const chinese = '天地玄黄，宇宙洪荒。'.repeat(100);
  expect(cutLongRuns(chinese)).toEqual([chinese]);
});

test.each([
  ['letters', 'a'],
  ['spaces', ' '],
  ['blank lines', '\r\n'],
  ['underscores', '_'],
  ['slashes and line ends', '/\n'],
  ['Chinese letters', '漢字'],
  ['letters of two scripts', 'a漢'],
  ['emoji', '🙂'],
])('cuts a run of %s and loses nothing', (_, unit) => {
  const text = `before ${unit.repeat(3_000)} after`;
  const pieces = cutLongRuns(text);
  expect(pieces.join('')).toBe(text);
  expect(pieces.length).toBeGreaterThan(2);
  for (const piece of pieces) {
    expect(Buffer.byteLength(piece)).toBeLessThanOrEqual(1_020);
    expect(piece.isWellFormed()).toBe(true);
  }
});

test('does not cut long lines that have breaks', () => {
  const line = 'const a0=b1+c2;'.repeat(5_000);
  expect(cutLongRuns(line)).toEqual([line]);
});
