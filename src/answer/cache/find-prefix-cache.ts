import type { Prefix } from '../../prefix.ts';
import type { CacheLifetime } from './plan-cache.ts';
import { createPrefixCache, type PrefixCache } from './prefix-cache.ts';

/** A prefix in one model's cache, beside other models that were asked over it. */
export interface PrefixCacheEntry {
  readonly cache: PrefixCache;
  /** Other models, and other ways to the same one, that have used the prefix in this process. */
  otherModels(): readonly string[];
  /** Whether the same model has used the prefix in this process behind other instructions or tools. */
  isWarmOtherwise(): boolean;
}

/** By the prefix itself, so that what is known of it goes when the context goes. */
const known = new WeakMap<Prefix, Map<string, KnownCache>>();

interface KnownCache {
  readonly model: string;
  readonly call: string;
  readonly cache: PrefixCache;
}

/** The one state that all calls over a prefix share. `model` names the model and the way to it. */
export function findPrefixCache(
  prefix: Prefix,
  {
    model,
    call,
    lifetime,
    ttlMs,
    now,
  }: {
    readonly model: string;
    /** Names what stands in front of the prefix. */
    readonly call: string;
    readonly lifetime: CacheLifetime;
    readonly ttlMs: number;
    readonly now: () => number;
  },
): PrefixCacheEntry {
  const entries = known.get(prefix) ?? new Map();
  known.set(prefix, entries);
  const key = `${model} ${lifetime} ${call}`;
  const entry = entries.get(key) ?? { model, call, cache: createPrefixCache({ ttlMs, now }) };
  entries.set(key, entry);
  return {
    cache: entry.cache,
    otherModels: () =>
      [...entries.values()]
        .filter((other) => other.model !== model && other.cache.isWarm())
        .map((other) => other.model),
    isWarmOtherwise: () =>
      [...entries.values()].some(
        (other) => other.model === model && other.call !== call && other.cache.isWarm(),
      ),
  };
}
