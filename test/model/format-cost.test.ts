import { expect, test } from 'vitest';
import { formatCost } from '../../src/model/format-cost.ts';

test.each([
  [0, '$0'],
  [0.00002325, '$0.0000232'],
  [0.0000001, '$0.0000001'],
  [0.01628, '$0.0163'],
  [0.1, '$0.10'],
  [0.05, '$0.05'],
  [0.009999, '$0.01'],
  [0.9999, '$1.00'],
  [1.9644, '$1.96'],
  [12, '$12.00'],
])('writes %d as %s', (amount, text) => {
  expect(formatCost({ currency: 'USD', min: amount, max: amount })).toBe(text);
});

test('writes a range where sources conflict, and one amount where the digits shown are the same', () => {
  expect(formatCost({ currency: 'USD', min: 0.12752, max: 0.1628 })).toBe('$0.128–$0.163');
  expect(formatCost({ currency: 'USD', min: 0.12752, max: 0.12753 })).toBe('$0.128');
});

test('says that a price is unknown instead of showing a number', () => {
  expect(formatCost(undefined)).toBe('unknown');
});
