import type { DecisionRecord } from '../decision-record.ts';
import type { CacheRules } from './model-profile.ts';

/**
 * Whether a prefix is marked for the provider's cache, and why.
 *
 * A write costs 1.25 times the input, a read a tenth: one lone question is 25 % cheaper unmarked, and from the second
 * within the cache's life on marking wins (1.25 + 0.10 < 2).
 */
export function decideMarking({
  rules,
  prefixTokens,
  expectedQuestions,
}: {
  readonly rules: CacheRules;
  /** Everything up to the marker, instructions included. */
  readonly prefixTokens: number;
  /** Questions expected within the cache's life, this one included. */
  readonly expectedQuestions: number;
}): DecisionRecord['cache'] {
  if (rules.type === 'none') return { marked: false, because: 'no-cache' };
  if (prefixTokens < rules.minTokens) return { marked: false, because: 'under-minimum' };
  if (rules.type === 'automatic') return { marked: false, because: 'automatic' };
  if (expectedQuestions < 2) return { marked: false, because: 'one-question' };
  return { marked: true, because: 'follow-ups-expected' };
}
