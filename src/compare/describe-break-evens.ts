import type { PriceCard } from '../model/price-card.ts';
import type { StatedBreakEven } from './comparison.ts';
import { breakEvenOf } from './describe-money.ts';
import type { ComparedStrategy } from './strategy.ts';
import type { Workload } from './workload.ts';

/** From how many questions on which compared strategy is the cheaper one; a range where prices conflict. */
export function describeBreakEvens(
  strategies: readonly ComparedStrategy[],
  workload: Workload,
  prices: readonly PriceCard[],
): readonly StatedBreakEven[] {
  const pairs = strategies.flatMap((one) =>
    strategies.filter((other) => other !== one).map((other) => [one, other] as const),
  );
  return pairs.flatMap(([one, other]) => {
    const found = prices.map((card) => breakEvenOf(one, other, workload, card)?.from ?? 1);
    // What is cheaper from the first question on, or only at first, is told from the other side.
    if (found.length === 0 || found.includes(1)) return [];
    const ends = [...new Set([Math.min(...found), Math.max(...found)])];
    const by = ends.length > 1 ? ', by which price holds' : '';
    const words = `${one} costs less than ${other} from question ${ends.join(' or ')} on${by}.`;
    return [{ cheaper: one, than: other, from: Math.max(...found), words }];
  });
}
