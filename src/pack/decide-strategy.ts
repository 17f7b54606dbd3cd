import type { DecisionRecord, StrategyChoice } from '../decision-record.ts';
import { calculateCost, calculateTotal } from '../model/calculate-cost.ts';
import { decideMarking } from '../model/decide-marking.ts';
import { estimateBuckets, typicalQuestion } from '../model/estimate-buckets.ts';
import { firstPriceStep } from '../model/first-price-step.ts';
import type { ModelProfile } from '../model/model-profile.ts';
import type { PriceCard } from '../model/price-card.ts';
import type { BudgetCheck } from './check-budget.ts';

/** Chooses between packing and retrieving, and writes down why and what each way would cost. Pure. */
export function decideStrategy({
  asked,
  check,
  instructionTokens,
  profile,
  prices,
  expectedQuestions,
  evidenceTokens,
  volatileTokens = 0,
}: {
  readonly asked: 'auto' | 'pack' | 'retrieve';
  readonly check: BudgetCheck;
  readonly instructionTokens: number;
  readonly profile: ModelProfile;
  readonly prices: readonly PriceCard[];
  readonly expectedQuestions: number;
  readonly evidenceTokens: number;
  /** Of the documents, what stands behind the cache marker. @default 0 */
  readonly volatileTokens?: number;
}): DecisionRecord {
  const fits = check.verdict === 'fits';
  const strategy = asked === 'auto' ? (fits ? 'pack' : 'retrieve') : asked;
  const because = asked !== 'auto' ? 'asked-for' : check.verdict;
  const documentTokens = check.tokens.documents - volatileTokens;
  const prefixTokens = documentTokens + instructionTokens;
  const questionTokens = typicalQuestion.questionTokens + volatileTokens;
  const questions = { ...typicalQuestion, prefixTokens, questionTokens };
  const choose = (way: StrategyChoice['strategy'], wayFits: boolean): StrategyChoice => {
    const evidence = instructionTokens + Math.min(evidenceTokens, documentTokens);
    const { first, next } = estimateBuckets(way, { ...questions, evidenceTokens: evidence }, profile.cache);
    return {
      strategy: way,
      fits: wayFits,
      inputTokens: questionTokens + (way === 'retrieve' ? evidence : prefixTokens),
      first: calculateCost(first, prices),
      next: calculateCost(next, prices),
    };
  };
  return {
    strategy,
    because,
    reason: explain(strategy, because, check),
    tokens: check.tokens,
    bytes: check.bytes,
    cache:
      strategy === 'retrieve'
        ? { marked: false, because: 'retrieval' }
        : decideMarking({ rules: profile.cache, prefixTokens, expectedQuestions }),
    choices: [
      ...(profile.cache.type === 'explicit' ? [choose('pack-cached', fits)] : []),
      choose('pack-uncached', fits),
      choose('retrieve', true),
      // Where they fit, shards under a price step may still be the cheaper way.
      ...(fits && check.tokens.needed <= firstPriceStep(prices)
        ? []
        : [chooseShards({ check, instructionTokens, volatileTokens, profile, prices })]),
    ],
    prices,
  };
}

/** Everything is read, in as many prompts as that takes; each tells its findings, and one more puts them together. */
function chooseShards({
  check: { tokens, bytes },
  instructionTokens,
  volatileTokens,
  profile,
  prices,
}: {
  readonly check: BudgetCheck;
  readonly instructionTokens: number;
  readonly volatileTokens: number;
  readonly profile: ModelProfile;
  readonly prices: readonly PriceCard[];
}): StrategyChoice {
  const shards = Math.ceil(
    Math.max(
      tokens.needed / Math.min(tokens.budget, firstPriceStep(prices)),
      bytes.needed / (bytes.budget ?? Infinity),
    ),
  );
  const prefixTokens = Math.ceil((tokens.documents - volatileTokens) / shards) + instructionTokens;
  const { outputTokens } = typicalQuestion;
  const questionTokens = typicalQuestion.questionTokens + volatileTokens;
  const size = { prefixTokens, questionTokens, outputTokens, evidenceTokens: 0 };
  const shard = estimateBuckets(
    profile.cache.type === 'explicit' ? 'pack-cached' : 'pack-uncached',
    size,
    profile.cache,
  );
  const uncached = instructionTokens + questionTokens + shards * outputTokens;
  const last = { tokens: { uncached, cacheWrite: 0, cacheRead: 0, output: outputTokens }, count: 1 };
  const costOf = (each: typeof shard.first) =>
    calculateTotal([{ tokens: each, count: shards }, last], prices);
  return {
    strategy: 'map-reduce',
    fits: true,
    inputTokens: shards * (prefixTokens + questionTokens) + uncached,
    first: costOf(shard.first),
    next: costOf(shard.next),
  };
}

function explain(
  strategy: DecisionRecord['strategy'],
  because: DecisionRecord['because'],
  { verdict, tokens, bytes }: BudgetCheck,
): string {
  const about = tokens.basis === 'bytes' ? 'about ' : '';
  const size = `${about}${count(tokens.needed)} tokens with margin, of ${count(tokens.budget)}`;
  if (because === 'asked-for') {
    if (strategy === 'pack') return `Packed, as asked for: ${size}.`;
    return verdict === 'fits'
      ? `Retrieved, as asked for; the documents would fit: ${size}.`
      : 'Retrieved, as asked for; the documents would not fit.';
  }
  if (because === 'fits') return `The documents fit: ${size}.`;
  if (because === 'over-token-budget') {
    return `The documents do not fit (${size}: ${about}${count(tokens.needed - tokens.budget)} too many), so passages are retrieved for each question.`;
  }
  return `The documents do not fit (a request of ${count(bytes.needed)} bytes, of ${count(bytes.budget ?? 0)}), so passages are retrieved for each question.`;
}

function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ',');
}
