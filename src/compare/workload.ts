import type { Context } from '../context.ts';
import { typicalQuestion } from '../model/estimate-buckets.ts';
import { sumTokens } from '../model/estimate-tokens.ts';
import { firstPriceStep } from '../model/first-price-step.ts';
import type { CacheRules } from '../model/model-profile.ts';
import type { Arrival } from './strategy.ts';

/** Questions over documents, by their sizes in tokens. */
export interface Workload {
  /** The documents with the instructions: everything up to the cache marker. */
  readonly prefixTokens: number;
  /** The part of `prefixTokens` that every strategy sends. */
  readonly instructionTokens: number;
  /** With what goes with every question behind the marker. */
  readonly questionTokens: number;
  /** Of one answer, reasoning included. */
  readonly outputTokens: number;
  readonly questions: number;
  readonly arrival: Arrival;
  readonly rules: CacheRules;
  /** Whether all documents fit into one request. */
  readonly fits: boolean;
  /** The most output of one request: what bounds how many questions go into one call. */
  readonly maxOutputTokens: number;
  /** The longest request that costs the lowest price, where prices have steps. */
  readonly lowestStepTokens?: number;
  /** The most that goes into one shard of map-reduce: what the model takes. */
  readonly shardTokens: number;
  /** What the documents of each shard measure, where they were dealt out. */
  readonly measuredShards?: readonly number[];
  /** What stands around the question when a shard is asked, and when what was found is put together. */
  readonly shardAskTokens: number;
  readonly joinAskTokens: number;
  /** What stands around several questions in one call. */
  readonly oneCallAskTokens: number;
  /** What searching brought on average, by the budget in tokens: passages that match are often fewer than fit. */
  readonly measuredEvidence?: Readonly<Partial<Record<number, number>>>;
  /** Whether a prefix can be kept by hand, outside of the AI SDK, and is billed by the hour (Gemini). */
  readonly storesByHour?: boolean;
  /** What share of questions retrieval does not answer, so that a cascade falls through. */
  readonly fallThroughShare: number;
  /** What share of the requests that could read an implicit cache do. */
  readonly implicitHitShare: number;
}

/** What is assumed where nothing was measured: the library's own reading of published figures, told in each report. */
export const assumptions = {
  /** Long context and retrieval give the same answer to over 60 % of questions (Self-Route, EMNLP 2024). */
  fallThroughShare: 0.4,
  /** The upper side: providers that cache by themselves promise nothing. */
  implicitHitShare: 1,
  /** The library's own words and the form of a reply, counted with o200k. */
  shardAskTokens: 252,
  joinAskTokens: 67,
  oneCallAskTokens: 198,
};

/** The workload of a context: its sizes as they were counted, and a typical question unless told. */
export function workloadOf(
  { decision, profile, volatile }: Context,
  {
    questions,
    arrival,
    questionTokens = typicalQuestion.questionTokens,
    ...given
  }: Pick<Workload, 'questions' | 'arrival'> & Partial<Workload>,
): Workload {
  const whole = decision.choices.find(({ strategy }) => strategy === 'pack-uncached');
  const volatileTokens = sumTokens(volatile);
  const prefixTokens = (whole?.inputTokens ?? 0) - typicalQuestion.questionTokens - volatileTokens;
  const lowestStepTokens = firstPriceStep(decision.prices);
  return {
    prefixTokens,
    instructionTokens: prefixTokens + volatileTokens - decision.tokens.documents,
    ...typicalQuestion,
    questions,
    arrival,
    rules: profile.cache,
    fits: whole?.fits ?? false,
    maxOutputTokens: profile.maxOutputTokens,
    shardTokens: Math.floor(decision.tokens.budget / (1 + decision.tokens.margin)),
    ...(Number.isFinite(lowestStepTokens) && { lowestStepTokens }),
    storesByHour: decision.prices.some(({ storagePerMillionHour }) => storagePerMillionHour !== undefined),
    ...assumptions,
    ...given,
    questionTokens: questionTokens + volatileTokens,
  };
}
