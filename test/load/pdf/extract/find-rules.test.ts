import { expect, test } from 'vitest';
import type { Rule } from '../../../../src/load/pdf/page-layout.ts';
import { makePdf } from '../../make-pdf.ts';
import { line, makePage, readContent } from './open-page.ts';

// Three lines of two pieces: without them nobody asks for a page's rules.
const text = [180, 160, 140].map((y) => `${line('a', 20, y)} ${line('b', 120, y)}`).join(' ');
const rulesOf = async (drawing: string, entries = '') =>
  (await readContent(makePage(`${text} ${drawing}`, [], entries))).rules ?? [];
const show = ({ direction, box: { left, top, right, bottom } }: Rule) =>
  `${direction} ${[left, top, right, bottom].map(Math.round).join(' ')}`;

const tenEdges = [
  'horizontal 10 40 90 40',
  'horizontal 10 70 90 70',
  'vertical 10 40 10 70',
  'vertical 90 40 90 70',
];

test.each([
  ['a stroked line', '10 150 m 90 150 l S', ['horizontal 10 50 90 50']],
  ['a line that leans by a hair', '10 150 m 90 150.2 l S', ['horizontal 10 50 90 50']],
  ['a thin filled rectangle', '10 150 80 1 re f', ['horizontal 10 49 90 50']],
  ['a thin upright rectangle', '10 130 1 30 re f', ['vertical 10 40 11 70']],
  ['the edges of a cell background', '0.9 g 10 130 80 30 re f', tenEdges],
  ['the edges of a stroked frame', '10 130 80 30 re S', tenEdges],
  ['a background that is painted as one thick line', '30 w 10 145 m 90 145 l S', tenEdges],
  [
    'a line in a form that is moved and doubled',
    'q 2 0 0 2 0 0 cm 5 75 m 45 75 l S Q',
    ['horizontal 10 50 90 50'],
  ],
  ['what a clip leaves of a line', 'q 10 100 40 90 re W n 0 150 m 190 150 l S Q', ['horizontal 9 50 51 50']],
  ['a dashed line', '[3 2] 0 d 10 150 m 90 150 l S', ['horizontal 10 50 90 50']],
])('sees %s', async (_, drawing, expected) => {
  expect((await rulesOf(drawing)).map(show).toSorted()).toEqual(expected);
});

test.each([
  ['slanted lines', '10 150 m 90 100 l S'],
  ['curves', '10 150 m 30 190 70 190 90 150 c S'],
  ['white lines and backgrounds', '1 G 1 g 10 150 m 90 150 l S 10 130 80 30 re f'],
  ["the page's own background", '0.9 g 0 0 200 200 re f'],
  ['a path that only clips', '10 130 80 30 re W n'],
  ['dots', '10 130 2 2 re f'],
])('sees no rule in %s', async (_, drawing) => {
  expect(await rulesOf(drawing)).toEqual([]);
});

test('gives the rules of a rotated page as it is shown', async () => {
  expect((await rulesOf('10 150 m 90 150 l S', '/Rotate 90')).map(show)).toEqual(['vertical 150 10 150 90']);
});

test('asks for no rules on a page of prose', async () => {
  const bytes = await makePdf((document) => {
    document.moveTo(72, 60).lineTo(500, 60).stroke();
    document.text('Words that go on and on, as prose does. '.repeat(60));
  });
  expect((await readContent(bytes)).rules).toBeUndefined();
});
