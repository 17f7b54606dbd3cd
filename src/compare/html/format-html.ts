import { formatCost } from '../../model/format-cost.ts';
import type { Comparison, ComparisonCell, PricedCell } from '../comparison.ts';
import { type Arrival, type ComparedStrategy, strategyWords, unbuiltStrategies } from '../strategy.ts';
import { drawCostChart } from './draw-cost-chart.ts';
import { drawFrontier } from './draw-frontier.ts';
import { escapeHtml } from './markup.ts';
import { pageScript, pageStyle } from './page-parts.ts';

/**
 * The report as one HTML page that loads nothing: the answer in words, cost against questions, dollars against what they bring, what to
 * know, and every cell in a table. Drawn beforehand, so that it reads without scripts; they only sort and filter.
 */
export function formatHtml(comparison: Comparison): string {
  const { cells, model, documents, workload, prices } = comparison;
  const strategies = [...new Set(cells.map(({ strategy }) => strategy))];
  const arrivals = [...new Set(cells.map(({ arrival }) => arrival))];
  const priced = cells.filter((cell): cell is PricedCell => cell.outcome === 'priced');
  const size = `${count(documents.count)} documents, ${count(documents.tokens)} tokens (${documents.name}), ${model}; questions of ${workload.questionTokens} and answers of ${workload.outputTokens} tokens; seed ${comparison.seed}.`;
  const most = Math.max(...priced.map(({ questions }) => questions));
  const frontier = drawFrontier(
    priced.filter(({ arrival, questions }) => arrival === arrivals[0] && questions === most),
    strategies,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<title>What it costs to ask these documents</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<h1>What it costs to ask these documents</h1>
<p class="answer">${escapeHtml(comparison.answer)}</p>
<p class="about">${escapeHtml(size)}</p>
${arrivals.map((arrival) => section(`Cost, questions ${arrival}`, drawArrival(comparison, arrival, strategies))).join('')}
${frontier === '' ? '' : section('What the money brings', figure(frontier, 'Up is better, left is cheaper. The dashed line joins the strategies that no other beats on both.'))}
${section('From which question on', list(comparison.breakEvens.map(({ words }) => words)))}
${section('What to know', list(comparison.truths))}
${section('What is not known', list(comparison.uncertain))}
${section('Every cell', formatTable(cells))}
${section('Strategies', list(strategies.map((strategy) => `${strategy}: ${strategyWords[strategy]}${unbuiltStrategies.includes(strategy) ? ' (by its formula)' : ''}`)))}
${section('Prices', list(prices.map(({ source, date }) => `${source}, read ${date}`)))}
</main>
<script>${pageScript}</script>
</body>
</html>
`;
}

function drawArrival(
  { cells, breakEvens }: Comparison,
  arrival: Arrival,
  strategies: readonly ComparedStrategy[],
): string {
  const own = cells.filter(
    (cell): cell is PricedCell => cell.outcome === 'priced' && cell.arrival === arrival,
  );
  // What is stated of questions that come back to back holds for no other arrival.
  const marks = arrival === 'back-to-back' ? breakEvens : [];
  const chart = drawCostChart(own, {
    title: `Cost by number of questions, ${arrival}`,
    strategies,
    breakEvens: marks,
  });
  const dashed =
    marks.length > 0 ? ' Dashed: where another strategy becomes the cheaper one, in words below.' : '';
  return figure(chart, `Both axes are logarithmic.${dashed}`);
}

function section(title: string, body: string): string {
  return body === '' ? '' : `<section><h2>${escapeHtml(title)}</h2>${body}</section>\n`;
}

function figure(chart: string, caption: string): string {
  return chart === ''
    ? ''
    : `<figure tabindex="0">${chart}<figcaption>${escapeHtml(caption)}</figcaption></figure>`;
}

function list(items: readonly string[]): string {
  return items.length === 0 ? '' : `<ul>${items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;
}

const columns = [
  'strategy',
  'arrival',
  'questions',
  'cost',
  'new',
  'written',
  'read',
  'out',
  'from cache',
  'writes',
  'evidence found',
  'right',
  'per right answer',
  'how',
];
/** By which columns rows are filtered. */
const filtered = [0, 1, 2, columns.length - 1];

function formatTable(cells: readonly ComparisonCell[]): string {
  const rows = cells.map(toRow);
  const selects = filtered.map((column) => {
    const values = [...new Set(rows.map((row) => row[column]?.value ?? ''))].filter((value) => value !== '');
    const options = values.map((value) => `<option>${escapeHtml(value)}</option>`).join('');
    return `<label>${columns[column]} <select data-column="${column}"><option value="">all</option>${options}</select></label>`;
  });
  const heads = columns.map((name) => `<th scope="col"><button type="button">${name}</button></th>`).join('');
  const body = rows.map(
    (row) =>
      `<tr>${row.map(({ value, text = value }) => `<td data-value="${escapeHtml(value)}">${escapeHtml(text)}</td>`).join('')}</tr>`,
  );
  return `<p>${selects.join('')}<output aria-live="polite">${cells.length} rows</output></p><div class="scroll" tabindex="0"><table><thead><tr>${heads}</tr></thead><tbody>${body.join('\n')}</tbody></table></div>`;
}

interface TableCell {
  /** What it is sorted and filtered by. */
  readonly value: string;
  /** What it shows. @default the value */
  readonly text?: string;
}

function toRow(cell: ComparisonCell): readonly TableCell[] {
  const key = [cell.strategy, cell.arrival, String(cell.questions)].map((value) => ({ value }));
  if (cell.outcome !== 'priced') {
    const empty = columns.slice(key.length + 1).map(() => ({ value: '' }));
    return [...key, { value: '', text: cell.because }, ...empty];
  }
  const { tokens, cost, right, evidenceRecall, usdPerRight } = cell;
  const amount = (tokenCount: number) => ({ value: String(tokenCount), text: count(tokenCount) });
  const share = (value: number | undefined) =>
    value === undefined ? { value: '' } : { value: String(value), text: `${Math.round(value * 100)} %` };
  const perRight = usdPerRight && { currency: 'USD' as const, min: usdPerRight.low, max: usdPerRight.high };
  return [
    ...key,
    { value: String(cost?.max ?? ''), text: formatCost(cost) },
    ...[tokens.uncached, tokens.cacheWrite, tokens.cacheRead, tokens.output].map(amount),
    share(cell.hitRate),
    amount(cell.writes),
    share(evidenceRecall?.share),
    share(right?.share),
    perRight === undefined ? { value: '' } : { value: String(usdPerRight?.usd), text: formatCost(perRight) },
    { value: cell.basis },
  ];
}

function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
