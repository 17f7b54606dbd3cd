import { formatCost, type QuestionResult } from '../../index.ts';
import { printable } from '../terminal.ts';
import { stateOf } from './format-result.ts';
import { sumCosts } from './sum-costs.ts';

/** More rows are not read: then only those are shown that somebody should look at. */
const mostRows = 40;

/** What became of each question, a line each, and of all together. `total` is how many there were. */
export function formatBatch(
  results: readonly QuestionResult[],
  { total, columns }: { readonly total: number; readonly columns: number },
): string {
  const sorted = results.toSorted((a, b) => a.index - b.index);
  const shown = sorted.length > mostRows ? sorted.filter(needsALook).slice(0, mostRows) : sorted;
  const rows = shown.map((result) => {
    const cells = [String(result.index).padStart(4), describeState(result).padEnd(11)];
    const left = `${cells.join('  ')}  ${describeCitations(result).padEnd(8)}  ${formatCost(sumCosts([result])).padEnd(9)}  `;
    return `${left}${printable(result.question).replaceAll(/\s+/g, ' ')}`.slice(0, columns);
  });
  return [...rows, describeTotal(results, total)].join('\n');
}

function describeTotal(results: readonly QuestionResult[], total: number): string {
  const count = (test: (result: QuestionResult) => boolean) => results.filter(test).length;
  const parts = [
    [count(({ status }) => status === 'answered'), 'answered'],
    [count((result) => describeState(result) === 'not-found'), 'of them not found'],
    [count((result) => describeState(result) === 'incomplete'), 'of them incomplete'],
    [count(isKept), 'of them from before'],
    [count(({ status }) => status === 'failed'), 'failed'],
    [count(({ status }) => status === 'not-asked') + total - results.length, 'not asked'],
  ] as const;
  const said = parts.filter(([number]) => number > 0).map(([number, what]) => `${number} ${what}`);
  return `${total} question${total === 1 ? '' : 's'}: ${said.join(', ')}. Cost: ${formatCost(sumCosts(results))}`;
}

function describeState(result: QuestionResult): string {
  return result.status === 'answered' ? stateOf(result.answer) : result.status;
}

function describeCitations(result: QuestionResult): string {
  if (result.status !== 'answered') return '';
  const { citations } = result.answer;
  return `${citations.filter(({ verified }) => verified).length} of ${citations.length}`;
}

function isKept(result: QuestionResult): boolean {
  return result.status === 'answered' && result.answer.attempts.length === 0;
}

/** Not answered to the end, or with a quote that was not found. */
export function needsALook(result: QuestionResult): boolean {
  if (result.status !== 'answered') return true;
  const { answer } = result;
  return stateOf(answer) !== 'answered' || answer.citations.some(({ verified }) => !verified);
}
