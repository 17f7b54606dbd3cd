import { type CacheStore, getJson, setJson } from '../cache-store.ts';
import type { Prefix } from '../context.ts';
import { nameOf } from '../text/name-content.ts';

/** That a provider wrote or read a prefix. */
export interface PrefixRecord {
  /** The way to the model and its name: `gateway alibaba/qwen3.5-flash`. */
  readonly model: string;
  readonly hash: string;
  /** Names what stands in front of the prefix. */
  readonly call: string;
  /** Milliseconds since 1970. */
  readonly usedAt: number;
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
const index = 'newest';
/** So many contexts may take turns before one is forgotten. */
const mostRecords = 16;

/** The prefixes that were used last, newest first. */
export async function readPrefixRecords(store: CacheStore): Promise<readonly PrefixRecord[]> {
  const kept = await getJson(store, namespace, index);
  return Array.isArray(kept) ? kept.filter(isRecord) : [];
}

/** Keeps that a prefix was used, in front of the others. */
export async function keepPrefixRecord(
  store: CacheStore,
  record: PrefixRecord,
  segments: () => PrefixSegments,
): Promise<void> {
  const records = await readPrefixRecords(store);
  const others = records.filter(({ model, hash }) => model !== record.model || hash !== record.hash);
  await setJson(store, namespace, index, [record, ...others].slice(0, mostRecords));
  if (records.some(({ hash }) => hash === record.hash)) return;
  await setJson(store, namespace, record.hash, segments());
}

/** The segments of a prefix that was kept; none when they were forgotten. */
export async function readPrefixSegments(store: CacheStore, hash: string): Promise<PrefixSegments> {
  const kept = await getJson(store, namespace, hash);
  return Array.isArray(kept) ? kept.filter(isSegment) : [];
}

/** The segments of a prefix, each with a name for its text. */
export function nameSegments({ text, segments }: Prefix): PrefixSegments {
  return segments.map(({ id, start, end }) => ({ id, name: nameOf(text.slice(start, end)), start }));
}

/** Whether two prefixes are versions of one: half of the longer one's addresses are in both. */
export function shareSegments(a: PrefixSegments, b: PrefixSegments): boolean {
  const ids = new Set(a.map(({ id }) => id));
  const shared = b.filter(({ id }) => ids.has(id)).length;
  return shared > 0 && shared >= Math.max(a.length, b.length) / 2;
}

function isRecord(value: unknown): value is PrefixRecord {
  return hasStrings(value, ['model', 'hash', 'call']) && typeof Reflect.get(value, 'usedAt') === 'number';
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
