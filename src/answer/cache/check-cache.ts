import { QuireError } from '../../errors.ts';
import type { Answer } from '../../result.ts';
import type { CacheUse } from './use-cache.ts';

/**
 * Refuses an answer whose prefix the provider neither wrote nor read though the caller required it. It has been paid for, so it
 * goes with the error.
 */
export function checkCache(answer: Answer, cache: CacheUse | undefined, model: string): Answer {
  const isKept = answer.attempts.some(({ tokens }) => tokens && tokens.cacheRead + tokens.cacheWrite > 0);
  // Without a request nothing was paid for: every reply was in the journal.
  if (cache?.plan.required !== true || isKept || answer.attempts.length === 0) return answer;
  const why = answer.cacheMiss?.cause === 'under-minimum' ? ' It is shorter than what is cached.' : '';
  throw new QuireError('cache-miss', {
    model,
    text: answer.text,
    attempts: answer.attempts,
    message: `A cache is required, and ${model} neither wrote nor read the prefix.${why} Its answer is in \`facts.text\`; pass \`cache: 'auto'\` to go on without one.`,
  });
}
