import type { TextRun } from '../page-layout.ts';

/**
 * Parts the numbers that a margin gives to the lines of a page (transcripts, drafts, bills) from its text: otherwise they come
 * as a column before it, or between its words. They count at an even distance, and not what they stand beside: blank lines are
 * numbered too, or sentences go on from line to line. The numbers of a list or a table's rows count what begins with them.
 */
export function separateLineNumbers(runs: readonly TextRun[]): {
  text: readonly TextRun[];
  numbers: readonly TextRun[];
} {
  const found = runs.filter((run) => /^\s*\d{1,3}\s*$/.test(run.text) && Math.abs(run.angle) < 1);
  if (found.length < fewest) return { text: runs, numbers: [] };
  // Right aligned, or drawn with blanks in front: their right ends are one place.
  for (const column of Map.groupBy(found, (run) => Math.round((run.x + run.width) / 4)).values()) {
    if (column.length < fewest) continue;
    const numbers = column.toSorted((a, b) => a.y - b.y);
    if (!countsEvenly(numbers)) continue;
    const own = new Set(numbers);
    const text = runs.filter((run) => !own.has(run));
    if (isInMargin(numbers, text) && countsLines(numbers, text)) return { text, numbers };
  }
  return { text: runs, numbers: [] };
}

const fewest = 8;

/** Each number as much more, and as much farther down, than the one before. */
function countsEvenly(numbers: readonly TextRun[]): boolean {
  const [first, second] = numbers;
  if (!first || !second) return false;
  const step = Number(second.text) - Number(first.text);
  const pitch = second.y - first.y;
  return numbers.slice(1).every((run, index) => {
    const above = numbers[index];
    if (!above || step < 1) return false;
    return Number(run.text) - Number(above.text) === step && Math.abs(run.y - above.y - pitch) < 0.05 * pitch;
  });
}

/** The text begins right of them, but for a head or a stamp, and with a blank between. */
function isInMargin(numbers: readonly TextRun[], text: readonly TextRun[]): boolean {
  const right = Math.max(...numbers.map(({ x, width }) => x + width));
  const words = text.filter((run) => run.text.trim() !== '' && Math.abs(run.angle) < 1);
  const outside = words.filter((run) => run.x < right + 0.5 * run.size);
  return words.length > fewest && outside.length <= words.length / 10;
}

function countsLines(numbers: readonly TextRun[], text: readonly TextRun[]): boolean {
  const starts = numbers.map((number) => {
    const beside = text.filter(
      (run) => Math.abs(run.y - number.y) < 0.5 * number.size && run.text.trim() !== '',
    );
    return beside.toSorted((a, b) => a.x - b.x)[0]?.text.trim() ?? '';
  });
  const blank = starts.filter((start) => start === '').length;
  const goingOn = starts.filter((start) => /^\p{Ll}/u.test(start)).length;
  return blank > 1 || goingOn > numbers.length / 4;
}
