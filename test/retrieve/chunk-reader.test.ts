import { expect, test } from 'vitest';
import { createChunkReader } from '../../src/retrieve/chunk-reader.ts';
import type { TextSegment } from '../../src/segment.ts';

const chunk: TextSegment = {
  type: 'text',
  source: 'a.md',
  location: { type: 'lines', start: 1, end: 1 },
  text: 'Häuser und Straßen',
};

test('a chunk is read once for each language that it is asked in', () => {
  const read = createChunkReader();
  const german = read(chunk, 'de');
  expect(read(chunk, 'de')).toBe(german);
  const english = read(chunk);
  expect(english.lexicon).not.toBe(german.lexicon);
  expect(english.lexicon.wordsOf(english.runs[0] as number)).toEqual(['hauser']);
  expect(german.lexicon.wordsOf(german.runs[0] as number)).toEqual(['haus']);
});

test('no more chunks are remembered than fit', () => {
  const read = createChunkReader();
  const first = read(chunk);
  for (let n = 0; n < 5000; n += 1) read({ ...chunk, text: `${n}` });
  expect(read(chunk)).not.toBe(first);
});
