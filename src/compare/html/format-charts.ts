import { formatCost } from '../../model/format-cost.ts';
import type { Comparison, PricedCell } from '../comparison.ts';
import type { Arrival } from '../strategy.ts';
import { chartSizes, drawMark, toneOf } from './chart-parts.ts';
import { type CostCurve, costCurves, drawCostChart } from './draw-cost-chart.ts';
import { drawFrontier, findFrontier } from './draw-frontier.ts';
import { escapeHtml, formatList } from './markup.ts';

/** Cost against questions for one arrival, with its legend and the same figures as a table; empty when nothing is priced. */
export function formatCostChart(
  { cells, breakEvens, workload }: Comparison,
  arrival: Arrival,
  strategies: readonly string[],
): string {
  const curves = costCurves(
    cells.filter((cell): cell is PricedCell => cell.outcome === 'priced' && cell.arrival === arrival),
  );
  if (curves.length === 0) return '';
  // What is stated of questions that come back to back holds for no other arrival.
  const marks = arrival === 'back-to-back' ? breakEvens : [];
  const ends = curves.map(({ strategy, points }) => ({ strategy, ...endOf(points) }));
  const title = `Cost by number of questions, ${arrival}. ${ends.map(({ strategy, words }) => `${strategy}: ${words}`).join('; ')}.`;
  const charts = chartSizes.map((size) =>
    drawCostChart(curves, { title, size, strategies, breakEvens: marks }),
  );
  const dotted =
    marks.length > 0
      ? ` Dotted, with its number: the question from which on another strategy is cheaper, in closed form with answers of ${workload.outputTokens} tokens.`
      : '';
  return figure([
    ...charts,
    legend(ends, strategies, 'narrow'),
    `<figcaption>Both axes are logarithmic.${dotted}</figcaption>`,
    formatList(marks.map(({ words }) => words)),
    formatCurves(curves),
  ]);
}

/** Dollars against what they bring; empty when that is not known of two strategies. */
export function formatFrontier(cells: readonly PricedCell[], strategies: readonly string[]): string {
  const frontier = findFrontier(cells);
  if (frontier === undefined) return '';
  const { what, points } = frontier;
  const title = `Dollars against ${what}. ${points.map(({ strategy, words }) => `${strategy}: ${words}`).join('; ')}.`;
  const best = points.filter(({ isBest }) => isBest).map(({ strategy }) => strategy);
  const told =
    best.length === 1
      ? `No other is as good and as cheap as ${best[0]}.`
      : `The dashed line joins those that no other beats on both: ${best.join(', ')}.`;
  return figure([
    ...chartSizes.map((size) => drawFrontier(frontier, { title, size, strategies })),
    legend(points, strategies, 'always'),
    `<figcaption>Up is better, left is cheaper; the upright lines are 95 % intervals. ${escapeHtml(told)}${what === 'answers right' ? '' : ' How good the answers are is not measured here.'}</figcaption>`,
  ]);
}

function figure(parts: readonly string[]): string {
  return `<figure>${parts.filter((part) => part !== '').join('\n')}</figure>`;
}

function endOf(points: readonly PricedCell[]) {
  const last = points.at(-1);
  return { words: `${formatCost(last?.cost)} for ${last?.questions ?? 0}` };
}

/** What the marks mean: always where a chart may be too full for their names, else on a screen too narrow for them. */
function legend(
  entries: readonly { readonly strategy: string; readonly words: string }[],
  strategies: readonly string[],
  shown: 'narrow' | 'always',
): string {
  const items = entries.map(({ strategy, words }) => {
    const number = strategies.indexOf(strategy);
    return `<li><svg class="key ${toneOf(number)}" viewBox="0 0 16 16" aria-hidden="true"><g>${drawMark(number, 8, 8)}</g></svg> ${escapeHtml(strategy)} <span class="about">${escapeHtml(words)}</span></li>`;
  });
  return `<ul class="legend ${shown}">${items.join('')}</ul>`;
}

function formatCurves(curves: readonly CostCurve[]): string {
  const counts = [
    ...new Set(curves.flatMap(({ points }) => points.map(({ questions }) => questions))),
  ].toSorted((a, b) => a - b);
  const rows = curves.map(({ strategy, points }) => {
    const costs = counts.map((count) => {
      const cell = points.find(({ questions }) => questions === count);
      return `<td class="number">${cell === undefined ? '' : formatCost(cell.cost)}</td>`;
    });
    return `<tr><th scope="row">${escapeHtml(strategy)}</th>${costs.join('')}</tr>`;
  });
  const heads = counts.map((count) => `<th scope="col" class="number">${count}</th>`);
  return `<details><summary>The same as a table</summary><div class="scroll" role="region" aria-label="Cost by number of questions, a table that scrolls" tabindex="0"><table><caption>Cost by number of questions</caption><thead><tr><th scope="col">strategy</th>${heads.join('')}</tr></thead><tbody>${rows.join('')}</tbody></table></div></details>`;
}
