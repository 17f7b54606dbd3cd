import type { Cost, PriceCard, TokenBuckets } from './price-card.ts';

/** Money is summed as whole pico-dollars, so that no sum is off by a rounding: exact up to $9,007. */
const picoPerDollar = 1e12;
/** A dollar for a million tokens is a million pico-dollars for one. */
const picoPerTokenAtOneDollar = 1e6;

/**
 * What a request costs, in US dollars. Cards that conflict give a range. `undefined` when no card is given, or when
 * cached tokens meet a card that has no price for them: unknown is never 0.
 */
export function calculateCost(tokens: TokenBuckets, cards: readonly PriceCard[]): Cost | undefined {
  const amounts: number[] = [];
  for (const card of cards) {
    const amount = calculatePico(tokens, card);
    if (amount === undefined) return undefined;
    amounts.push(amount);
  }
  if (amounts.length === 0) return undefined;
  return {
    currency: 'USD',
    min: Math.min(...amounts) / picoPerDollar,
    max: Math.max(...amounts) / picoPerDollar,
  };
}

/**
 * The sum of costs: zero for none, `undefined` when one of them is. What the provider reported is summed only when it
 * reported every one.
 */
export function addCosts(costs: readonly (Cost | undefined)[]): Cost | undefined {
  let min = 0;
  let max = 0;
  let reported: number | undefined = 0;
  for (const cost of costs) {
    if (cost === undefined) return undefined;
    // Of a request that cost nothing the provider tells nothing.
    const told = cost.reported ?? (cost.max === 0 ? 0 : undefined);
    min += toPico(cost.min);
    max += toPico(cost.max);
    reported = reported === undefined || told === undefined ? undefined : reported + toPico(told);
  }
  const sum: Cost = { currency: 'USD', min: min / picoPerDollar, max: max / picoPerDollar };
  const anyReported = costs.some((cost) => cost?.reported !== undefined);
  return reported === undefined || !anyReported ? sum : { ...sum, reported: reported / picoPerDollar };
}

function calculatePico(tokens: TokenBuckets, card: PriceCard): number | undefined {
  let amount = 0;
  for (const [count, price] of [
    [tokens.uncached, card.inputPerMillion],
    [tokens.cacheWrite, card.cacheWritePerMillion],
    [tokens.cacheRead, card.cacheReadPerMillion],
    [tokens.output, card.outputPerMillion],
  ] as const) {
    if (count === 0) continue;
    if (price === undefined) return undefined;
    amount += count * Math.round(price * picoPerTokenAtOneDollar);
  }
  return amount;
}

function toPico(dollars: number): number {
  return Math.round(dollars * picoPerDollar);
}
