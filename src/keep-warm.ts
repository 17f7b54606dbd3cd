import { setTimeout as sleep } from 'node:timers/promises';
import { type AnswerQuestionOptions, answerQuestion } from './answer-question.ts';
import { QuireError } from './errors.ts';
import { addCosts } from './model/calculate-cost.ts';
import { countPings } from './model/count-pings.ts';
import type { Cost } from './model/price-card.ts';
import type { Attempt } from './result.ts';

/** What is to be kept: the context, and the history when a conversation is to be kept with it. */
export type KeepWarmOptions = Pick<
  AnswerQuestionOptions,
  | 'context'
  | 'model'
  | 'history'
  | 'prices'
  | 'budget'
  | 'ledger'
  | 'store'
  | 'providerOptions'
  // Tools stand in front of the prefix: with them it is another entry.
  | 'tools'
  | 'abortSignal'
>;

/** What keeping it took. */
export interface KeptWarm {
  readonly attempts: readonly Attempt[];
  readonly cost: Cost | undefined;
  /** `rewriting-is-cheaper` when it was let go; `stopped` by the signal; `failed` when the provider or a limit refused a ping. */
  readonly ended: 'rewriting-is-cheaper' | 'stopped' | 'failed' | 'not-cached';
}

/** Before an entry expires: the request has to reach the provider and be read. */
const shareOfLife = 0.9;

/**
 * Keeps a cached prefix alive while nobody asks: a request of one token before each expiry, until the signal fires or until that has
 * cost as much as writing the prefix again. Never rejects; sends nothing for a prefix that is not marked, or without a price.
 *
 * @example
 * const left = new AbortController();
 * const warm = keepWarm({ context, abortSignal: left.signal });
 * // … somebody thinks …
 * left.abort();
 */
export async function keepWarm(options: KeepWarmOptions): Promise<KeptWarm> {
  const { context, abortSignal } = options;
  const { cache } = context.profile;
  const attempts: Attempt[] = [];
  const end = (ended: KeptWarm['ended']): KeptWarm => ({
    attempts,
    cost: addCosts(attempts.map(({ cost }) => cost)),
    ended,
  });
  if (cache.type !== 'explicit' || !context.decision.cache.marked) return end('not-cached');
  const most = countPings(options.prices ?? context.decision.prices);
  try {
    for (let ping = 0; ping < most; ping += 1) {
      await sleep(cache.ttlSeconds * 1000 * shareOfLife, undefined, {
        ...(abortSignal && { signal: abortSignal }),
      });
      const ping = { question: '.', maxOutputTokens: 1, maxRetries: 0, maxSteps: 1 };
      const answer = await answerQuestion({ ...options, ...ping });
      attempts.push(...answer.attempts);
    }
    return end('rewriting-is-cheaper');
  } catch (error) {
    attempts.push(...attemptsOf(error));
    return end(abortSignal?.aborted ? 'stopped' : 'failed');
  }
}

/** A ping that failed may be billed too. */
function attemptsOf(error: unknown): readonly Attempt[] {
  const facts: object = QuireError.isInstance(error) ? error.facts : {};
  return 'attempts' in facts && Array.isArray(facts.attempts) ? facts.attempts : [];
}
