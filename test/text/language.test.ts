import { expect, test } from 'vitest';
import { detectLanguage, isStopWord } from '../../src/text/language.ts';

test.each([
  ['en', 'The quay is closed when the wind is over force nine.'],
  ['de', 'Der Kai ist geschlossen, wenn der Wind stärker als neun ist.'],
  ['fr', "Le quai est fermé lorsque le vent dépasse la force neuf ; l'accès est alors interdit."],
  ['es', 'El muelle está cerrado cuando el viento supera la fuerza nueve.'],
  ['it', 'Il molo è chiuso quando il vento supera la forza nove.'],
  ['pt', 'O cais está fechado quando o vento ultrapassa a força nove.'],
  ['nl', 'De kade is gesloten wanneer de wind sterker is dan kracht negen.'],
  ['sv', 'Kajen är stängd när vinden är starkare än nio.'],
  ['ru', 'Причал закрыт, когда ветер сильнее девяти баллов.'],
])('prose in %s is told by its function words', (language, text) => {
  expect(detectLanguage(text)).toBe(language);
});

test.each([
  ['code', 'export function add(left: number, right: number) { return left + right; }'],
  [
    'code that has short words by chance',
    'for (let i = 0; i < n; i += 1) { const d = c[i]; if (d === nil) return un.on(e, es); } // il\n'.repeat(
      8,
    ),
  ],
  ['a lock file', 'name = "des"\nversion = "1.0"\nsource = "registry"\nchecksum = "ab12"\n'.repeat(10)],
  ['figures', '1,204 3,551 88.2 %'],
  ['Chinese', '码头在大风时关闭。'],
  ['one name', 'Rotterdam'],
])('%s tells none', (_, text) => {
  expect(detectLanguage(text)).toBeUndefined();
});

test('a word is a stop word of its own language alone', () => {
  expect([isStopWord('the'), isStopWord('die'), isStopWord('die', 'de')]).toEqual([true, false, true]);
});
