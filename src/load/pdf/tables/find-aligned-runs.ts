import { findRows, type WordRow } from './find-rows.ts';
import { findSegments } from './segments.ts';
import type { TableWord } from './table-word.ts';

/** Stretches of lines that fall apart into pieces, with the few whole lines in between that may belong to them. */
export function findAlignedRuns(words: readonly TableWord[]): readonly (readonly WordRow[])[] {
  const runs: WordRow[][] = [];
  let run: WordRow[] = [];
  let whole: WordRow[] = [];
  const end = () => {
    if (run.length > 1) runs.push(run);
    run = [];
    whole = [];
  };
  for (const row of findRows(words)) {
    const above = whole.at(-1) ?? run.at(-1);
    if (above && row.baseline - above.baseline > farthest * Math.max(row.size, above.size)) end();
    const segments = findSegments(row);
    if (segments.length > 1) {
      run.push(...whole, row);
      whole = [];
    } else if (run.length > 0) {
      const [only] = segments;
      const left = Math.min(...run.flatMap((each) => each.words.map((word) => word.left)));
      const right = Math.max(...run.flatMap((each) => each.words.map((word) => word.right)));
      // Prose fills the width, the rest of a cell does not.
      const isShort =
        only !== undefined && only.right - only.left < 0.6 * (right - left) && only.left > left - row.size;
      if (isShort && whole.length < 3) whole.push(row);
      else end();
    }
  }
  end();
  return runs;
}

/** In em, from baseline to baseline: rows with padding are about 2 apart, paragraphs after a table 3. */
const farthest = 2.8;
