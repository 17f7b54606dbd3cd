import { expect, test } from 'vitest';
import { pageText, type TextRun } from '../../../src/load/pdf/page-text.ts';

/** A run in 10 pt type; every letter is 5 pt wide. */
const run = (str: string, x: number, y = 700, hasEOL = false): TextRun => ({
  str,
  transform: [10, 0, 0, 10, x, y],
  width: str.length * 5,
  hasEOL,
});

test.each([
  ['nothing inside a word that is drawn in pieces', [run('W', 0), run('ord', 5.5)], 'Word'],
  ['a blank where there is a gap', [run('two', 0), run('words', 18)], 'two words'],
  ['one blank where the run brings its own', [run('two ', 0), run('words', 25)], 'two words'],
  ['a new line for another baseline', [run('one', 0), run('two', 0, 688)], 'one\ntwo'],
  ['a new line where the run says so', [run('one', 0, 700, true), run('two', 0, 700)], 'one\ntwo'],
  ['the same line for a raised footnote mark', [run('text', 0), { ...run('1', 20, 704) }], 'text1'],
  ['no blank between letters of right-to-left text', [run('של', 50), run('ום', 40)], 'שלום'],
  ['a blank in right-to-left text', [run('שלום', 50), run('לך', 36)], 'שלום לך'],
  ['no NUL and no half characters', [run('a\0b', 0), run('\ud83d', 15)], 'ab\ufffd'],
])('puts %s', (_, runs, expected) => {
  expect(pageText(runs)).toBe(expected);
});

test('reads text that runs upwards as lines of its own', () => {
  const upwards: TextRun = { str: 'margin', transform: [0, 10, -10, 0, 20, 100], width: 30, hasEOL: false };
  const more: TextRun = { ...upwards, str: 'note', transform: [0, 10, -10, 0, 20, 134] };
  expect(pageText([run('body', 0), upwards, more])).toBe('body\nmargin note');
});

test('gives an empty text for a page without runs', () => {
  expect(pageText([run('', 0, 700, true)])).toBe('');
});
