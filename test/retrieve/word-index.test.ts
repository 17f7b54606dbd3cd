import { expect, test } from 'vitest';
import { createWordIndex } from '../../src/retrieve/word-index.ts';
import { createVocabulary } from '../../src/retrieve/word-row.ts';
import { wordPresence, wordWeight } from '../../src/text/rank-words.ts';

/** Each document is a list of chunks, each chunk its words. */
function indexOf(...documents: string[][]) {
  const vocabulary = createVocabulary();
  const rows = documents.map((chunks, number) => ({
    source: `${number}`,
    rows: chunks.map((chunk) => vocabulary.toRow(chunk.split(' '))),
  }));
  const index = createWordIndex(rows, vocabulary.size);
  return (query: string, { limit = 100, only }: { limit?: number; only?: number[] } = {}) =>
    index.search({
      words: query.split(' ').flatMap((word) => vocabulary.find(word) ?? []),
      limit,
      documents: only && new Set(only),
    });
}

test('a chunk scores by its own words, and by 0.4 of what its document scores', () => {
  const search = indexOf(['tide tide gauge', 'harbour'], ['gauge harbour']);
  const chunks = (holding: number) => wordWeight({ documents: 3, holding });
  const documents = (holding: number) => wordWeight({ documents: 2, holding });
  const own = chunks(1) * wordPresence(2, 1.5) + chunks(2) * wordPresence(1, 1.5);
  const whole = documents(1) * wordPresence(2, 4 / 3) + documents(2) * wordPresence(1, 4 / 3);
  const [first, second, ...others] = search('tide gauge');
  expect(first?.row).toBe(0);
  expect(first?.score).toBeCloseTo(own + 0.4 * whole, 12);
  // A chunk without any of the words is not found, however much its document says.
  expect(second?.row).toBe(2);
  expect(others).toEqual([]);
});

test('a question finds the same whether it is asked first, later or again', () => {
  const documents = [['tide tide gauge', 'harbour'], ['gauge harbour'], ['tide harbour harbour', 'gauge']];
  const search = indexOf(...documents);
  for (const query of ['tide', 'tide', 'gauge harbour', 'tide', 'gauge', 'no word of these']) {
    expect(search(query)).toEqual(indexOf(...documents)(query));
  }
});

test('equal chunks come in the order of the documents, and no more than the limit', () => {
  const many = Array.from({ length: 5000 }, () => ['tide']);
  const search = indexOf(...many);
  expect(search('tide', { limit: 3 }).map(({ row }) => row)).toEqual([0, 1, 2]);
});

test('the best of many is found wherever it stands', () => {
  const many = Array.from({ length: 5000 }, (_, n) => [n === 4321 ? 'tide tide' : 'tide gauge']);
  expect(indexOf(...many)('tide', { limit: 10 })[0]?.row).toBe(4321);
});

test('only the named documents are searched', () => {
  const search = indexOf(['tide'], ['tide'], ['tide']);
  expect(search('tide', { only: [1] }).map(({ row }) => row)).toEqual([1]);
  expect(search('tide', { only: [] })).toEqual([]);
});

test('no documents and unknown words give nothing', () => {
  expect(indexOf()('tide')).toEqual([]);
  expect(indexOf(['tide'])('toString')).toEqual([]);
});

test('a word that stands more than 255 times in a chunk is counted as 255', () => {
  const often = indexOf([Array.from({ length: 300 }, () => 'tide').join(' ')], ['gauge']);
  expect(often('tide')[0]?.score).toBeCloseTo(
    wordWeight({ documents: 2, holding: 1 }) * wordPresence(255, 300 / 150.5) * 1.4,
    12,
  );
});
