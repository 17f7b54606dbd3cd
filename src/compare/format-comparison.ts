import { formatCost } from '../model/format-cost.ts';
import type { Comparison, ComparisonCell } from './comparison.ts';
import { formatHtml } from './html/format-html.ts';
import { formulaStrategies, strategyWords } from './strategy.ts';

/** How a report is written: for a terminal or a repository, for a program, or for a browser without a network. */
export type ComparisonFormat = 'markdown' | 'json' | 'html';

/**
 * A comparison as a report: the answer in words first, then a table for each way that questions arrive, the break-evens, what a reader
 * may not like to hear, and what is not known. The HTML page is one file.
 *
 * @example
 * await writeFile('report.html', formatComparison(comparison, 'html'));
 */
export function formatComparison(comparison: Comparison, format: ComparisonFormat = 'markdown'): string {
  if (format === 'json') return `${JSON.stringify(comparison, null, 2)}\n`;
  return format === 'html' ? formatHtml(comparison) : formatMarkdown(comparison);
}

function formatMarkdown(comparison: Comparison): string {
  const { cells, model, documents, seed, prices, workload } = comparison;
  const arrivals = [...new Set(cells.map(({ arrival }) => arrival))];
  const lines = [
    comparison.answer,
    '',
    `${model}, documents ${documents.name}, questions of ${workload.questionTokens} and answers of ${workload.outputTokens} tokens, seed ${seed}.`,
    '',
    ...arrivals.flatMap((arrival) => [
      `Questions ${arrival}:`,
      '',
      ...formatTable(cells.filter((cell) => cell.arrival === arrival)),
      '',
    ]),
    ...list(
      `From which question on when they come back to back, in closed form with answers of ${workload.outputTokens} tokens:`,
      comparison.breakEvens.map(({ words }) => words),
    ),
    ...list('What to know:', comparison.truths),
    ...list('What is not known:', comparison.uncertain),
    ...list(
      'Strategies:',
      [...new Set(cells.map(({ strategy }) => strategy))].map(
        (strategy) =>
          `${strategy}: ${strategyWords[strategy]}${formulaStrategies.includes(strategy) ? ' (by its formula alone)' : ''}`,
      ),
    ),
    ...list(
      'Prices:',
      prices.map(({ source, date }) => `${source}, read ${date}`),
    ),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

/** One row a strategy, one column a number of questions. */
function formatTable(cells: readonly ComparisonCell[]): string[] {
  const counts = [...new Set(cells.map(({ questions }) => questions))];
  const hasEvidence = cells.some((cell) => cell.outcome === 'priced' && cell.evidenceRecall !== undefined);
  const isGraded = cells.some((cell) => cell.outcome === 'priced' && cell.right !== undefined);
  const isJudged = cells.some((cell) => cell.outcome === 'priced' && cell.judged !== undefined);
  const head = [
    'strategy',
    ...counts.map((count) => `${count} question${count === 1 ? '' : 's'}`),
    'read from cache',
    ...(hasEvidence ? ['evidence found'] : []),
    ...(isGraded ? ['right', 'per right answer'] : []),
    ...(isJudged ? ['judging, apart'] : []),
    'how',
  ];
  const rows = [...Map.groupBy(cells, ({ strategy }) => strategy)].map(([strategy, own]) => {
    const last = own.findLast((cell) => cell.outcome === 'priced');
    return [
      strategy,
      ...counts.map((count) => formatCell(own.find(({ questions }) => questions === count))),
      last === undefined ? '' : percent(last.hitRate),
      ...(hasEvidence ? [last?.evidenceRecall === undefined ? '' : percent(last.evidenceRecall.share)] : []),
      ...(isGraded ? [formatRight(last), formatPerRight(last)] : []),
      ...(isJudged ? [formatJudging(last)] : []),
      last?.basis ?? '',
    ];
  });
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
}

function formatCell(cell: ComparisonCell | undefined): string {
  if (cell === undefined) return '';
  return cell.outcome === 'priced' ? formatCost(cell.cost) : cell.because;
}

function formatRight(cell: Extract<ComparisonCell, { outcome: 'priced' }> | undefined): string {
  if (cell?.right === undefined) return '';
  const { share, low, high, of } = cell.right;
  return `${percent(share)} of ${of} (${percent(low)} to ${percent(high)})`;
}

function formatPerRight(cell: Extract<ComparisonCell, { outcome: 'priced' }> | undefined): string {
  if (cell?.usdPerRight === undefined) return '';
  const { usd, low, high } = cell.usdPerRight;
  const dollars = (amount: number) => formatCost({ currency: 'USD', min: amount, max: amount });
  return `${dollars(usd)} (${dollars(low)} to ${dollars(high)})`;
}

function formatJudging(cell: Extract<ComparisonCell, { outcome: 'priced' }> | undefined): string {
  if (cell?.judged === undefined) return '';
  const { model, usd, stopped } = cell.judged;
  const cost = formatCost(usd === undefined ? undefined : { currency: 'USD', min: usd, max: usd });
  return `${cost} by ${model}${stopped === undefined ? '' : `: ${stopped}`}`;
}

function list(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [title, '', ...items.map((item) => `- ${item}`), ''];
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
