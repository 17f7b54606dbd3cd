import { expect, test } from 'vitest';
import { createWordIndexer, wordPresence, wordWeight } from '../../src/text/rank-words.ts';

function indexOf(...documents: string[]) {
  const indexer = createWordIndexer();
  for (const document of documents) indexer.add(document.split(' '));
  return indexer.finish();
}

test('weight and presence follow the published formula', () => {
  expect(wordWeight({ documents: 10, holding: 1 })).toBeCloseTo(Math.log(1 + 9.5 / 1.5), 12);
  expect(wordPresence(2, 1)).toBeCloseTo(2 / (2 + 1.2), 12);
  expect(wordPresence(2, 3)).toBeCloseTo(2 / (2 + 1.2 * (0.25 + 0.75 * 3)), 12);
});

test('a score is the sum over the words of weight times presence', () => {
  const scores = indexOf('tide tide gauge', 'harbour', 'gauge harbour').score(['tide', 'gauge']);
  const weight = (holding: number) => wordWeight({ documents: 3, holding });
  expect(scores.get(0)).toBeCloseTo(weight(1) * wordPresence(2, 1.5) + weight(2) * wordPresence(1, 1.5), 12);
  expect(scores.get(2)).toBeCloseTo(weight(2) * wordPresence(1, 1), 12);
  expect(scores.has(1)).toBe(false);
});

test('a word of every document still speaks for a document', () => {
  expect(indexOf('tide', 'tide').score(['tide']).get(0)).toBeGreaterThan(0);
});

test('documents of one group are scored as one', () => {
  const scores = indexOf('tide', 'gauge', 'harbour').scoreGroups(['tide', 'gauge'], [0, 0, 1]);
  expect([...scores.keys()]).toEqual([0]);
  expect(scores.get(0)).toBeCloseTo(
    2 * wordWeight({ documents: 2, holding: 1 }) * wordPresence(1, 2 / 1.5),
    12,
  );
});

test('no documents and unknown words give nothing', () => {
  expect(indexOf().score(['tide']).size).toBe(0);
  expect(indexOf('tide').score(['toString', 'constructor']).size).toBe(0);
});
