import { formatCost } from '../../model/format-cost.ts';
import type { PricedCell, StatedBreakEven } from '../comparison.ts';
import {
  type ChartSize,
  createScale,
  drawMark,
  plotOf,
  roundAmounts,
  spreadLabels,
  thinOut,
  toneOf,
} from './chart-parts.ts';
import { escapeHtml } from './markup.ts';

/** What one strategy costs for more and more questions. */
export interface CostCurve {
  readonly strategy: string;
  /** By the number of questions, each with a known cost over 0. */
  readonly points: readonly PricedCell[];
}

/** The dearest first, as they end: so stand their names beside the lines, and in the legend. */
export function costCurves(cells: readonly PricedCell[]): readonly CostCurve[] {
  const lastCost = ({ points }: CostCurve) => points.at(-1)?.cost?.max ?? 0;
  return [...Map.groupBy(cells, ({ strategy }) => strategy)]
    .map(([strategy, own]) => ({
      strategy,
      points: own
        .filter(({ cost }) => cost !== undefined && cost.max > 0)
        .toSorted((a, b) => a.questions - b.questions),
    }))
    .filter(({ points }) => points.length > 0)
    .toSorted((a, b) => lastCost(b) - lastCost(a));
}

/**
 * Cost against the number of questions, both logarithmic, a line for each strategy, and a dotted line where one becomes cheaper than
 * another.
 */
export function drawCostChart(
  curves: readonly CostCurve[],
  {
    title,
    size,
    strategies,
    breakEvens,
  }: {
    /** What a person who does not see it is told. */
    readonly title: string;
    readonly size: ChartSize;
    /** All of the report, so that each has the same colour in every chart. */
    readonly strategies: readonly string[];
    readonly breakEvens: readonly StatedBreakEven[];
  },
): string {
  const { left, right, top, bottom } = plotOf(size);
  const all = curves.flatMap(({ points }) => points);
  const dollars = all.map(({ cost }) => cost?.max ?? 0);
  const ticks = roundAmounts(Math.min(...dollars), Math.max(...dollars));
  const counts = [...new Set(all.map(({ questions }) => questions))].toSorted((a, b) => a - b);
  const [least = 1] = counts;
  const most = Math.max(counts.at(-1) ?? 1, least + 1);
  const x = createScale([least, most], [left + 8, right], 'log');
  const y = createScale([ticks[0] ?? 1, ticks.at(-1) ?? 10], [bottom, top], 'log');
  const names = spreadLabels(
    curves.map(({ points }) => y(points.at(-1)?.cost?.max ?? 1)),
    17,
    bottom,
  );
  return [
    `<svg class="${size.name}" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${escapeHtml(title)}">`,
    ...ticks.map(
      (tick) =>
        `<line class="grid" x1="${left}" x2="${right}" y1="${y(tick)}" y2="${y(tick)}"/><text x="${left - 8}" y="${y(tick) + 4}" text-anchor="end">${dollarsOf(tick)}</text>`,
    ),
    ...thinOut(counts, x, 22).map(
      (count) => `<text x="${x(count)}" y="${bottom + 18}" text-anchor="middle">${count}</text>`,
    ),
    ...drawBreakEvens(
      breakEvens.filter(({ from }) => from > least && from <= most),
      { x, top, bottom },
    ),
    `<text x="${(left + right) / 2}" y="${size.height - 8}" text-anchor="middle">questions</text>`,
    ...curves.map(({ strategy, points }, index) => {
      const at = points.map(({ questions, cost }) => [x(questions), y(cost?.max ?? 1)] as const);
      const number = strategies.indexOf(strategy);
      const marks = at.map(([px, py], point) => {
        const cell = points[point] as PricedCell;
        const told = `${strategy}, ${cell.questions}: ${formatCost(cell.cost)}`;
        return `<g><title>${escapeHtml(told)}</title>${drawMark(number, px, py)}</g>`;
      });
      const [endX = right, endY = 0] = at.at(-1) ?? [];
      const place = names[index] ?? 0;
      const name = `<line class="lead" x1="${endX + 6}" x2="${right + 16}" y1="${endY}" y2="${place}"/><text x="${right + 20}" y="${place + 4}">${escapeHtml(strategy)}</text>`;
      return `<g class="${toneOf(number)}"><polyline points="${at.map((each) => each.join(',')).join(' ')}"/>${marks.join('')}${size.nameWidth > 0 ? name : ''}</g>`;
    }),
    '</svg>',
  ].join('\n');
}

function drawBreakEvens(
  breakEvens: readonly StatedBreakEven[],
  {
    x,
    top,
    bottom,
  }: { readonly x: (value: number) => number; readonly top: number; readonly bottom: number },
): string[] {
  const byQuestion = [...Map.groupBy(breakEvens, ({ from }) => from)].toSorted(([a], [b]) => a - b);
  const labelled = thinOut(
    byQuestion.map(([from]) => from),
    x,
    20,
  );
  return byQuestion.map(([from, stated]) => {
    const words = stated.map((each) => each.words).join(' ');
    const label = labelled.includes(from)
      ? `<text x="${x(from)}" y="${top - 8}" text-anchor="middle">${from}</text>`
      : '';
    return `<g class="even"><title>${escapeHtml(words)}</title><line x1="${x(from)}" x2="${x(from)}" y1="${top - 4}" y2="${bottom}"/>${label}</g>`;
  });
}

function dollarsOf(tick: number): string {
  return formatCost({ currency: 'USD', min: tick, max: tick });
}
