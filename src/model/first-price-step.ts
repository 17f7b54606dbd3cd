import type { PriceCard } from './price-card.ts';

/** The longest request that costs the lowest price on every card: over it each of its tokens is dearer. Infinite without steps. */
export function firstPriceStep(prices: readonly PriceCard[]): number {
  return Math.min(...prices.flatMap(({ steps = [] }) => steps.map(({ overInputTokens }) => overInputTokens)));
}
