import type { WordRow } from './find-rows.ts';
import type { TableWord } from './table-word.ts';

/** Words of a row that stand together: what a cell holds of one line. */
export interface Segment {
  readonly left: number;
  readonly right: number;
  readonly words: readonly TableWord[];
}

/** Parts a row where its gaps are wider than blanks. */
export function findSegments({ words, size }: WordRow): readonly Segment[] {
  const segments: { left: number; right: number; words: TableWord[] }[] = [];
  for (const word of words) {
    const last = segments.at(-1);
    if (last && word.left - last.right <= widestBlank * size) {
      last.words.push(word);
      last.right = Math.max(last.right, word.right);
    } else segments.push({ left: word.left, right: word.right, words: [word] });
  }
  return segments;
}

/** In em. Blanks of justified lines are mostly narrower; the columns of a table are at least 12 pt apart in TeX. */
const widestBlank = 0.85;
