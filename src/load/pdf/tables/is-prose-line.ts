import type { TableWord } from './table-word.ts';

/** Whether a line's words read as running text: four or more, of letters. Lines of cells are shorter or hold numbers. */
export function isProseLine(words: readonly TableWord[]): boolean {
  const letters = words.filter((word) => /^\p{P}*\p{L}[\p{L}'’-]*\p{P}*$/u.test(word.text)).length;
  return words.length >= 4 && letters >= words.length * 0.7;
}
