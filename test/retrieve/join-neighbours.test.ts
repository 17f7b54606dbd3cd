import { expect, test } from 'vitest';
import { chunkSegment } from '../../src/retrieve/chunk-segment.ts';
import { groupNeighbours, joinChunks } from '../../src/retrieve/join-neighbours.ts';
import type { Location, TextSegment } from '../../src/segment.ts';

function chunksOf(location: Location, text: string): TextSegment[] {
  return chunkSegment({ type: 'text', source: 'a.txt', location, text }).map(({ chunk }) => chunk);
}

const prose = Array.from({ length: 300 }, (_, n) => `Sentence ${n} speaks of the tide.`).join(' ');
const lines = Array.from({ length: 300 }, (_, n) => `Line ${n} speaks of the tide.`).join('\n');

test.each([
  ['lines', { type: 'lines', start: 11, end: 310 }, lines],
  ['one long line', { type: 'lines', start: 5, end: 5 }, prose],
  ['lines and long lines', { type: 'lines', start: 1, end: 302 }, `${prose}\n${lines}\n${prose}`],
  ['a page', { type: 'page', page: 3 }, prose],
  ['a cell', { type: 'cell', cell: 2 }, lines],
] as const)('the chunks of %s join to the whole, in any order', (_, location, text) => {
  const chunks = chunksOf(location, text);
  expect(chunks.length).toBeGreaterThan(5);
  const [span, ...others] = groupNeighbours(chunks.toReversed());
  expect(others).toEqual([]);
  const [first, ...rest] = span ?? [];
  if (first === undefined) throw new Error('A span has chunks.');
  expect(joinChunks([first, ...rest])).toEqual({ type: 'text', source: 'a.txt', location, text });
});

test('a gap keeps chunks apart', () => {
  const chunks = chunksOf({ type: 'lines', start: 1, end: 300 }, lines).filter((_, at) => at !== 2);
  expect(groupNeighbours(chunks)).toHaveLength(2);
});

test('pages stay apart, and so do documents', () => {
  const page = (source: string, page: number): TextSegment => ({
    type: 'text',
    source,
    location: { type: 'page', page },
    text: 'Some words.\n',
  });
  expect(groupNeighbours([page('a.pdf', 1), page('a.pdf', 2), page('b.pdf', 2)])).toHaveLength(3);
});

test('a span keeps the headings that its chunks share', () => {
  const at = (start: number, headings: string[]): TextSegment => ({
    type: 'text',
    source: 'a.md',
    location: { type: 'lines', start, end: start },
    text: 'Words.\n',
    headings,
  });
  const joined = joinChunks([at(1, ['Guide', 'Ports']), at(2, ['Guide', 'Tides'])]);
  expect(joined).toMatchObject({ headings: ['Guide'], location: { start: 1, end: 2 } });
  expect(joinChunks([at(1, ['Guide']), at(2, [])])).not.toHaveProperty('headings');
});
