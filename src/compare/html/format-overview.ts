import { formatCost } from '../../model/format-cost.ts';
import type { Comparison, ComparisonCell, PricedCell, Share } from '../comparison.ts';
import { strategyWords } from '../strategy.ts';
import { escapeHtml, formatPercent } from './markup.ts';

/**
 * The strategies side by side at the number of questions that the answer speaks of, the cheapest first, with the chosen one marked: what
 * it costs, how much more or less that is, and what it brings. Empty when nothing is priced. Roles are written out: a phone lays the
 * rows out as blocks, and a browser may take them for no table then.
 */
export function formatOverview({ cells, choice }: Comparison): string {
  if (choice === undefined) return '';
  const own = cells.filter(
    ({ arrival, questions }) => arrival === choice.arrival && questions === choice.questions,
  );
  const priced = own
    .filter((cell): cell is PricedCell => cell.outcome === 'priced')
    .toSorted((a, b) => dollars(a) - dollars(b));
  const chosen = priced.find(({ strategy }) => strategy === choice.strategy);
  const hasEvidence = priced.some(({ evidenceRecall }) => evidenceRecall !== undefined);
  const isGraded = priced.some(({ right }) => right !== undefined);
  const heads = [
    'strategy',
    'cost',
    'against the choice',
    ...(hasEvidence ? ['evidence found'] : []),
    ...(isGraded ? ['answers right', 'per right answer'] : []),
  ];
  const rows = priced.map((cell) => {
    const figures = [
      formatCost(cell.cost),
      compareDollars(dollars(cell), dollars(chosen ?? cell)),
      ...(hasEvidence ? [formatShare(cell.evidenceRecall)] : []),
      ...(isGraded ? [formatShare(cell.right), formatPerRight(cell)] : []),
    ];
    const data = figures.map((figure, index) =>
      index === 1 && cell === chosen ? cellOf('', 'the choice') : cellOf(heads[index + 1] ?? '', figure),
    );
    return `<tr role="row"${cell === chosen ? ' class="chosen"' : ''}>${nameOf(cell)}${data.join('')}</tr>`;
  });
  const rest = own
    .filter((cell) => cell.outcome !== 'priced')
    .map(
      (cell) =>
        `<tr role="row">${nameOf(cell)}<td role="cell" colspan="${heads.length - 1}">${escapeHtml(cell.because)}</td></tr>`,
    );
  return `<table class="overview" role="table"><caption>${choice.questions} question${choice.questions === 1 ? '' : 's'}, ${choice.arrival}, the cheapest first</caption>
<thead role="rowgroup"><tr role="row">${heads.map((head, index) => `<th scope="col" role="columnheader"${index > 0 ? ' class="number"' : ''}>${head}</th>`).join('')}</tr></thead>
<tbody role="rowgroup">${[...rows, ...rest].join('\n')}</tbody></table>`;
}

function nameOf({ strategy }: ComparisonCell): string {
  return `<th scope="row" role="rowheader">${escapeHtml(strategy)}<small>${escapeHtml(strategyWords[strategy])}</small></th>`;
}

/** On a phone the heads are gone, and each figure says what it is. */
function cellOf(head: string, text: string): string {
  return `<td role="cell" class="number">${head === '' ? '' : `<span class="what" aria-hidden="true">${escapeHtml(head)} </span>`}${escapeHtml(text)}</td>`;
}

function compareDollars(usd: number, chosen: number): string {
  const ratio = usd / chosen;
  if (!Number.isFinite(ratio) || chosen === 0) return '';
  if (Math.abs(ratio - 1) < 0.005) return 'the same';
  return ratio >= 1.5
    ? `${Number(ratio.toPrecision(2))} times`
    : `${formatPercent(Math.abs(ratio - 1))} ${ratio > 1 ? 'more' : 'less'}`;
}

function formatShare(share: Share | undefined): string {
  return share === undefined ? 'not known' : `${formatPercent(share.share)} of ${share.of}`;
}

function formatPerRight({ usdPerRight }: PricedCell): string {
  if (usdPerRight === undefined) return 'not known';
  const { usd, low, high } = usdPerRight;
  return `${formatCost({ currency: 'USD', min: usd, max: usd })} (${formatCost({ currency: 'USD', min: low, max: high })})`;
}

function dollars({ cost }: PricedCell): number {
  return cost?.max ?? Number.POSITIVE_INFINITY;
}
