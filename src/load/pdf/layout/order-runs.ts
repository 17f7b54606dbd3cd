import type { PlacedRun } from './place-runs.ts';

/** The direction in which most letters of the runs are read. */
export function findDirection(runs: readonly PlacedRun[]): 'ltr' | 'rtl' {
  let balance = 0;
  for (const { run, text } of runs) {
    if (run.direction === 'rtl') balance += text.length;
    else if (letter.test(text)) balance -= text.length;
  }
  return balance > 0 ? 'rtl' : 'ltr';
}

/**
 * The runs of one line in the order in which they are read. In a line from right to left, numbers and Latin words keep their
 * own order, and the other way round; what is neither goes with its neighbours when they agree.
 */
export function orderRuns(runs: readonly PlacedRun[], direction: 'ltr' | 'rtl'): readonly PlacedRun[] {
  if (runs.length < 2) return runs;
  const ordered =
    direction === 'ltr'
      ? runs.toSorted((a, b) => a.start - b.start || a.order - b.order)
      : runs.toSorted((a, b) => b.end - a.end || a.order - b.order);
  if (direction === 'ltr' && !runs.some(({ run }) => run.direction === 'rtl')) return ordered;
  const other = direction === 'ltr' ? 'rtl' : 'ltr';
  for (let from = 0; from < ordered.length; from++) {
    if (directionOf(ordered[from]) !== other) continue;
    let last = from;
    for (let at = from + 1; at < ordered.length; at++) {
      const here = directionOf(ordered[at]);
      if (here === direction) break;
      if (here === other) last = at;
    }
    const turned = ordered.slice(from, last + 1).reverse();
    for (const [index, run] of turned.entries()) ordered[from + index] = run;
    from = last;
  }
  return ordered;
}

const letter = /\p{L}/u;
const letterOrDigit = /[\p{L}\p{N}]/u;

function directionOf(placed: PlacedRun | undefined): 'ltr' | 'rtl' | undefined {
  if (!placed) return undefined;
  if (placed.run.direction === 'rtl') return 'rtl';
  return letterOrDigit.test(placed.text) ? 'ltr' : undefined;
}
