import { describe, expect, test } from 'vitest';
import { type Markup, removeMarkdownMarks } from '../../src/text/markdown-marks.ts';
import { findQuote } from '../../src/text/quote-match.ts';

const shown = (text: string, markup: Markup = 'markdown') =>
  removeMarkdownMarks(text, markup).text.replaceAll(/[^\S\n]+/g, ' ');

describe('what a reader of the rendered text does not see is taken out', () => {
  test.each([
    ['a heading', '## 4.2 Hours', '4.2 Hours'],
    ['list items', '- one\n* two\n  + three', 'one\ntwo\nthree'],
    ['a quotation', '> The limit\n> is 7.', 'The limit\nis 7.'],
    ['the bars of a table', '| A | B |\n| --- | ---: |\n| 1 | -2 |', ' A B \n \n 1 -2 '],
    ['bars without outer ones', 'A | B\n--- | ---\n1 | 2', 'A B\n \n1 2'],
    ['a reference to a note', 'before noon.[^1] Or', 'before noon. Or'],
    ['the mark of a note', '[^12]: Closed.', ' Closed.'],
    ['emphasis', 'Ring **twice**, *not* _once_.', 'Ring twice, not once.'],
    ['code', 'Set `retries` to ``3``.', 'Set retries to 3.'],
    ['a link', 'See [the manual](https://a.example/m "M").', 'See the manual.'],
    ['an escaped character', 'snake\\_case \\| \\*', 'snake_case | *'],
    ['the cells of an HTML table', '<tr><td colspan="2">1</td><td>&lt; 2</td></tr>', ' 1 < 2 '],
  ])('%s', (_, text, expected) => {
    expect(shown(text)).toBe(expected);
  });
});

describe('what says something stays', () => {
  test.each([
    ['the number of an item', '1. one\n2) two'],
    ['a minus in a sentence', 'from 3\n- 5 degrees'],
    ['a dash of a sentence', 'the lock\n- the old one - closes'],
    ['an operator', 'a | b, a*b*c, 2 ** 3, x * y'],
    ['a bar of mathematics', 'P(A|B) is'],
    ['a name with underscores', '__init__ and snake_case_name'],
    ['a glob', 'all *.ts below **/src'],
    ['an anchor', '#channel and #1'],
    ['fenced code', '```sh\n# install | grep *x*\n- y\n```'],
    ['a box that is ticked', '[x] done'],
  ])('%s', (_, text) => {
    expect(shown(text)).toBe(text);
  });

  test('on a page, where no emphasis, code or link is a mark, and a printed sign is escaped', () => {
    expect(shown('2 *3* `a` \\d [x](y)', 'blocks')).toBe('2 *3* `a` \\d [x](y)');
    expect(shown('\\# 7 is printed so', 'blocks')).toBe('# 7 is printed so');
    expect(shown('# Head\n\n| a\\|b | c |\n| --- | --- |', 'blocks')).toBe('Head\n\n a|b c \n ');
  });
});

describe('a quote without the marks', () => {
  const text =
    '# Tolls\n\n| berth | price | depth |\n| --- | --- | --- |\n| A1 | 40 | 3.5 m |\n| C3 | not let | -2.0 m |\n\n' +
    '- Ring the bell **twice**.\n- Pay before noon.[^1]\n\n[^1]: Closed on Sundays.\n';
  const find = (quote: string, markup: Markup | undefined = 'markdown') => {
    const place = findQuote(quote, text, markup);
    return place && text.slice(place.start, place.end);
  };

  test.each([
    ['A1 40 3.5 m', 'A1 | 40 | 3.5 m'],
    ['|A1|40|3.5 m|', 'A1 | 40 | 3.5 m'],
    ['berth price depth', 'berth | price | depth'],
    ['berth price depth A1 40', 'berth | price | depth |\n| --- | --- | --- |\n| A1 | 40'],
    ['* Ring the bell twice.', 'Ring the bell **twice**.'],
    ['Ring the bell twice. Pay before noon.', 'Ring the bell **twice**.\n- Pay before noon.'],
    ['## Tolls', 'Tolls'],
  ])('%s is found', (quote, expected) => {
    expect(find(quote)).toBe(expected);
  });

  test.each([
    'A1 41 3.5 m',
    'A1 3.5 m',
    '40 A1 3.5 m',
    'A1 403.5 m',
    'C3 not let 2.0 m',
    'C3 let -2.0 m',
    'ring the bell twice.',
    'Pay before noon.1',
  ])('%s is not', (quote) => {
    expect(find(quote)).toBeUndefined();
  });

  test('is not found in source code, where a bar is an operator', () => {
    expect(findQuote('flags | mask', 'const both = flags | mask;', undefined)).toBeDefined();
    expect(findQuote('flags mask', 'const both = flags | mask;', undefined)).toBeUndefined();
    expect(findQuote('flags mask', 'Use flags | mask for both.', 'markdown')).toBeUndefined();
  });
});

test('a line of a megabyte of marks takes no time to speak of', { timeout: 20_000 }, () => {
  for (const part of ['[', '*a', '`', '_a ', '](', '|', '[^', '\\', '> ', '<td ', '![x](']) {
    const started = performance.now();
    removeMarkdownMarks(`|${part.repeat(250_000 / part.length)}\n|---|`, 'markdown');
    expect(performance.now() - started).toBeLessThan(3_000);
  }
});
