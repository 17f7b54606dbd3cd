import { formatCost } from '../../model/format-cost.ts';
import type { PricedCell, Share } from '../comparison.ts';
import {
  type ChartSize,
  createScale,
  drawMark,
  plotOf,
  roundAmounts,
  thinOut,
  toneOf,
} from './chart-parts.ts';
import { escapeHtml, formatPercent } from './markup.ts';
import { type Box, placeLabel } from './place-label.ts';

/** What a strategy costs and what it brings. */
export interface FrontierPoint {
  readonly strategy: string;
  readonly usd: number;
  readonly share: Share;
  /** Whether no other is at least as good on both and better on one. */
  readonly isBest: boolean;
  /** The same for a person. */
  readonly words: string;
}

export interface Frontier {
  readonly what: 'answers right' | 'evidence that reaches the model';
  /** The best share first; of equals the cheapest. */
  readonly points: readonly FrontierPoint[];
}

/** The share of right answers where that was measured, else of the evidence; `undefined` when neither is known of two strategies. */
export function findFrontier(cells: readonly PricedCell[]): Frontier | undefined {
  const isGraded = cells.some(({ right }) => right !== undefined);
  const known = cells.flatMap(({ strategy, cost, right, evidenceRecall }) => {
    const share = isGraded ? right : evidenceRecall;
    if (share === undefined || cost === undefined || cost.max === 0) return [];
    const interval = `${formatPercent(share.low)} to ${formatPercent(share.high)}`;
    const words = `${formatPercent(share.share)} (${interval}) for ${formatCost(cost)}`;
    return [{ strategy, usd: cost.max, share, words }];
  });
  if (known.length < 2) return undefined;
  const points = known.map((point) => ({ ...point, isBest: !known.some((other) => isBetter(other, point)) }));
  return {
    what: isGraded ? 'answers right' : 'evidence that reaches the model',
    points: points.toSorted((a, b) => b.share.share - a.share.share || a.usd - b.usd),
  };
}

/** Dollars against what they bring, with the interval of each share; a dashed line joins the strategies that no other beats. */
export function drawFrontier(
  { what, points }: Frontier,
  {
    title,
    size,
    strategies,
  }: { readonly title: string; readonly size: ChartSize; readonly strategies: readonly string[] },
): string {
  const { left, right, top, bottom } = plotOf({ ...size, nameWidth: 0 });
  const dollars = points.map(({ usd }) => usd);
  const ticks = roundAmounts(Math.min(...dollars), Math.max(...dollars));
  const x = createScale([ticks[0] ?? 1, ticks.at(-1) ?? 10], [left + 12, right - 12], 'log');
  // From 0 all points would lie in the uppermost tenth: the axis begins a step under the lowest end of an interval.
  const lowest = Math.floor(Math.min(...points.map(({ share }) => share.low)) * 10) / 10;
  const step = lowest >= 0.5 ? 0.1 : 0.25;
  const shares = Array.from({ length: Math.round((1 - lowest) / step) + 1 }, (_, index) => 1 - index * step);
  const y = createScale([Math.min(lowest, shares.at(-1) ?? 0), 1], [bottom, top + 8], 'linear');
  const best = points.filter(({ isBest }) => isBest).toSorted((a, b) => a.usd - b.usd);
  const boxes: Box[] = points.map(({ usd, share }) => ({
    ...{ x: x(usd) - 6, y: y(share.share) - 6 },
    ...{ width: 12, height: 12 },
  }));
  return [
    `<svg class="${size.name}" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${escapeHtml(title)}">`,
    `<text x="4" y="14">${what}</text>`,
    ...shares
      .filter((share) => share >= 0)
      .map(
        (share) =>
          `<line class="grid" x1="${left}" x2="${right}" y1="${y(share)}" y2="${y(share)}"/><text x="${left - 8}" y="${y(share) + 4}" text-anchor="end">${formatPercent(share)}</text>`,
      ),
    ...thinOut(ticks, x, 56).map(
      (tick) =>
        `<text x="${x(tick)}" y="${bottom + 18}" text-anchor="middle">${formatCost({ currency: 'USD', min: tick, max: tick })}</text>`,
    ),
    `<text x="${(left + right) / 2}" y="${size.height - 8}" text-anchor="middle">dollars</text>`,
    `<polyline class="frontier" points="${best.map(({ usd, share }) => `${x(usd)},${y(share.share)}`).join(' ')}"/>`,
    ...points.map(({ strategy, usd, share, words }) => {
      const number = strategies.indexOf(strategy);
      const [px, py] = [x(usd), y(share.share)];
      const whisker = `<line class="whisker" x1="${px}" x2="${px}" y1="${y(share.low)}" y2="${y(share.high)}"/>`;
      const mark = `<title>${escapeHtml(`${strategy}: ${words}`)}</title>${whisker}${drawMark(number, px, py)}`;
      const label =
        size.nameWidth > 0 ? placeLabel(strategy, { at: [px, py], boxes, plot: { left, right } }) : '';
      return `<g class="${toneOf(number)}">${mark}${label}</g>`;
    }),
    '</svg>',
  ].join('\n');
}

function isBetter(
  one: { readonly usd: number; readonly share: Share },
  other: { readonly usd: number; readonly share: Share },
): boolean {
  const [share, otherShare] = [one.share.share, other.share.share];
  return one.usd <= other.usd && share >= otherShare && (one.usd < other.usd || share > otherShare);
}
