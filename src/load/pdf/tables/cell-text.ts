import { findRows } from './find-rows.ts';
import type { TableWord } from './table-word.ts';

/** The words of one cell as its text: line below line, a word that is parted at a line's end joined. */
export function cellText(words: readonly TableWord[]): string {
  let text = '';
  for (const { words: line } of findRows(words)) {
    const next = lineText(line);
    if (text === '') text = next;
    else if (/\p{L}[-\u00ad\u2010]$/u.test(text) && /^\p{Ll}/u.test(next)) text = text.slice(0, -1) + next;
    else text += ` ${next}`;
  }
  // Dots that lead the eye to the next column.
  return text.replace(/(?:\s?\.){5,}/g, ' ').trim();
}

function lineText(line: readonly TableWord[]): string {
  const isRightToLeft = line.filter((word) => word.isRightToLeft).length * 2 > line.length;
  const ordered = isRightToLeft ? line.toReversed() : line;
  let text = '';
  for (const [index, word] of ordered.entries()) {
    const previous = ordered[index - 1];
    if (previous && (word.isApart || gap(previous, word) > 0.25 * word.size)) text += ' ';
    text += word.text;
  }
  return text;
}

function gap(one: TableWord, other: TableWord): number {
  return Math.max(other.left - one.right, one.left - other.right);
}
