import { expect, test } from 'vitest';
import { layoutPage } from '../../../../src/load/pdf/layout/layout-page.ts';
import type { TextRun } from '../../../../src/load/pdf/page-layout.ts';

/** A run in 10 pt type; every letter is 5 pt wide. */
const run = (text: string, x: number, y = 100): TextRun => ({
  text,
  x,
  y,
  width: text.length * 5,
  size: 10,
  angle: 0,
  direction: 'ltr',
  font: 'f',
});

const rtl = (text: string, x: number, y?: number): TextRun => ({ ...run(text, x, y), direction: 'rtl' });

/** The page's lines, in reading order. */
const linesOf = (runs: readonly TextRun[]) =>
  layoutPage({ page: 1, width: 612, height: 792, runs, fonts: new Map() })
    .blocks.flatMap((block) => (block.type === 'text' ? block.lines : []))
    .map(({ spans }) => spans.map(({ text }) => text).join(''));

test.each([
  ['nothing inside a word that is drawn in pieces', [run('W', 0), run('ord', 5.5)], 'Word'],
  ['a blank where there is a gap', [run('two', 0), run('words', 18)], 'two words'],
  ['one blank where the run brings its own', [run('two ', 0), run('words', 25)], 'two words'],
  ['a new line for another baseline', [run('one', 0), run('two', 0, 112)], 'one|two'],
  ['the same line for a raised footnote mark', [run('text', 0), run('1', 20, 96)], 'text1'],
  ['no blank between letters of right-to-left text', [rtl('של', 50), rtl('ום', 40)], 'שלום'],
  ['a blank in right-to-left text', [rtl('שלום', 50), rtl('לך', 36)], 'שלום לך'],
])('puts %s', (_, runs, expected) => {
  expect(linesOf(runs).join('|')).toBe(expected);
});

test('reads text that runs upwards as lines of its own', () => {
  const upwards: TextRun = { ...run('margin', 20, 700), angle: -90 };
  const more: TextRun = { ...upwards, text: 'note', y: 666, width: 20 };
  expect(linesOf([run('body', 0), upwards, more])).toEqual(['body', 'margin note']);
});

test('gives no line for a page without runs', () => {
  expect(linesOf([])).toEqual([]);
});
