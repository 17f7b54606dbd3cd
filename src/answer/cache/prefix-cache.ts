import { untilAborted } from '../../errors.ts';

/** What is known, when a request is sent, of earlier requests over the same prefix to the same model. */
export interface CacheKnowledge {
  /** When the provider last wrote or read the prefix, in milliseconds since 1970. */
  readonly usedAt: number | undefined;
  /** Other requests over the prefix whose answers had not ended. */
  readonly underWay: number;
}

/** How a request over the prefix ended. */
export type CachedRequestEnd =
  /** The provider keeps the prefix now. */
  | 'kept'
  /** It answered, and neither wrote nor read: waiting for each other brings nothing. */
  | 'not-kept'
  | 'failed';

/** The turn of one request: it is held until the answer has ended, since a provider keeps a prefix only then. */
export interface CacheTurn {
  readonly known: CacheKnowledge;
  leave(end: CachedRequestEnd): void;
}

/** One prefix in the cache of one model, as this process knows it. */
export interface PrefixCache {
  /**
   * Lets a request through when the prefix is warm. On a cold one exactly one goes ahead and writes it, and the others wait for
   * its end; when it fails, one of them goes ahead. Rejects with the signal's reason as soon as that fires.
   */
  enter(abortSignal: AbortSignal | undefined): Promise<CacheTurn>;
  /** Whether the provider should still have it. */
  isWarm(): boolean;
}

/**
 * A prefix that nothing is known of yet. `ttlMs` is the life of an entry after its last use; a tenth less is counted on, since an
 * entry may be read minutes after a request has been sent.
 */
export function createPrefixCache({
  ttlMs,
  now,
}: {
  readonly ttlMs: number;
  readonly now: () => number;
}): PrefixCache {
  let usedAt: number | undefined;
  let isKept = true;
  let underWay = 0;
  let writing: Promise<void> | undefined;

  const begin = (onLeave: () => void = () => {}): CacheTurn => {
    const known = { usedAt, underWay };
    let left = false;
    underWay += 1;
    return {
      known,
      leave(end) {
        if (left) return;
        left = true;
        underWay -= 1;
        if (end !== 'failed') isKept = end === 'kept';
        if (end === 'kept') usedAt = now();
        onLeave();
      },
    };
  };
  const isWarm = () => usedAt !== undefined && now() - usedAt < 0.9 * ttlMs;

  return {
    isWarm,
    async enter(abortSignal) {
      for (;;) {
        abortSignal?.throwIfAborted();
        if (!isKept || isWarm()) return begin();
        if (writing !== undefined) {
          await untilAborted(writing, abortSignal);
          continue;
        }
        const { promise, resolve } = Promise.withResolvers<void>();
        writing = promise;
        return begin(() => {
          writing = undefined;
          resolve();
        });
      }
    },
  };
}
