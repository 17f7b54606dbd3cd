import type { PriceCard } from '../model/price-card.ts';
import { repriceCell } from './build-cell.ts';
import type { Comparison } from './comparison.ts';
import { describeBreakEvens } from './describe-break-evens.ts';
import { describeChoice } from './describe-choice.ts';
import { describeTruths } from './describe-money.ts';

type Words = 'answer' | 'choice' | 'breakEvens' | 'truths';

/** Adds to a comparison what follows from its cells: the answer in words, the break-evens, the unpleasant truths. */
export function completeComparison(parts: Omit<Comparison, Words>): Comparison {
  const strategies = [...new Set(parts.cells.map(({ strategy }) => strategy))];
  const { words, choice } = describeChoice(parts);
  return {
    ...parts,
    answer: words,
    choice,
    breakEvens: describeBreakEvens(strategies, parts.workload, parts.prices),
    truths: describeTruths(parts.workload, parts.prices),
  };
}

/**
 * A comparison at other prices, from the requests that it keeps: nothing is asked again. What was live becomes a replay.
 *
 * @example
 * const again = repriceComparison(JSON.parse(kept), parsePriceCards(card));
 */
export function repriceComparison(comparison: Comparison, prices: readonly PriceCard[]): Comparison {
  const own = prices.filter(({ model }) => model === comparison.model);
  const cells = comparison.cells.map((cell) => (cell.outcome === 'priced' ? repriceCell(cell, own) : cell));
  const uncertain = [
    ...comparison.uncertain.filter((sentence) => !/prices conflict|No price is known/.test(sentence)),
    ...(own.length === 0 ? [`No price is known for ${comparison.model} on these cards.`] : []),
  ];
  return completeComparison({ ...comparison, prices: own, cells, uncertain });
}
