import type { Attempt } from '../result.ts';
import type { CachedRequestEnd, PrefixCache } from './prefix-cache.ts';
import type { RequestWatcher } from './record-attempts.ts';

/** Sends the requests of a call over a prefix in turn: one writes it, and the others read what it wrote. */
export function watchPrefixCache(cache: PrefixCache): RequestWatcher {
  return async ({ abortSignal }) => {
    const turn = await cache.enter(abortSignal);
    return (attempt) => turn.leave(endOf(attempt));
  };
}

function endOf(attempt: Attempt | undefined): CachedRequestEnd {
  if (attempt?.outcome.type !== 'finished') return 'failed';
  const { tokens } = attempt;
  // A provider that does not count may keep the prefix all the same.
  return tokens === undefined || tokens.cacheRead + tokens.cacheWrite > 0 ? 'kept' : 'not-kept';
}
