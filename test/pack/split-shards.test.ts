import { expect, test } from 'vitest';
import { cutSegment, splitShards } from '../../src/pack/split-shards.ts';
import type { Location, TextSegment } from '../../src/segment.ts';

const lines = (start: number, end: number): Location => ({ type: 'lines', start, end });
const segment = (
  source: string,
  text: string,
  location = lines(1, text.split('\n').length),
): TextSegment => ({
  type: 'text',
  source,
  location,
  text,
});
const page = (number: number, text: string) => segment('b.pdf', text, { type: 'page', page: number });

/** A shard holds ten characters. */
const split = (segments: readonly TextSegment[]) =>
  splitShards(segments, {
    sizeOf: ({ text }) => ({ tokens: text.length, bytes: text.length, isForeign: false }),
    fits: ({ plainTokens }) => plainTokens <= 10,
  }).map((shard) => shard.map(({ text }) => text));

test.each([
  [
    'documents in their order, as few shards as it takes',
    [segment('a', '1234'), segment('b', '123456'), segment('c', '1')],
    [['1234', '123456'], ['1']],
  ],
  [
    'a document stays whole where it can',
    [segment('a', '12345'), page(1, '1234'), page(2, '56')],
    [['12345'], ['1234', '56']],
  ],
  [
    'a document that is too long goes on in the next shard',
    [page(1, '123456'), page(2, '7890'), page(3, '12')],
    [['123456', '7890'], ['12']],
  ],
  ['nothing', [], []],
])('%s', (_, segments, shards) => {
  expect(split(segments)).toEqual(shards);
});

const placesOf = (whole: TextSegment, parts: number) =>
  cutSegment(whole, parts).map(({ text, location }) => [text, location]);

test('a long text is cut behind line ends, and each part knows its lines', () => {
  expect(placesOf(segment('a', 'one\ntwo\r\nthree\nfour'), 2)).toEqual([
    ['one\ntwo\n', lines(1, 2)],
    ['three\nfour', lines(3, 4)],
  ]);
});

test('a line that is too long is cut inside, never inside a character, and its parts know where they begin', () => {
  expect(placesOf(segment('a', 'x\nab😀d', lines(7, 8)), 2)).toEqual([
    ['x\n', lines(7, 7)],
    ['ab😀d', lines(8, 8)],
  ]);
  expect(placesOf(segment('a', 'a😀d', lines(8, 8)), 2)).toEqual([
    ['a😀', lines(8, 8)],
    ['d', { ...lines(8, 8), offset: 3 }],
  ]);
  expect(placesOf(segment('a', 'wxyz', { ...lines(8, 8), offset: 3 }), 2)[1]).toEqual([
    'yz',
    { ...lines(8, 8), offset: 5 },
  ]);
});

test('a part of a page keeps the page and says where it begins', () => {
  expect(placesOf(page(4, 'abcdef'), 2)).toEqual([
    ['abc', { type: 'page', page: 4 }],
    ['def', { type: 'page', page: 4, offset: 3 }],
  ]);
});

test('one character cannot be cut', () => {
  expect(cutSegment(segment('a', 'x'), 2)).toHaveLength(1);
});
