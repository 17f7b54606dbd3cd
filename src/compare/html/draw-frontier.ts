import { formatCost } from '../../model/format-cost.ts';
import type { PricedCell } from '../comparison.ts';
import { createScale, drawMark, escapeHtml, powersOfTen, spreadLabels } from './markup.ts';

const width = 760;
const height = 320;
const left = 64;
const right = 570;
const top = 24;
const bottom = 272;

/**
 * Dollars against what they bring: the share of right answers where that was measured, else of the evidence that reaches the model.
 * The line joins the strategies that no other beats on both. Empty when neither is known of two.
 */
export function drawFrontier(cells: readonly PricedCell[], strategies: readonly string[]): string {
  const isGraded = cells.some(({ right: share }) => share !== undefined);
  const points = cells.flatMap((cell) => {
    const share = isGraded ? cell.right?.share : cell.evidenceRecall?.share;
    return share === undefined || cell.cost === undefined || cell.cost.max === 0
      ? []
      : [{ cell, share, usd: cell.cost.max }];
  });
  if (points.length < 2) return '';
  const ticks = powersOfTen(
    Math.min(...points.map(({ usd }) => usd)),
    Math.max(...points.map(({ usd }) => usd)),
  );
  const x = createScale([ticks[0] ?? 1, ticks.at(-1) ?? 10], [left, right], 'log');
  const y = createScale([0, 1], [bottom, top], 'linear');
  const best = points
    .filter((point) => !points.some((other) => isBetter(other, point)))
    .toSorted((a, b) => a.usd - b.usd);
  const labels = spreadLabels(
    points.map(({ share }) => y(share)),
    16,
    bottom,
  );
  const what = isGraded ? 'answers right' : 'evidence found';
  const told = points.map(
    ({ cell, share }) => `${cell.strategy}: ${percent(share)} for ${formatCost(cell.cost)}`,
  );
  return [
    `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeHtml(`${what} against dollars. ${told.join('; ')}`)}">`,
    ...[0, 0.25, 0.5, 0.75, 1].map(
      (share) =>
        `<line class="grid" x1="${left}" x2="${right}" y1="${y(share)}" y2="${y(share)}"/><text x="${left - 8}" y="${y(share) + 4}" text-anchor="end">${percent(share)}</text>`,
    ),
    ...ticks.map(
      (tick) =>
        `<text x="${x(tick)}" y="${bottom + 20}" text-anchor="middle">${formatCost({ currency: 'USD', min: tick, max: tick })}</text>`,
    ),
    `<text x="${(left + right) / 2}" y="${height - 8}" text-anchor="middle">dollars for ${cells[0]?.questions ?? 0} questions</text>`,
    `<text x="${left - 56}" y="${top - 10}">${what}</text>`,
    `<polyline class="frontier" points="${best.map(({ usd, share }) => `${x(usd)},${y(share)}`).join(' ')}"/>`,
    ...points.map(({ cell, share, usd }, index) => {
      const tone = strategies.indexOf(cell.strategy);
      const lead = `<line class="lead" x1="${x(usd) + 6}" x2="${right + 16}" y1="${y(share)}" y2="${labels[index]}"/>`;
      const name = `<text class="name" x="${right + 20}" y="${(labels[index] ?? 0) + 4}">${escapeHtml(cell.strategy)}</text>`;
      return `<g class="tone${tone % 8}"><title>${escapeHtml(told[index] ?? '')}</title>${drawMark(tone, x(usd), y(share))}${lead}${name}</g>`;
    }),
    '</svg>',
  ].join('\n');
}

interface Point {
  readonly usd: number;
  readonly share: number;
}

function isBetter(one: Point, other: Point): boolean {
  return one.usd <= other.usd && one.share >= other.share && (one.usd < other.usd || one.share > other.share);
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
