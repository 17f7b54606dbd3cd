import { expect, test } from 'vitest';
import { cutText } from '../../src/text/cut-text.ts';

const guide = '# Guide\nIntro.\n## Ports\nThe port is 7410.\n## Tides\nHigh at noon.\n';

test('cuts at each heading and gives the path of titles', () => {
  const pieces = cutText(guide, { name: 'a.md', most: 1000, enough: 0 });
  expect(pieces.map(({ start, end, headings }) => [guide.slice(start, end), headings])).toEqual([
    ['# Guide\nIntro.\n', ['Guide']],
    ['## Ports\nThe port is 7410.\n', ['Guide', 'Ports']],
    ['## Tides\nHigh at noon.\n', ['Guide', 'Tides']],
  ]);
});

test('short sections share a piece, which keeps the titles they have in common as its headings', () => {
  const [piece, ...others] = cutText(guide, { name: 'a.md', most: 1000, enough: 1000 });
  expect(others).toEqual([]);
  expect(piece).toEqual({
    start: 0,
    end: guide.length,
    headings: ['Guide'],
    titles: ['Guide', 'Ports', 'Tides'],
  });
});

test('what is too long is cut at blank lines, then lines, then spaces, and nothing is lost', () => {
  for (const text of [
    'one two. '.repeat(50),
    'a line\n'.repeat(80),
    'para\ngraph\n\n'.repeat(40),
    'x'.repeat(999),
    `x${'👍'.repeat(300)}`,
  ]) {
    const pieces = cutText(text, { name: 'a.txt', most: 100, enough: 0 });
    expect(pieces.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text);
    for (const { start, end } of pieces) {
      expect(end - start).toBeLessThanOrEqual(100);
      expect(text.slice(start, end).isWellFormed()).toBe(true);
    }
  }
  const paragraphs = cutText('para\ngraph\n\n'.repeat(40), { name: 'a.txt', most: 100, enough: 0 });
  expect(paragraphs.every(({ end }) => end % 12 === 0)).toBe(true);
});

test('blank text has no pieces', () => {
  expect(cutText(' \n\n', { name: 'a.md', most: 100, enough: 0 })).toEqual([]);
});
