import { createHash } from 'node:crypto';
import { type CacheStore, getJson, setJson } from '../cache-store.ts';
import type { Prefix } from '../prefix.ts';

const namespace = 'packs';

/** The pack whose text has this hash; `undefined` when it was not kept, or is not what was kept. */
export async function readPack(cache: CacheStore, hash: string): Promise<Prefix | undefined> {
  const kept = await getJson(cache, namespace, hash);
  return isPack(kept) && hashOf(kept.text) === hash ? kept : undefined;
}

/**
 * Keeps a pack whole, texts and all: what a provider has cached can be sent again only byte by byte, also when the documents are no
 * longer what they were. Named by its content, so two processes that keep packs at once take nothing from each other.
 */
export function keepPack(cache: CacheStore, pack: Prefix): Promise<void> {
  return setJson(cache, namespace, pack.hash, pack);
}

function hashOf(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

function isPack(value: unknown): value is Prefix {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['text', 'key', 'hash', 'order'].every((name) => typeof Reflect.get(value, name) === 'string') &&
    Array.isArray(Reflect.get(value, 'segments'))
  );
}
