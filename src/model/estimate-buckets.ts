import type { StrategyChoice } from '../decision-record.ts';
import type { CacheRules } from './model-profile.ts';
import type { TokenBuckets } from './price-card.ts';

/** What a question and its answer are taken to be when ways are compared; a cap on spending goes by `maxOutputTokens`. */
export const typicalQuestion = { questionTokens: 200, outputTokens: 500 };

/** The sizes of a question, in tokens. */
export interface QuestionSize {
  /** The packed documents with the instructions: everything up to the cache marker. */
  readonly prefixTokens: number;
  /** What changes with each question; for retrieval the instructions are part of it. */
  readonly questionTokens: number;
  readonly outputTokens: number;
  /** What retrieval brings to one question. */
  readonly evidenceTokens: number;
}

/**
 * The tokens of the first question and of each further one within the cache's life, by what they cost. A marked prefix is
 * written once, then read; a provider that caches by itself takes nothing for the write; under the provider's minimum
 * nothing is cached.
 */
export function estimateBuckets(
  strategy: StrategyChoice['strategy'],
  size: QuestionSize,
  rules: CacheRules,
): { readonly first: TokenBuckets; readonly next: TokenBuckets } {
  const { prefixTokens, questionTokens, outputTokens, evidenceTokens } = size;
  const whole = bucketsOf(prefixTokens + questionTokens, outputTokens);
  if (strategy === 'retrieve') {
    const question = bucketsOf(evidenceTokens + questionTokens, outputTokens);
    return { first: question, next: question };
  }
  if (strategy === 'pack-uncached' || rules.type === 'none' || prefixTokens < rules.minTokens) {
    return { first: whole, next: whole };
  }
  const tail = bucketsOf(questionTokens, outputTokens);
  const next = { ...tail, cacheRead: prefixTokens };
  return { first: rules.type === 'explicit' ? { ...tail, cacheWrite: prefixTokens } : whole, next };
}

function bucketsOf(uncached: number, output: number): TokenBuckets {
  return { uncached, cacheWrite: 0, cacheRead: 0, output };
}
