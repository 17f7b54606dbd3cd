/**
 * Keeps what is slow to work out again: token counts, times of change. Anything with these methods can stand in for
 * `folderCache`. A cache may forget whatever it likes and never fails: what cannot be read was not kept, and what cannot be
 * written is worked out again.
 */
export interface CacheStore {
  /** The bytes last set under this namespace and key, whole and unchanged, or `undefined`. Never rejects. */
  get(namespace: string, key: string): Promise<Uint8Array | undefined>;
  /** Keeps bytes. The last of two writers at once wins; a reader sees one or the other. Never rejects. */
  set(namespace: string, key: string, value: Uint8Array): Promise<void>;
  /**
   * The keys that something is kept under, in any order. Never rejects. A store without it keeps all else, but does not tell one
   * process which prefixes another has used: no pack goes on from an earlier one, and no cache miss is explained by it.
   */
  keys?(namespace: string): Promise<readonly string[]>;
}

/** Reads JSON that `setJson` kept; `undefined` also for what is no JSON. Whoever reads it checks its shape. */
export async function getJson(cache: CacheStore, namespace: string, key: string): Promise<unknown> {
  const bytes = await cache.get(namespace, key);
  try {
    return bytes === undefined ? undefined : JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/** Keeps a value as JSON. */
export function setJson(cache: CacheStore, namespace: string, key: string, value: unknown): Promise<void> {
  return cache.set(namespace, key, new TextEncoder().encode(JSON.stringify(value)));
}
