import type { TableWord } from './table-word.ts';

/** Words that stand on one baseline, from left to right. */
export interface WordRow {
  readonly words: readonly TableWord[];
  readonly baseline: number;
  readonly top: number;
  readonly bottom: number;
  /** The size of most of its words. */
  readonly size: number;
}

/** Words by their baselines, from top to bottom. A raised or lowered small word stays in its row. */
export function findRows(words: readonly TableWord[]): readonly WordRow[] {
  const rows: TableWord[][] = [];
  let baseline = Number.NEGATIVE_INFINITY;
  let size = 0;
  for (const word of words.toSorted((one, other) => one.baseline - other.baseline)) {
    const row = rows.at(-1);
    // Lines stand at least 0.9 em apart, raised marks at most 0.45.
    if (row && word.baseline - baseline < 0.45 * Math.max(size, word.size)) {
      row.push(word);
      if (word.size > size) ({ baseline, size } = word);
    } else {
      rows.push([word]);
      ({ baseline, size } = word);
    }
  }
  return rows.map(toRow);
}

function toRow(words: readonly TableWord[]): WordRow {
  const sizes = words.map((word) => word.size).toSorted((one, other) => one - other);
  const size = sizes[Math.floor(sizes.length / 2)] ?? 0;
  const main = words.filter((word) => word.size >= size);
  return {
    words: words.toSorted((one, other) => one.left - other.left),
    baseline: Math.max(...main.map((word) => word.baseline)),
    top: Math.min(...words.map((word) => word.top)),
    bottom: Math.max(...words.map((word) => word.bottom)),
    size,
  };
}
