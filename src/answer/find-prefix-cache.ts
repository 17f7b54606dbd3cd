import type { Prefix } from '../context.ts';
import { createPrefixCache, type PrefixCache } from './prefix-cache.ts';

/** By the prefix itself, so that what is known of it goes when the context goes. */
const known = new WeakMap<Prefix, Map<string, PrefixCache>>();

/** The one state that all calls over a prefix share. `model` names the model, the way to it and the kind of entry. */
export function findPrefixCache(
  prefix: Prefix,
  { model, ttlMs, now }: { readonly model: string; readonly ttlMs: number; readonly now: () => number },
): PrefixCache {
  const byModel = known.get(prefix) ?? new Map<string, PrefixCache>();
  known.set(prefix, byModel);
  const cache = byModel.get(model) ?? createPrefixCache({ ttlMs, now });
  byModel.set(model, cache);
  return cache;
}
