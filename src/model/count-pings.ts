import type { PriceCard } from './price-card.ts';

/**
 * How often a cached prefix may be read only to keep it, before letting it lapse and writing it again is cheaper: each ping costs a
 * read, and a lapse the difference of a write and a read. At a write of 1.25 and a read of .1 of the input price that is 11 times,
 * some 50 minutes. Where sources conflict, the fewest; none where no price is known.
 */
export function countPings(prices: readonly PriceCard[]): number {
  const counts = prices.map(({ cacheReadPerMillion: read, cacheWritePerMillion: write }) =>
    read === undefined || write === undefined || read <= 0
      ? 0
      : Math.floor(Number(((write - read) / read).toFixed(6))),
  );
  return counts.length === 0 ? 0 : Math.max(0, Math.min(...counts));
}
