import { formatCost } from '../../model/format-cost.ts';
import type { ComparisonCell, PricedCell } from '../comparison.ts';
import { escapeHtml, formatCount, formatPercent } from './markup.ts';

/** What a cell shows in the table, and what it is sorted and filtered by. */
interface TableCell {
  readonly text: string;
  /** @default the text; empty: unknown, and last in every order */
  readonly value?: string;
}

const columns = [
  { name: 'strategy', isFilter: true },
  // On a phone these three are seen without scrolling.
  { name: 'questions', isFilter: true, isNumber: true },
  { name: 'cost', isNumber: true },
  { name: 'arrival', isFilter: true },
  { name: 'evidence found', isNumber: true },
  { name: 'right', isNumber: true },
  { name: 'per right answer', isNumber: true },
  { name: 'citations at the evidence', isNumber: true },
  { name: 'seconds an answer', isNumber: true },
  { name: 'seconds to first text', isNumber: true },
  { name: 'judging, apart', isNumber: true },
  { name: 'read from cache', isNumber: true },
  { name: 'writes', isNumber: true },
  { name: 'tokens new', isNumber: true },
  { name: 'written', isNumber: true },
  { name: 'read', isNumber: true },
  { name: 'out', isNumber: true },
  { name: 'how', isFilter: true },
] as const;

/**
 * Every cell of a comparison as a table that sorts by its heads and filters by its lists. A column that is empty throughout is left out:
 * a dry run has no times.
 */
export function formatCells(cells: readonly ComparisonCell[]): string {
  const rows = cells.map(toRow);
  const shown = columns.flatMap((column, index) =>
    rows.some((row) => row[index]?.text !== '') ? [{ ...column, index }] : [],
  );
  const selects = shown.flatMap((column, place) => {
    if (!('isFilter' in column)) return [];
    const values = [...new Set(rows.map((row) => sortKey(row[column.index])))];
    if (values.length < 2) return [];
    const options = values.map((value) => `<option>${escapeHtml(value)}</option>`).join('');
    return [
      `<label>${column.name} <select data-column="${place}"><option value="">all</option>${options}</select></label>`,
    ];
  });
  const heads = shown
    .map(
      (column) =>
        `<th scope="col"${'isNumber' in column ? ' class="number"' : ''}><button type="button">${column.name}</button></th>`,
    )
    .join('');
  const body = rows.map(
    (row) => `<tr>${shown.map((column) => formatCell(column, row[column.index])).join('')}</tr>`,
  );
  const filters =
    selects.length === 0 ? '' : `<fieldset><legend>Show only</legend>${selects.join('\n')}</fieldset>`;
  return `${filters}
<p class="about"><output id="shown" for="cells">${rows.length} of ${rows.length} rows</output>. A head sorts when it is pressed; sideways there is more.</p>
<div class="scroll" role="region" aria-label="Every cell, a table that scrolls" tabindex="0"><table id="cells"><caption>Every strategy, arrival and number of questions</caption>
<thead><tr>${heads}</tr></thead>
<tbody>${body.join('\n')}</tbody></table></div>`;
}

function formatCell(
  { index, ...column }: (typeof columns)[number] & { readonly index: number },
  cell: TableCell = { text: '' },
): string {
  const value = escapeHtml(sortKey(cell));
  const text = escapeHtml(cell.text);
  if (index === 0) return `<th scope="row" data-value="${value}">${text}</th>`;
  return `<td data-value="${value}"${'isNumber' in column ? ' class="number"' : ''}>${text}</td>`;
}

function sortKey({ text, value = text }: TableCell = { text: '' }): string {
  return value;
}

/** As many as there are columns. */
function toRow(cell: ComparisonCell): readonly TableCell[] {
  const nothing: TableCell = { text: '' };
  const keyWith = (cost: TableCell) => [
    { text: cell.strategy },
    { text: String(cell.questions) },
    cost,
    { text: cell.arrival },
  ];
  if (cell.outcome !== 'priced') {
    const key = keyWith(nothing);
    const rest = columns.slice(key.length, -1).map(() => nothing);
    return [...key, ...rest, { text: `${words[cell.outcome]}: ${cell.because}`, value: words[cell.outcome] }];
  }
  const { tokens, cost, right, evidenceRecall, citationPrecision, usdPerRight } = cell;
  const amount = (count: number) => ({ text: formatCount(count), value: String(count) });
  const share = (value: number | undefined) =>
    value === undefined ? nothing : { text: formatPercent(value), value: String(value) };
  const seconds = (value: number | undefined) =>
    value === undefined ? nothing : { text: value.toFixed(1), value: String(value) };
  const perRight = usdPerRight && { currency: 'USD' as const, min: usdPerRight.low, max: usdPerRight.high };
  return [
    ...keyWith({ text: formatCost(cost), value: String(cost?.max ?? '') }),
    share(evidenceRecall?.share),
    share(right?.share),
    perRight === undefined ? nothing : { text: formatCost(perRight), value: String(usdPerRight?.usd) },
    share(citationPrecision?.share),
    seconds(cell.secondsPerAnswer),
    seconds(cell.secondsToFirstText),
    formatJudging(cell),
    share(cell.hitRate),
    amount(cell.writes),
    ...[tokens.uncached, tokens.cacheWrite, tokens.cacheRead, tokens.output].map(amount),
    { text: cell.basis },
  ];
}

function formatJudging({ judged }: PricedCell): TableCell {
  if (judged === undefined) return { text: '' };
  const { usd, stopped } = judged;
  const cost = usd === undefined ? undefined : { currency: 'USD' as const, min: usd, max: usd };
  return { text: `${formatCost(cost)}${stopped === undefined ? '' : ', stopped'}`, value: String(usd ?? '') };
}

const words = {
  'does-not-fit': 'does not fit',
  'not-offered': 'not offered',
  stopped: 'stopped',
} as const;
