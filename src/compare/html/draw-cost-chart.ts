import { formatCost } from '../../model/format-cost.ts';
import type { PricedCell, StatedBreakEven } from '../comparison.ts';
import { createScale, drawMark, escapeHtml, powersOfTen, spreadLabels } from './markup.ts';

const width = 760;
const height = 400;
const left = 64;
const right = 590;
const top = 16;
const bottom = 352;

/**
 * Cost against the number of questions, both logarithmic, a line for each strategy with its name at its end, and a dashed line where one
 * becomes cheaper than another. Empty when nothing is priced.
 */
export function drawCostChart(
  cells: readonly PricedCell[],
  {
    title,
    strategies,
    breakEvens,
  }: {
    readonly title: string;
    /** All of the report, so that each has the same colour in every chart. */
    readonly strategies: readonly string[];
    readonly breakEvens: readonly StatedBreakEven[];
  },
): string {
  const lines = [...Map.groupBy(cells, ({ strategy }) => strategy)]
    .map(([strategy, own]) => ({
      strategy,
      points: own.filter(({ cost }) => cost !== undefined && cost.max > 0),
    }))
    .filter(({ points }) => points.length > 0);
  const all = lines.flatMap(({ points }) => points);
  if (all.length === 0) return '';
  const dollars = all.map(({ cost }) => cost?.max ?? 0);
  const ticks = powersOfTen(Math.min(...dollars), Math.max(...dollars));
  const counts = [...new Set(all.map(({ questions }) => questions))].toSorted((a, b) => a - b);
  const [least = 1] = counts;
  const most = Math.max(counts.at(-1) ?? 1, least + 1);
  const x = createScale([least, most], [left, right], 'log');
  const y = createScale([ticks[0] ?? 1, ticks.at(-1) ?? 10], [bottom, top], 'log');
  const ends = lines.map(({ points }) => y(points.at(-1)?.cost?.max ?? 1));
  const labels = spreadLabels(ends, 17, bottom);
  return [
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(`${title}. ${describe(lines)}`)}">`,
    ...ticks.map(
      (tick) =>
        `<line class="grid" x1="${left}" x2="${right}" y1="${y(tick)}" y2="${y(tick)}"/><text x="${left - 8}" y="${y(tick) + 4}" text-anchor="end">${dollarsOf(tick)}</text>`,
    ),
    ...counts.map((count) => `<text x="${x(count)}" y="${bottom + 20}" text-anchor="middle">${count}</text>`),
    ...[...Map.groupBy(breakEvens, ({ from }) => from)]
      .filter(([from]) => from > least && from <= most)
      .map(([from, stated]) => {
        const words = stated.map((each) => each.words).join(' ');
        return `<g class="even"><title>${escapeHtml(words)}</title><line x1="${x(from)}" x2="${x(from)}" y1="${top}" y2="${bottom}"/><text x="${x(from) + 4}" y="${bottom - 6}">${from}</text></g>`;
      }),
    `<text x="${(left + right) / 2}" y="${height - 8}" text-anchor="middle">questions</text>`,
    ...lines.map(({ strategy, points }, index) => {
      const tone = strategies.indexOf(strategy);
      const at = points.map(({ questions, cost }) => [x(questions), y(cost?.max ?? 1)] as const);
      const marks = at.map(([px, py], point) => {
        const cell = points[point] as PricedCell;
        return `<g><title>${escapeHtml(`${strategy}, ${cell.questions}: ${formatCost(cell.cost)}`)}</title>${drawMark(tone, px, py)}</g>`;
      });
      const [, endY = 0] = at.at(-1) ?? [];
      const lead = `<line class="lead" x1="${right + 6}" x2="${right + 16}" y1="${endY}" y2="${labels[index]}"/>`;
      const name = `<text class="name" x="${right + 20}" y="${(labels[index] ?? 0) + 4}">${escapeHtml(strategy)}</text>`;
      return `<g class="tone${tone % 8}"><polyline points="${at.map((each) => each.join(',')).join(' ')}"/>${marks.join('')}${lead}${name}</g>`;
    }),
    '</svg>',
  ].join('\n');
}

function describe(
  lines: readonly { readonly strategy: string; readonly points: readonly PricedCell[] }[],
): string {
  return lines
    .map(
      ({ strategy, points }) =>
        `${strategy}: ${points.map(({ questions, cost }) => `${formatCost(cost)} for ${questions}`).join(', ')}`,
    )
    .join('; ');
}

function dollarsOf(tick: number): string {
  return formatCost({ currency: 'USD', min: tick, max: tick });
}
