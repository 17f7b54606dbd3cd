import type { TableWord } from './table-word.ts';

/**
 * Whether a line's words read as running text: four or more, of letters, or as many signs as write four words in Chinese and
 * Japanese, which have no blanks. Lines of cells are shorter or hold numbers.
 */
export function isProseLine(words: readonly TableWord[]): boolean {
  const letters = words.filter((word) => /^\p{P}*\p{L}[\p{L}'’-]*\p{P}*$/u.test(word.text)).length;
  if (words.length >= 4 && letters >= words.length * 0.7) return true;
  const signs = words.reduce((sum, { text }) => sum + (text.match(ideographic)?.length ?? 0), 0);
  return signs >= fewestSigns;
}

const ideographic = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/gu;
const fewestSigns = 16;
