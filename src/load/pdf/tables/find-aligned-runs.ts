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
      if (goesOn(row, run) && whole.length < 40) run.push(row);
      else if (isShort(row, run) && whole.length < 3) whole.push(row);
      else end();
    }
  }
  end();
  return runs;
}

/** The rest of a cell begins where the cell began, right of the first column. */
function goesOn(row: WordRow, run: readonly WordRow[]): boolean {
  const [only] = findSegments(row);
  const starts = run.slice(-12).flatMap((each) => findSegments(each).slice(1));
  return only !== undefined && starts.some(({ left }) => Math.abs(left - only.left) < 2);
}

/** Prose fills the width. */
function isShort(row: WordRow, run: readonly WordRow[]): boolean {
  const [only] = findSegments(row);
  const left = Math.min(...run.flatMap((each) => each.words.map((word) => word.left)));
  const right = Math.max(...run.flatMap((each) => each.words.map((word) => word.right)));
  return only !== undefined && only.right - only.left < 0.6 * (right - left) && only.left > left - row.size;
}

/** In em, from baseline to baseline: rows with padding are about 2 apart, paragraphs after a table 3. */
const farthest = 2.8;
