import type { Cost, PriceCard, TokenBuckets, TokenPrices } from './price-card.ts';

/** Money is summed as whole pico-dollars, so that no sum is off by a rounding: exact up to $9,007. */
const picoPerDollar = 1e12;
/** A dollar for a million tokens is a million pico-dollars for one. */
const picoPerTokenAtOneDollar = 1e6;

/**
 * What a request costs, in US dollars. Cards that conflict give a range. `undefined` when no card is given, or when
 * cached tokens meet a card that has no price for them: unknown is never 0.
 */
export function calculateCost(tokens: TokenBuckets, cards: readonly PriceCard[]): Cost | undefined {
  return calculateTotal([{ tokens, count: 1 }], cards);
}

/** Requests that are all alike. */
export interface RequestGroup {
  /** Of one of them. */
  readonly tokens: TokenBuckets;
  readonly count: number;
}

/** What many requests cost together. Each card prices all of them: where cards conflict, one of them is right throughout. */
export function calculateTotal(
  groups: readonly RequestGroup[],
  cards: readonly PriceCard[],
): Cost | undefined {
  const amounts: number[] = [];
  for (const card of cards) {
    let total = 0;
    for (const { tokens, count } of groups) {
      const amount = calculatePico(tokens, card);
      if (amount === undefined) return undefined;
      total += amount * count;
    }
    amounts.push(total);
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
  const { cacheWriteLongLived: longLived = 0, storedTokenHours = 0 } = tokens;
  const prices = pricesFor(tokens, card);
  let amount = 0;
  for (const [count, price] of [
    [tokens.uncached, prices.inputPerMillion],
    [tokens.cacheWrite - longLived, prices.cacheWritePerMillion],
    [longLived, prices.cacheWriteLongLivedPerMillion],
    [tokens.cacheRead, prices.cacheReadPerMillion],
    [tokens.output, prices.outputPerMillion],
    [storedTokenHours, card.storagePerMillionHour],
  ] as const) {
    if (count === 0) continue;
    if (price === undefined) return undefined;
    // Counts are whole numbers, but for hours: those are rounded to a whole pico-dollar.
    amount += Math.round(count * Math.round(price * picoPerTokenAtOneDollar));
  }
  return amount;
}

/** A step is chosen by all input of the request, and holds for all of it: 128,001 tokens cost four times what 128,000 do. */
function pricesFor({ uncached, cacheWrite, cacheRead }: TokenBuckets, card: PriceCard): TokenPrices {
  const inputTokens = uncached + cacheWrite + cacheRead;
  return card.steps?.findLast(({ overInputTokens }) => inputTokens > overInputTokens) ?? card;
}

function toPico(dollars: number): number {
  return Math.round(dollars * picoPerDollar);
}
