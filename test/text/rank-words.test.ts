import { expect, test } from 'vitest';
import { wordPresence, wordWeight } from '../../src/text/rank-words.ts';

test('weight and presence follow the published formula', () => {
  expect(wordWeight({ documents: 10, holding: 1 })).toBeCloseTo(Math.log(1 + 9.5 / 1.5), 12);
  expect(wordPresence(2, 1)).toBeCloseTo(2 / (2 + 1.2), 12);
  expect(wordPresence(2, 3)).toBeCloseTo(2 / (2 + 1.2 * (0.25 + 0.75 * 3)), 12);
});

test('a word of every document still speaks for a document', () => {
  expect(wordWeight({ documents: 2, holding: 2 })).toBeGreaterThan(0);
});
