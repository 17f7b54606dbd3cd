import { createHash } from 'node:crypto';
import { type CacheStore, getJson, setJson } from '../../cache-store.ts';
import type { Prefix } from '../../prefix.ts';
import { nameOf } from '../../text/name-content.ts';
import { packedText } from '../../text/packed-text.ts';

/** That a provider wrote or read a prefix. */
export interface PrefixRecord {
  /** The way to the model and its name: `gateway alibaba/qwen3.5-flash`. */
  readonly model: string;
  readonly hash: string;
  /** Names what stands in front of the prefix. */
  readonly call: string;
  /** Milliseconds since 1970. */
  readonly usedAt: number;
  /** How long the provider keeps it after its last use. */
  readonly ttlMs: number;
  /** What the provider told of the last request over it, in tokens. */
  readonly cached: { readonly read: number; readonly written: number };
}

/** The segments of a prefix in their order: enough to tell where two prefixes part, and nothing of what they say. */
export type PrefixSegments = readonly {
  readonly id: string;
  /** Names the segment's text. */
  readonly name: string;
  /** Where it begins in the prefix, in UTF-16 units. */
  readonly start: number;
}[];

const namespace = 'prefixes';
/**
 * Each record is an entry of its own, so that no writer takes another one's away; the hour of its use stands in front of the key, so
 * that the newest are found without reading all. One prefix makes one entry an hour, however often it is asked over.
 */
const uses = 'prefix-uses';
const hourMs = 3_600_000;
/** No provider keeps a prefix for longer than an hour after its last use: what was used before the newest two explains a miss. */
const newestHours = 2;
const mostOlder = 16;

/** The prefixes that were used last, newest first: all of the last hour and some before. */
export async function readPrefixRecords(store: CacheStore): Promise<readonly PrefixRecord[]> {
  const keys = [...((await store.keys?.(uses)) ?? [])].sort().reverse();
  const newest = hourOf(keys[0] ?? '');
  const read = keys.filter((key, index) => index < mostOlder || hourOf(key) > newest - newestHours);
  const kept = await Promise.all(read.map((key) => getJson(store, uses, key)));
  const newestUse = new Map<string, PrefixRecord>();
  for (const record of kept.filter(isRecord).sort((a, b) => a.usedAt - b.usedAt)) {
    newestUse.delete(nameRecord(record));
    newestUse.set(nameRecord(record), record);
  }
  return [...newestUse.values()].reverse();
}

/** Keeps that a prefix was used; and its segments, unless it was used before. */
export async function keepPrefixRecord(
  store: CacheStore,
  record: PrefixRecord,
  segments?: () => PrefixSegments,
): Promise<void> {
  if (segments !== undefined && (await store.get(namespace, record.hash)) === undefined) {
    await setJson(store, namespace, record.hash, segments());
  }
  const hour = String(Math.floor(record.usedAt / hourMs)).padStart(8, '0');
  await setJson(store, uses, `${hour}-${nameRecord(record)}`, record);
}

/** Behind tools a provider keeps another entry than without, and each lives by its own last use. */
function nameRecord({ model, hash, call }: PrefixRecord): string {
  return nameOf(`${model} ${hash} ${call}`);
}

function hourOf(key: string): number {
  return Number.parseInt(key, 10);
}

/** The segments of a prefix that was kept; none when they were forgotten. */
export async function readPrefixSegments(store: CacheStore, hash: string): Promise<PrefixSegments> {
  const kept = await getJson(store, namespace, hash);
  return Array.isArray(kept) ? kept.filter(isSegment) : [];
}

/** The segments of a prefix, each with a name for its text. */
export function nameSegments({ text, segments, superseded = [] }: Prefix): PrefixSegments {
  const all = [...segments, ...superseded].sort((a, b) => a.start - b.start);
  return all.map((segment) => ({
    ...{ id: segment.id, start: segment.start },
    name: nameOf(packedText(text, segment)),
  }));
}

/** The hashes of what a prefix begins with, by its parts, its own last: those of the prefixes that it can go on from. */
export function hashBeginnings({ text, hash, parts = [] }: Prefix): readonly string[] {
  const sum = createHash('sha256');
  let start = 0;
  const inside = parts.slice(0, -1).map(({ end }) => {
    sum.update(text.slice(start, end), 'utf8');
    start = end;
    return sum.copy().digest('hex');
  });
  return [...inside, hash];
}

/** Whether two prefixes are versions of one: half of the longer one's addresses are in both. */
export function shareSegments(a: PrefixSegments, b: PrefixSegments): boolean {
  const ids = new Set(a.map(({ id }) => id));
  const shared = b.filter(({ id }) => ids.has(id)).length;
  return shared > 0 && shared >= Math.max(a.length, b.length) / 2;
}

function isRecord(value: unknown): value is PrefixRecord {
  return (
    hasStrings(value, ['model', 'hash', 'call']) &&
    ['usedAt', 'ttlMs'].every((name) => typeof Reflect.get(value, name) === 'number')
  );
}

function isSegment(value: unknown): value is PrefixSegments[number] {
  return hasStrings(value, ['id', 'name']) && typeof Reflect.get(value, 'start') === 'number';
}

function hasStrings(value: unknown, names: readonly string[]): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    names.every((name) => typeof Reflect.get(value, name) === 'string')
  );
}
