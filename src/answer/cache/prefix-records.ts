import { type CacheStore, getJson, setJson } from '../../cache-store.ts';
import type { Prefix } from '../../context.ts';
import { nameOf } from '../../text/name-content.ts';

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
 * Records stand in so many entries, by the first digit of their hash: of two processes that each read an entry and write it back the
 * last one wins, and so they seldom meet. What gets lost is that one prefix is warm, and with it one chance to go on from it.
 */
const slots = [...'0123456789abcdef'];
/** So many contexts may take turns before one is forgotten. */
const mostRecords = 16;

/** The prefixes that were used last, newest first. */
export async function readPrefixRecords(store: CacheStore): Promise<readonly PrefixRecord[]> {
  const kept = await Promise.all(slots.map((slot) => readSlot(store, slot)));
  return kept
    .flat()
    .sort((a, b) => b.usedAt - a.usedAt)
    .slice(0, mostRecords);
}

/** Keeps that a prefix was used. */
export async function keepPrefixRecord(
  store: CacheStore,
  record: PrefixRecord,
  segments: () => PrefixSegments,
): Promise<void> {
  const slot = record.hash.slice(0, 1);
  const before = await readSlot(store, slot);
  if (!before.some(({ hash }) => hash === record.hash)) {
    await setJson(store, namespace, record.hash, segments());
  }
  // Read again: naming the segments of a large prefix takes a while.
  const others = (await readSlot(store, slot)).filter(
    ({ model, hash }) => model !== record.model || hash !== record.hash,
  );
  await setJson(store, namespace, `newest-${slot}`, [record, ...others].slice(0, mostRecords));
}

async function readSlot(store: CacheStore, slot: string): Promise<readonly PrefixRecord[]> {
  const kept = await getJson(store, namespace, `newest-${slot}`);
  return Array.isArray(kept) ? kept.filter(isRecord) : [];
}

/** The segments of a prefix that was kept; none when they were forgotten. */
export async function readPrefixSegments(store: CacheStore, hash: string): Promise<PrefixSegments> {
  const kept = await getJson(store, namespace, hash);
  return Array.isArray(kept) ? kept.filter(isSegment) : [];
}

/** The segments of a prefix, each with a name for its text. */
export function nameSegments({ text, segments, superseded = [] }: Prefix): PrefixSegments {
  const all = [...segments, ...superseded].sort((a, b) => a.start - b.start);
  return all.map(({ id, start, end }) => ({ id, name: nameOf(text.slice(start, end)), start }));
}

/** Whether a prefix goes on from an earlier one: all of that is in it, and a part ends where it ended. */
export function isGrownFrom(prefix: Prefix, earlier: PrefixSegments): boolean {
  const [last] = earlier.slice(-1);
  const now = nameSegments(prefix);
  const next = now[earlier.length];
  return (
    last !== undefined &&
    next !== undefined &&
    earlier.every(({ id, name }, index) => now[index]?.id === id && now[index]?.name === name) &&
    (prefix.parts ?? []).some(({ end }) => end > last.start && end <= next.start)
  );
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
