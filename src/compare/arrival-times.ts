import type { CacheRules } from '../model/model-profile.ts';
import { concurrentWorkers } from './strategy.ts';
import type { Workload } from './workload.ts';

/** How long an answer is taken to take: what matters is only that it is far under the life of a cache. */
export const secondsPerAnswer = 10;
/** How long after its end a cache that has expired is asked again. */
export const secondsAfterExpiry = 60;
/** Providers that cache by themselves promise nothing; five to ten idle minutes are what OpenAI names. */
const automaticLifeSeconds = 300;

/** From the end of an answer to the next question. */
export function secondsBetween({ arrival, rules }: Pick<Workload, 'arrival' | 'rules'>): number {
  if (arrival === 'one-a-minute') return 60 - secondsPerAnswer;
  return arrival === 'gaps' ? cacheLifeSeconds(rules) + secondsAfterExpiry : 0;
}

/** How long an unused entry lives. */
export function cacheLifeSeconds(rules: CacheRules): number {
  return rules.type === 'explicit' ? rules.ttlSeconds : automaticLifeSeconds;
}

/** How many of the questions meet no live entry: each of them writes one. An entry is made when an answer has ended. */
export function countColdWrites(workload: Pick<Workload, 'arrival' | 'rules' | 'questions'>): number {
  const { arrival, questions, rules } = workload;
  if (arrival === 'cold-concurrent') return Math.min(concurrentWorkers, questions);
  return secondsBetween(workload) > cacheLifeSeconds(rules) ? questions : 1;
}
