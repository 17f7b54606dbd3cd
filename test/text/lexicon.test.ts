import { expect, test } from 'vitest';
import { createWordFinder } from '../../src/text/create-word-finder.ts';
import { lexiconOf, readText } from '../../src/text/lexicon.ts';
import { searchWords } from '../../src/text/search-words.ts';

test('a text that was read gives its words and where they stand', () => {
  const { lexicon, runs, starts } = readText('maxRetries of the gateway');
  expect(Array.from(runs, (run) => lexicon.wordsOf(run)).flat()).toEqual(
    searchWords('maxRetries of the gateway'),
  );
  expect([...starts]).toEqual([0, 11, 14, 18]);
});

test('a text of any length and script is read whole', () => {
  const long = `${'retry '.repeat(5000)}𝔘nicode 港の事務所`;
  expect(searchWords(long)).toEqual([...Array(5000).fill('retri'), 'unicod', '港の', 'の事', '事務', '務所']);
});

test('a full lexicon is given up, and what was read by it is still found', () => {
  const before = readText('The gateway retries.');
  const find = createWordFinder(searchWords('gateway'));
  const found: number[] = [];
  find(before, (_, offset) => found.push(offset));
  searchWords(Array.from({ length: 100_001 }, (_, n) => `filler${n}`).join(' '));
  expect(lexiconOf('en')).not.toBe(before.lexicon);
  // The same run has another number now.
  find(readText('Retries of a gateway'), (_, offset) => found.push(offset));
  find(before, (_, offset) => found.push(offset));
  expect(found).toEqual([4, 13, 4]);
});
