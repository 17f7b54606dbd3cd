import { calculateTotal, type RequestGroup } from '../model/calculate-cost.ts';
import type { Cost, PriceCard, TokenBuckets } from '../model/price-card.ts';
import { formulaRequests } from './formula-requests.ts';
import { type ComparedStrategy, formulaStrategies, strategyNames } from './strategy.ts';
import type { Workload } from './workload.ts';

/** What one strategy costs for a workload, in closed form. */
export type StrategyQuote =
  | {
      readonly strategy: ComparedStrategy;
      readonly outcome: 'priced';
      /** Whether a comparison can run it; else it is priced by its formula alone. */
      readonly isRun: boolean;
      /** Of all requests together. */
      readonly tokens: TokenBuckets;
      readonly requests: number;
      /** `undefined` when no price is known. */
      readonly cost: Cost | undefined;
    }
  | {
      readonly strategy: ComparedStrategy;
      readonly outcome: 'does-not-fit' | 'not-offered';
      readonly because: string;
    };

/** Prices strategies for a workload; those that cannot be say why. */
export function quoteStrategies(
  workload: Workload,
  prices: readonly PriceCard[],
  strategies: readonly ComparedStrategy[] = strategyNames,
): readonly StrategyQuote[] {
  return strategies.map((strategy) => {
    const planned = formulaRequests(strategy, workload);
    if (planned.type === 'requests') {
      return {
        strategy,
        outcome: 'priced',
        isRun: !formulaStrategies.includes(strategy),
        ...sumRequests(planned.groups, prices),
      };
    }
    const because = planned.type === 'not-offered' ? planned.because : 'the documents do not fit the model';
    return { strategy, outcome: planned.type, because };
  });
}

/** All requests as one: tokens by bucket, how many, and what they cost. */
export function sumRequests(groups: readonly RequestGroup[], prices: readonly PriceCard[]) {
  const sum = (bucket: keyof TokenBuckets) =>
    groups.reduce((total, { tokens, count }) => total + (tokens[bucket] ?? 0) * count, 0);
  const optional = (['cacheWriteLongLived', 'reasoning', 'storedTokenHours'] as const)
    .map((bucket) => [bucket, sum(bucket)] as const)
    .filter(([, total]) => total > 0);
  return {
    tokens: {
      uncached: sum('uncached'),
      cacheWrite: sum('cacheWrite'),
      cacheRead: sum('cacheRead'),
      output: sum('output'),
      ...Object.fromEntries(optional),
    },
    requests: groups.reduce((total, { count }) => total + count, 0),
    cost: calculateTotal(groups, prices),
  };
}
