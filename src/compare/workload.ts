import type { Context } from '../context.ts';
import { typicalQuestion } from '../model/estimate-buckets.ts';
import { sumTokens } from '../model/estimate-tokens.ts';
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
  const steps = decision.prices.flatMap((card) => card.steps?.[0]?.overInputTokens ?? []);
  return {
    prefixTokens,
    instructionTokens: prefixTokens + volatileTokens - decision.tokens.documents,
    ...typicalQuestion,
    questions,
    arrival,
    rules: profile.cache,
    fits: whole?.fits ?? false,
    maxOutputTokens: profile.maxOutputTokens,
    ...(steps.length > 0 && { lowestStepTokens: Math.min(...steps) }),
    storesByHour: decision.prices.some(({ storagePerMillionHour }) => storagePerMillionHour !== undefined),
    ...assumptions,
    ...given,
    questionTokens: questionTokens + volatileTokens,
  };
}
