import { expect, test } from 'vitest';
import { orderSegments } from '../../src/pack/order-segments.ts';
import type { Location, TextSegment } from '../../src/segment.ts';
import { seededRandom } from '../helpers/seeded-random.ts';

const firstLine: Location = { type: 'lines', start: 1, end: 1 };

function segment(source: string, changedAt?: number, location: Location = firstLine): TextSegment {
  return {
    type: 'text',
    source,
    location,
    text: source,
    ...(changedAt !== undefined && { changedAt }),
  };
}

function order(segments: readonly TextSegment[]): string[] {
  return orderSegments(segments).segments.map(({ source }) => source);
}

test('puts the folder that was changed longest ago first, and likewise the files inside', () => {
  const segments = [
    segment('src/new.ts', 500),
    segment('docs/b.md', 200),
    segment('src/old.ts', 10),
    segment('docs/a.md', 300),
    segment('README.md', 400),
  ];
  // docs is as new as its newest file (300), the root 400, src 500.
  expect(order(segments)).toEqual(['docs/b.md', 'docs/a.md', 'README.md', 'src/old.ts', 'src/new.ts']);
  expect(orderSegments(segments).order).toBe('least-recently-changed');
});

test('a subfolder is a folder of its own', () => {
  const segments = [segment('src/z.ts', 100), segment('src/deep/a.ts', 900), segment('src/y.ts', 200)];
  expect(order(segments)).toEqual(['src/z.ts', 'src/y.ts', 'src/deep/a.ts']);
});

test('breaks ties by path: folders first, then files', () => {
  const segments = [segment('b/x', 5), segment('a/y', 5), segment('b/w', 5), segment('a/z', 5)];
  expect(order(segments)).toEqual(['a/y', 'a/z', 'b/w', 'b/x']);
});

test('keeps folders of the same age apart, whatever their files are aged', () => {
  const segments = [segment('a/1', 1), segment('b/1', 2), segment('a/2', 9), segment('b/2', 9)];
  expect(order(segments)).toEqual(['a/1', 'a/2', 'b/1', 'b/2']);
});

test('uncommitted files stand last, as one list by path', () => {
  const segments = [
    segment('z/new.ts'),
    segment('z/old.ts', 900),
    segment('a/new.ts'),
    segment('b/old.ts', 1),
  ];
  expect(order(segments)).toEqual(['b/old.ts', 'z/old.ts', 'a/new.ts', 'z/new.ts']);
});

test('an uncommitted file makes its folder no newer', () => {
  const segments = [segment('a/committed', 1), segment('a/uncommitted'), segment('b/committed', 2)];
  expect(order(segments)).toEqual(['a/committed', 'b/committed', 'a/uncommitted']);
});

test('without any commit time everything stands by path, and the record says so', () => {
  const segments = [segment('b.ts'), segment('a/z.ts'), segment('a.ts')];
  expect(order(segments)).toEqual(['a.ts', 'a/z.ts', 'b.ts']);
  expect(orderSegments(segments).order).toBe('path');
  expect(orderSegments([])).toEqual({ segments: [], order: 'path' });
});

test('times before 1970 are times too', () => {
  expect(order([segment('a/x', 0), segment('b/y', -5), segment('b/x', -9)])).toEqual(['b/x', 'b/y', 'a/x']);
});

test('paths compare by their code units: no locale, no numbers', () => {
  const sorted = [
    '10.md',
    '9.md',
    'B.md',
    'Z.md',
    '_.md',
    'a.md',
    'b.md',
    'z.md',
    'Ä.md',
    'ä.md',
    '港.md',
    '😀.md',
    '\uff21.md',
  ];
  expect(order([...sorted].reverse().map((source) => segment(source)))).toEqual(sorted);
});

test('pages and lines of one document stand in their order, not in that of their names', () => {
  const pages = [10, 2, 1].map((page) => segment('a.pdf', 7, { type: 'page', page }));
  expect(orderSegments(pages).segments.map(({ location }) => location)).toEqual([
    { type: 'page', page: 1 },
    { type: 'page', page: 2 },
    { type: 'page', page: 10 },
  ]);
  const pieces = [700, 0, 90].map((offset) =>
    segment('a.js', 7, { type: 'lines', start: 1, end: 1, offset }),
  );
  expect(orderSegments(pieces).segments.map(({ location }) => location.offset)).toEqual([0, 90, 700]);
});

test('the order in which segments come changes nothing, and the input is left as it is', () => {
  const random = seededRandom(11);
  const folders = ['', 'a/', 'a/b/', 'B/', 'ü/', '10/', '9/'];
  const segments = Array.from({ length: 200 }, (_, index) =>
    segment(
      `${random.pick(folders)}${random.pick(['x', 'X', 'é', '1', '_'])}${index % 40}`,
      random.next() < 0.3 ? undefined : random.below(5),
      { type: 'lines', start: index, end: index },
    ),
  );
  const expected = orderSegments(segments).segments;
  for (let round = 0; round < 20; round += 1) {
    const shuffled = random.shuffle(segments);
    const before = [...shuffled];
    expect(orderSegments(shuffled).segments).toEqual(expected);
    expect(shuffled).toEqual(before);
  }
});

test('keeps the cells of a notebook in their order', () => {
  const cell = (number: number) => segment('study.ipynb', 100, { type: 'cell', cell: number });
  const { segments } = orderSegments([cell(10), cell(2), cell(1)]);
  expect(segments.map(({ location }) => location)).toEqual(
    [1, 2, 10].map((cell) => ({ type: 'cell', cell })),
  );
});
