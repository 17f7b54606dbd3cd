import { calculateCost, calculateTotal } from '../model/calculate-cost.ts';
import { formatCost } from '../model/format-cost.ts';
import type { PriceCard } from '../model/price-card.ts';
import { type BreakEven, findBreakEven, toCostLine } from './find-break-even.ts';
import { formulaRequests } from './formula-requests.ts';
import { type ComparedStrategy, concurrentWorkers } from './strategy.ts';
import type { Workload } from './workload.ts';

/** From which question on marking the documents for the cache is cheaper than sending them anew. */
export interface MarkingBreakEven {
  /** Absent: never, or there is nothing to mark, or a price is unknown. */
  readonly question?: number;
  /** The same for a person. */
  readonly words: string;
}

/** Where prices conflict the latest question counts: from there on every card says so. */
export function describeMarking(workload: Workload, prices: readonly PriceCard[]): MarkingBreakEven {
  const found = prices.map((card) => breakEvenOf('explicit-cache', 'full', workload, card));
  if (formulaRequests('explicit-cache', workload).type !== 'requests') {
    return { words: 'There is nothing to mark: the model has no such cache, or the documents do not fit.' };
  }
  if (prices.length === 0) return { words: 'No price is known, so no break-even is.' };
  const questions = found.map((each) => each?.from ?? Number.POSITIVE_INFINITY);
  const question = Math.max(...questions);
  if (!Number.isFinite(question)) return { words: 'Marking the documents for the cache never pays.' };
  const at = (strategy: ComparedStrategy) => costOf(strategy, { ...workload, questions: question }, prices);
  const words = `Marking the documents for the cache pays from question ${question} on: ${at('explicit-cache')} for ${question} instead of ${at('full')}.`;
  return { question, words };
}

/**
 * What a reader may not like to hear, in sentences with this workload's figures: retrieval is mostly cheaper, a mark on a lone question
 * costs more, and workers that know nothing of each other all pay the write.
 */
export function describeTruths(workload: Workload, prices: readonly PriceCard[]): readonly string[] {
  return [
    ...tellRetrieval(workload, prices),
    ...tellLoneQuestion(workload, prices),
    ...tellColdWorkers(workload, prices),
    ...tellPriceStep(workload, prices),
    'The documents stand first and the question last: a question in front of them makes every prompt another prefix, which no cache holds, and vendors advise against it for the sake of the answers too.',
  ];
}

/** Reading N cached tokens costs what R new ones do at N = R x input price / read price. */
function tellRetrieval({ prefixTokens, rules, fits }: Workload, prices: readonly PriceCard[]): string[] {
  const evidence = 8_000;
  if (!fits || rules.type === 'none') return [];
  const read = calculateCost({ uncached: 0, cacheWrite: 0, cacheRead: prefixTokens, output: 0 }, prices);
  const passages = calculateCost({ uncached: evidence, cacheWrite: 0, cacheRead: 0, output: 0 }, prices);
  if (read === undefined || passages === undefined) return [];
  const shares = prices.map((card) => (card.cacheReadPerMillion ?? 0) / card.inputPerMillion);
  const ends = [...new Set([Math.min(...shares), Math.max(...shares)])];
  const tokens = ends.map((share) => count(Math.round(prefixTokens * share))).join(' to ');
  const cheaper = read.max > passages.max ? 'is' : 'is not';
  return [
    `Retrieval of ${count(evidence)} tokens ${cheaper} cheaper for a further question than reading the cached documents: ${formatCost(passages)} against ${formatCost(read)}, before question and answer. They meet where retrieval needs ${tokens} tokens, ${ends.map(percent).join(' to ')} of the documents. What retrieval misses is another matter.`,
  ];
}

function tellLoneQuestion(workload: Workload, prices: readonly PriceCard[]): string[] {
  const lone = { ...workload, questions: 1, arrival: 'back-to-back' } as const;
  const [marked, plain] = [moneyOf('explicit-cache', lone, prices), moneyOf('full', lone, prices)];
  if (marked === undefined || plain === undefined || marked.max <= plain.max) return [];
  return [
    `One lone question costs ${percent(marked.max / plain.max - 1)} more with the documents marked than without (${formatCost(marked)} against ${formatCost(plain)}).`,
  ];
}

function tellColdWorkers(workload: Workload, prices: readonly PriceCard[]): string[] {
  const ten = { ...workload, questions: concurrentWorkers };
  const cold = moneyOf('explicit-cache', { ...ten, arrival: 'cold-concurrent' }, prices);
  const primed = moneyOf('explicit-cache', { ...ten, arrival: 'primed-concurrent' }, prices);
  if (cold === undefined || primed === undefined || cold.max <= primed.max) return [];
  return [
    `Ten processes that start cold at once pay ten writes: ${formatCost(cold)} against ${formatCost(primed)} when one goes first.`,
  ];
}

function tellPriceStep(workload: Workload, prices: readonly PriceCard[]): string[] {
  const { lowestStepTokens = Number.POSITIVE_INFINITY, prefixTokens, questionTokens } = workload;
  if (!workload.fits || prefixTokens + questionTokens <= lowestStepTokens) return [];
  const lone = { ...workload, questions: 1, arrival: 'back-to-back' } as const;
  const [full, shards] = [moneyOf('full', lone, prices), moneyOf('map-reduce', lone, prices)];
  return [
    `A request over ${count(lowestStepTokens)} tokens costs the dearer price from its first token on: ${formatCost(full)} for a question over the whole documents, and ${formatCost(shards)} cut into shards that stay under it.`,
  ];
}

/** For how many questions one strategy is cheaper than another, on one card; `undefined` where that cannot be said. */
export function breakEvenOf(
  one: ComparedStrategy,
  other: ComparedStrategy,
  workload: Workload,
  card: PriceCard,
): BreakEven | undefined {
  const lineOf = (strategy: ComparedStrategy) =>
    toCostLine((questions) => {
      const cost = moneyOf(strategy, { ...workload, questions, arrival: 'back-to-back' }, [card]);
      return cost && Math.round(cost.max * 1e12);
    });
  const [first, second] = [lineOf(one), lineOf(other)];
  return first && second && findBreakEven(first, second);
}

function moneyOf(strategy: ComparedStrategy, workload: Workload, prices: readonly PriceCard[]) {
  const planned = formulaRequests(strategy, workload);
  return planned.type === 'requests' ? calculateTotal(planned.groups, prices) : undefined;
}

function costOf(strategy: ComparedStrategy, workload: Workload, prices: readonly PriceCard[]): string {
  return formatCost(moneyOf(strategy, workload, prices));
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}

function count(tokens: number): string {
  return String(tokens).replace(/\B(?=(\d{3})+$)/g, ',');
}
