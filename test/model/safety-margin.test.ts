import { expect, test } from 'vitest';
import { safetyMargin } from '../../src/model/safety-margin.ts';

const english =
  'The reader asks “where?” — and the café answers. It takes a few sentences of plain English prose to say.';
const code = 'for (const segment of segments) total += count(segment.text); // 1,024 × 3';

test.each([
  ['code', [code], 0.03],
  ['English with typographic quotes and one accent', [english + code.repeat(3)], 0.03],
  ['nothing', [], 0.03],
  ['digits alone', ['123 456'], 0.03],
  ['Chinese', ['天地玄黄，宇宙洪荒。日月盈昃'], 0.1],
  ['German', ['Größe und Länge müssen übereinstimmen, sonst schlägt die Prüfung fehl.'], 0.1],
  ['Russian', ['Все счастливые семьи похожи друг на друга'], 0.1],
])('takes the margin for %s', (_, texts, margin) => {
  expect(safetyMargin(texts)).toBe(margin);
});

test('weighs texts by their size', () => {
  // 300 bytes of code at 3 % and 100 letters of 3 bytes at 10 %.
  expect(safetyMargin(['a'.repeat(300), '漢'.repeat(100)])).toBe(0.065);
});

test('finds other letters anywhere in a long text', () => {
  const filler = 'plain words '.repeat(20_000);
  expect(safetyMargin([filler + '漢字'.repeat(20_000) + filler])).toBe(0.1);
  expect(safetyMargin([filler])).toBe(0.03);
});
