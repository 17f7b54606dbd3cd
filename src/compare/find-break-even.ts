import type { RequestGroup } from '../model/calculate-cost.ts';
import { calculateCost } from '../model/calculate-cost.ts';
import type { PriceCard, TokenBuckets } from '../model/price-card.ts';

/** What a strategy costs as questions come within the cache's life: the first, and each further one. */
export interface CostLine {
  readonly first: TokenBuckets;
  readonly next: TokenBuckets;
}

/** For how many questions one strategy is cheaper than another. */
export interface BreakEven {
  readonly from: number;
  /** Absent: for ever. */
  readonly until?: number;
}

/**
 * From how many questions on `one` is cheaper than `other`, on one card; `undefined` when it never is, or a price is unknown. Exact,
 * by whole pico-dollars: one that costs the same is not cheaper.
 */
export function findBreakEven(one: CostLine, other: CostLine, card: PriceCard): BreakEven | undefined {
  const amounts = [one.first, other.first, one.next, other.next].map((tokens) => {
    const cost = calculateCost(tokens, [card]);
    return cost && Math.round(cost.max * 1e12);
  });
  const [first, otherFirst, next, otherNext] = amounts;
  if (first === undefined || otherFirst === undefined || next === undefined || otherNext === undefined) {
    return undefined;
  }
  const ahead = first - otherFirst;
  const slope = next - otherNext;
  if (ahead < 0) return slope <= 0 ? { from: 1 } : { from: 1, until: Math.ceil(-ahead / slope) };
  return slope < 0 ? { from: Math.floor(ahead / -slope) + 2 } : undefined;
}

/** The cost line of two questions' requests: a write and then a read, or both alike; `undefined` for anything else. */
export function toCostLine(groups: readonly RequestGroup[]): CostLine | undefined {
  const [first, next = first] = groups.map(({ tokens }) => tokens);
  const requests = groups.reduce((sum, { count }) => sum + count, 0);
  return first && next && requests === 2 && groups.length <= 2 ? { first, next } : undefined;
}
