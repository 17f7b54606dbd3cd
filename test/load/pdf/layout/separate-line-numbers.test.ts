import { expect, test } from 'vitest';
import { layoutPage } from '../../../../src/load/pdf/layout/layout-page.ts';
import type { TextRun } from '../../../../src/load/pdf/page-layout.ts';
import { content, run } from '../tables/make-content.ts';

const lines = (runs: readonly TextRun[]) =>
  layoutPage(content(runs)).blocks.flatMap((block) =>
    block.type === 'text'
      ? block.lines.map(({ spans }) => spans.map(({ text }) => text).join(''))
      : ['a table'],
  );
const count = (from: number, step = 1) =>
  Array.from({ length: 12 }, (_, index) => {
    const text = String(from + index * step);
    return run(text, 80 - 5 * text.length, 100 + 24 * index);
  });
const speech = Array.from({ length: 12 }, (_, index) =>
  index % 4 === 3 ? [] : [run(`said the witness of whale ${index} and`, 110, 100 + 24 * index)],
).flat();

test('reads the numbers of a page’s lines behind its text, wherever they are drawn', () => {
  const texts = speech.map(({ text }) => text);
  for (const drawn of [
    [...count(1), ...speech],
    [...speech, ...count(5, 5)],
    [...speech, ...count(1)].toSorted((a, b) => a.y - b.y || a.x - b.x),
  ]) {
    const read = lines(drawn);
    expect(read.slice(0, texts.length)).toEqual(texts);
    expect(read.slice(texts.length)).toHaveLength(12);
  }
});

test('leaves the numbers of a list with its items', () => {
  const items = Array.from({ length: 12 }, (_, index) =>
    run(`Whale ${index} of many`, 110, 100 + 24 * index),
  );
  const drawn = [...count(1), ...items].toSorted((a, b) => a.y - b.y || a.x - b.x);
  expect(lines(drawn)[0]).not.toBe('Whale 0 of many');
});

test('leaves numbers in the middle of a page where they are', () => {
  const before = speech.map((each) => ({ ...each, x: 10, width: 30 }));
  expect(lines([...before, ...count(1), ...speech]).slice(-1)).not.toEqual(['12']);
});
