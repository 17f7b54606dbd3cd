import { findRows, type WordRow } from './find-rows.ts';
import { isCaption } from './is-caption.ts';
import { findSegments } from './segments.ts';
import type { TableWord } from './table-word.ts';

/** Stretches of lines that fall apart into pieces, with the few whole lines in between that may belong to them. */
export function findAlignedRuns(words: readonly TableWord[]): readonly (readonly WordRow[])[] {
  const runs: (readonly WordRow[])[] = [];
  let run: WordRow[] = [];
  let whole: WordRow[] = [];
  const end = () => {
    const table = withoutCaption(run);
    if (table.length > 1) runs.push(table);
    run = [];
    whole = [];
  };
  for (const row of findRows(words)) {
    const above = whole.at(-1) ?? run.at(-1);
    const em = Math.max(row.size, above?.size ?? 0);
    if (above && row.baseline - above.baseline > Math.max(farthest * em, widerThanRows * usualPitch(run)))
      end();
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

/** A caption of two pieces (its number apart from its title), and the line of units below it, are no rows. */
function withoutCaption(run: readonly WordRow[]): readonly WordRow[] {
  const caption = run.slice(0, 3).findLastIndex(isCaption);
  const rest = run.slice(caption + 1);
  const isUnit = (row: WordRow) => /^\(.*\)$/.test(row.words.map((word) => word.text).join(' '));
  return rest.slice(caption >= 0 ? rest.findIndex((row) => !isUnit(row)) : 0);
}

/** The rest of a cell begins where the cell began, right of the first column. */
function goesOn(row: WordRow, run: readonly WordRow[]): boolean {
  const [only] = findSegments(row);
  const starts = run.slice(-12).flatMap((each) => findSegments(each).slice(1));
  return only !== undefined && starts.some(({ left }) => Math.abs(left - only.left) < 2);
}

/** Prose fills the width. The title of a section stands out to the left of its rows, or below a head that has no words above it. */
function isShort(row: WordRow, run: readonly WordRow[]): boolean {
  const [only] = findSegments(row);
  const left = Math.min(...run.flatMap((each) => each.words.map((word) => word.left)));
  const right = Math.max(...run.flatMap((each) => each.words.map((word) => word.right)));
  if (only === undefined || only.right - only.left >= 0.6 * (right - left)) return false;
  return only.left > left - widestIndent * row.size || only.right < left;
}

/** The distance that half of a stretch's rows keep or fall below, 0 as long as there are fewer than three rows. */
function usualPitch(run: readonly WordRow[]): number {
  if (run.length < 3) return 0;
  const pitches = run.slice(1).map((row, index) => row.baseline - (run[index]?.baseline ?? 0));
  return pitches.toSorted((one, other) => one - other)[Math.floor((pitches.length - 1) / 2)] ?? 0;
}

/** In em, from baseline to baseline: rows with padding are about 2 apart, paragraphs after a table 3. */
const farthest = 2.8;
/** Where rows stand far apart, the title of a section stands farther below the last of them, by at most so much. */
const widerThanRows = 1.5;
/** In em: rows are set in by one to three below the title of their section. */
const widestIndent = 4;
