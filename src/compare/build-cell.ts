import type { RequestGroup } from '../model/calculate-cost.ts';
import type { PriceCard } from '../model/price-card.ts';
import type { PricedCell, Share } from './comparison.ts';
import { sumRequests } from './quote-strategies.ts';

/** What a cell is made of: its requests, and what was measured beside them. */
export type CellParts = Pick<
  PricedCell,
  | 'strategy'
  | 'arrival'
  | 'questions'
  | 'basis'
  | 'requests'
  | 'evidenceRecall'
  | 'right'
  | 'citationPrecision'
  | 'judged'
  | 'secondsPerAnswer'
  | 'secondsToFirstText'
>;

/** A cell with everything that follows from its requests and the prices. */
export function buildCell(parts: CellParts, prices: readonly PriceCard[]): PricedCell {
  const { requests, right, questions } = parts;
  const { tokens, cost } = sumRequests(requests, prices);
  const input = tokens.uncached + tokens.cacheWrite + tokens.cacheRead;
  const perAnswer = cost && cost.max / questions;
  return {
    ...parts,
    outcome: 'priced',
    tokens,
    cost,
    hitRate: input === 0 ? 0 : tokens.cacheRead / input,
    writes: requests.reduce(
      (sum, { tokens: { cacheWrite }, count }) => sum + (cacheWrite > 0 ? count : 0),
      0,
    ),
    ...(right !== undefined &&
      right.share > 0 &&
      perAnswer !== undefined && {
        usdPerRight: {
          usd: perAnswer / right.share,
          low: perAnswer / right.high,
          high: perAnswer / right.low,
        },
      }),
  };
}

/** The same requests at other prices. What was live is a replay then. */
export function repriceCell(cell: PricedCell, prices: readonly PriceCard[]): PricedCell {
  const { usdPerRight: _, ...parts } = cell;
  return buildCell({ ...parts, basis: cell.basis === 'live' ? 'replayed' : cell.basis }, prices);
}

/** Requests that are all alike become one group, in the order in which they were first made. */
export function groupRequests(requests: readonly RequestGroup['tokens'][]): readonly RequestGroup[] {
  const groups = Map.groupBy(requests, (tokens) => JSON.stringify(tokens));
  return [...groups.values()].flatMap((alike) => {
    const [tokens] = alike;
    return tokens === undefined ? [] : [{ tokens, count: alike.length }];
  });
}

/** A share with Wilson's interval for 95 %; nothing of nothing is no share. */
export function toShare(hits: number, of: number): Share | undefined {
  if (of === 0) return undefined;
  const share = hits / of;
  const z2 = 1.96 ** 2;
  const middle = (share + z2 / (2 * of)) / (1 + z2 / of);
  const half = (1.96 / (1 + z2 / of)) * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of * of));
  return { share, low: Math.max(0, middle - half), high: Math.min(1, middle + half), of };
}
