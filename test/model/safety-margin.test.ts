import { expect, test } from 'vitest';
import { isForeignText, safetyMargin, shareBeyondAscii } from '../../src/model/safety-margin.ts';

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
  expect(marginOf(texts)).toBe(margin);
});

test('weighs segments by their tokens', () => {
  const plain = { tokens: 300, isForeign: false };
  const foreign = { tokens: 100, isForeign: true };
  // (300 x 3 % + 100 x 10 %) / 400
  expect(safetyMargin([plain, foreign])).toBe(0.0475);
});

test('finds other letters anywhere in a long text', () => {
  const filler = 'plain words '.repeat(20_000);
  expect(shareBeyondAscii(filler)).toBe(0);
  expect(shareBeyondAscii(filler + '漢字'.repeat(20_000) + filler)).toBeGreaterThan(0.05);
});

function marginOf(texts: readonly string[]): number {
  return safetyMargin(texts.map((text) => ({ tokens: 100, isForeign: isForeignText(text) })));
}
