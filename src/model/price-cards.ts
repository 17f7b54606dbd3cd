import type { PriceCard } from './price-card.ts';

/**
 * What models cost, as each source says. Two cards for the same model and route are two sources that conflict: a cost is
 * then a range. A model without a card has no known price.
 */
export const priceCards: readonly PriceCard[] = [
  {
    model: 'qwen3.5-flash',
    route: 'alibaba',
    inputPerMillion: 0.1,
    outputPerMillion: 0.4,
    cacheWritePerMillion: 0.125,
    cacheReadPerMillion: 0.01,
    source: 'model catalogue, Alibaba international endpoint, flat',
    date: '2026-11-23',
  },
  {
    model: 'qwen3.5-flash',
    route: 'gateway',
    inputPerMillion: 0.1,
    outputPerMillion: 0.4,
    cacheWritePerMillion: 0.125,
    // The gateway's model page prints "$0.0/M".
    cacheReadPerMillion: 0.001,
    source: 'model catalogue, AI Gateway entry',
    date: '2026-11-23',
  },
  {
    model: 'qwen3.5-flash',
    route: 'gateway',
    inputPerMillion: 0.1,
    outputPerMillion: 0.4,
    cacheWritePerMillion: 0.125,
    cacheReadPerMillion: 0.01,
    source: "Alibaba's rule for the explicit cache: a read costs 10 % of the input price",
    date: '2026-11-23',
  },
  {
    model: 'extractive',
    route: 'quire',
    inputPerMillion: 0,
    outputPerMillion: 0,
    cacheWritePerMillion: 0,
    cacheReadPerMillion: 0,
    source: 'runs on this machine',
    date: '2026-11-23',
  },
];
