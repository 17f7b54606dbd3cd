import type { Comparison, ComparisonCell, PricedCell } from '../comparison.ts';
import { type Arrival, arrivalWords, formulaStrategies, strategyWords } from '../strategy.ts';
import { formatCells } from './format-cells.ts';
import { formatCostChart, formatFrontier } from './format-charts.ts';
import { formatOverview } from './format-overview.ts';
import { escapeHtml, formatCount, formatList } from './markup.ts';
import { pageScript, pageStyle } from './page-parts.ts';

/**
 * The report as one HTML page that loads nothing: the answer in words, the strategies side by side, cost against questions, dollars
 * against what they bring, what to know, and every cell in a table. Drawn here and not by a chart library: those that write SVG without
 * a browser weigh 0.6 to 3 MB or need a document object, and what they draw tells a screen reader little. So the page reads without
 * scripts; the one that it has sorts and filters.
 */
export function formatHtml(comparison: Comparison): string {
  const { cells, model, documents, workload, prices, choice } = comparison;
  const strategies = [...new Set(cells.map(({ strategy }) => strategy))];
  const size = `${formatCount(documents.count)} documents, ${formatCount(documents.tokens)} tokens (${documents.name}), ${model}; questions of ${workload.questionTokens} and answers of ${workload.outputTokens} tokens; seed ${comparison.seed}.`;
  const compared = cells.filter(
    (cell): cell is PricedCell =>
      cell.outcome === 'priced' && cell.arrival === choice?.arrival && cell.questions === choice.questions,
  );
  const [verdict = '', ...more] = comparison.answer.split(/(?<=\.) /);
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
<div class="answer"><p>${escapeHtml(verdict)}</p>${more.length > 0 ? `<p class="more">${escapeHtml(more.join(' '))}</p>` : ''}</div>
<p class="about">${escapeHtml(size)}</p>
<p class="about">${escapeHtml(basisOf(cells))}</p>
${section('The strategies side by side', formatOverview(comparison))}
${alikeArrivals(comparison)
  .map((alike) =>
    section(`Cost, questions ${alike.join(' or ')}`, formatArrivals(comparison, alike, strategies)),
  )
  .join('')}
${section(`What the money brings, ${choice?.questions ?? 0} questions`, formatFrontier(compared, strategies))}
${section('What to know', formatList(comparison.truths))}
${section('What is not known', formatList(comparison.uncertain))}
${section('Every cell', formatCells(cells))}
${section('Strategies', formatList(strategies.map((strategy) => `${strategy}: ${strategyWords[strategy]}${formulaStrategies.includes(strategy) ? ' (by its formula alone)' : ''}`)))}
${section('Prices', formatList(prices.map(({ source, date }) => `${source}, read ${date}`)))}
</main>
<script>${pageScript}</script>
</body>
</html>
`;
}

/** Arrivals at which everything costs the same share a chart: one a minute is as back to back, while the cache lives. */
function alikeArrivals({ cells }: Comparison): readonly (readonly Arrival[])[] {
  const byArrival = Map.groupBy(cells, ({ arrival }) => arrival);
  const figuresOf = (own: readonly ComparisonCell[]) =>
    JSON.stringify(
      own.map((cell) => [cell.strategy, cell.questions, cell.outcome === 'priced' && cell.cost]),
    );
  const alike = Map.groupBy(byArrival.keys(), (arrival) => figuresOf(byArrival.get(arrival) ?? []));
  return [...alike.values()];
}

function formatArrivals(comparison: Comparison, alike: readonly Arrival[], strategies: readonly string[]) {
  const [first] = alike;
  const chart = first === undefined ? '' : formatCostChart(comparison, first, strategies);
  return chart === ''
    ? ''
    : `${formatList(alike.map((arrival) => `${arrival}: ${arrivalWords[arrival]}`))}${chart}`;
}

const basisWords = {
  formula: 'in closed form',
  simulated: "by quire's own requests over a simulated cache",
  live: 'live, by what the provider counted',
  replayed: 'by what a provider counted in a live run, at other prices',
};

/** Where the figures are from, so that no estimate is taken for a bill. */
function basisOf(cells: Comparison['cells']): string {
  const counts = Map.groupBy(
    cells.flatMap((cell) => (cell.outcome === 'priced' ? cell.basis : [])),
    (basis) => basis,
  );
  const told = [...counts].map(([basis, { length }]) => `${length} ${basisWords[basis]}`);
  const unpriced = cells.filter(({ outcome }) => outcome !== 'priced').length;
  if (unpriced > 0) told.push(`${unpriced} without a price, for the reasons in the table`);
  return `Of ${cells.length} cells: ${told.join('; ')}.`;
}

function section(title: string, body: string): string {
  return body === '' ? '' : `<section><h2>${escapeHtml(title)}</h2>\n${body}</section>\n`;
}
