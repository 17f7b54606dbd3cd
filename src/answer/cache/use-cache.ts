import type { CacheStore } from '../../cache-store.ts';
import type { CacheRules } from '../../model/model-profile.ts';
import type { TokenBuckets } from '../../model/price-card.ts';
import type { Prefix } from '../../prefix.ts';
import type { Attempt, CacheMiss } from '../../result.ts';
import { nameOf } from '../../text/name-content.ts';
import type { RequestWatcher } from '../request/record-attempts.ts';
import { explainCacheMiss } from './explain-cache-miss.ts';
import { findPrefixCache } from './find-prefix-cache.ts';
import type { CachePlan } from './plan-cache.ts';
import type { CachedRequestEnd, CacheKnowledge } from './prefix-cache.ts';
import {
  hashBeginnings,
  keepPrefixRecord,
  nameSegments,
  type PrefixRecord,
  type PrefixSegments,
  readPrefixRecords,
  readPrefixSegments,
} from './prefix-records.ts';

/** The cache as one call uses it. */
export interface CacheUse {
  readonly plan: CachePlan;
  /** Sends the requests over a prefix in turn: one writes it, and the others read what it wrote. */
  readonly watcher: RequestWatcher;
  /** Once the call has ended: keeps that the prefix was used, and says why it was not read when it could have been. */
  report(): Promise<CacheMiss | undefined>;
}

/** Joins a call to what is known of its prefix: in this process, and through `store` in others. */
export function useCache(
  plan: CachePlan,
  {
    model,
    front,
    now,
    store,
    blocksBack,
  }: {
    /** The way to the model and its name. */
    readonly model: string;
    /** What stands in front of the prefix, instructions and tools: another one is another cache entry. */
    readonly front: string;
    readonly now: () => number;
    readonly store: CacheStore | undefined;
    /** How many content parts lie between the conversation's newest marker and the one before. */
    readonly blocksBack: number;
  },
): CacheUse {
  const { prefix, profile } = plan.context;
  const call = nameOf(front);
  const entry = findPrefixCache(prefix, { model, call, lifetime: plan.lifetime, ttlMs: plan.ttlMs, now });
  let first:
    | { readonly sentAt: number; readonly known: CacheKnowledge; readonly attempt: Attempt }
    | undefined;

  return {
    plan,
    async watcher({ abortSignal }) {
      const turn = await entry.cache.enter(abortSignal);
      const sentAt = now();
      return (attempt) => {
        turn.leave(endOf(attempt));
        if (attempt?.outcome.type === 'finished') first ??= { sentAt, known: turn.known, attempt };
      };
    },
    async report() {
      const tokens = first?.attempt.tokens;
      if (first === undefined || tokens === undefined || plan.marker === undefined) return undefined;
      const record: PrefixRecord = {
        model,
        hash: prefix.hash,
        call,
        usedAt: now(),
        ttlMs: plan.ttlMs,
        cached: { read: tokens.cacheRead, written: tokens.cacheWrite },
      };
      const segments = () => nameSegments(prefix);
      const records = store === undefined ? [] : await readPrefixRecords(store);
      const rewritten = tokens.cacheRead === 0 && tokens.cacheWrite > 0;
      const grownFrom = tokens.cacheWrite > 0 ? findGrownFrom(prefix, record, records) : undefined;
      const earlier = rewritten && store !== undefined ? await readEarlier(store, records, record) : [];
      const miss = explainCacheMiss({
        ...first,
        tokens,
        record,
        records,
        ttlMs: plan.ttlMs,
        minTokens: minTokensOf(profile.cache),
        blocksBack: isBeyond(profile.cache, blocksBack) ? blocksBack : undefined,
        otherModels: entry.otherModels(),
        isWarmOtherwise: entry.isWarmOtherwise(),
        segments: rewritten && store !== undefined ? segments() : [],
        ...{ grownFrom, earlier },
      });
      if (store !== undefined && tokens.cacheRead + tokens.cacheWrite > 0) {
        await keepPrefixRecord(store, record, segments);
        // What was read lives on, so that the next version can go on from it too.
        if (grownFrom !== undefined && isRead(grownFrom, tokens)) {
          await keepPrefixRecord(store, { ...grownFrom, usedAt: now() });
        }
      }
      return miss;
    },
  };
}

/** The longest prefix that this one goes on from: its text, and a part that ends where it ended. */
function findGrownFrom(
  prefix: Prefix,
  { model, call }: PrefixRecord,
  records: readonly PrefixRecord[],
): PrefixRecord | undefined {
  const beginnings = hashBeginnings(prefix).slice(0, -1).reverse();
  const ofCall = new Map(
    records.filter((each) => each.model === model && each.call === call).map((each) => [each.hash, each]),
  );
  return ofCall.get(beginnings.find((hash) => ofCall.has(hash)) ?? '');
}

/** Whether so much was read that all of an earlier prefix is in it. */
function isRead({ cached }: PrefixRecord, { cacheRead }: TokenBuckets): boolean {
  return cacheRead >= cached.read + cached.written;
}

function endOf(attempt: Attempt | undefined): CachedRequestEnd {
  if (attempt?.outcome.type !== 'finished') return 'failed';
  const { tokens, outcome } = attempt;
  // So ends a stream that was cut: a provider keeps what it has answered to the end.
  if (tokens === undefined && outcome.finishReason === 'other') return 'failed';
  // A provider that does not count may keep the prefix all the same.
  return tokens === undefined || tokens.cacheRead + tokens.cacheWrite > 0 ? 'kept' : 'not-kept';
}

function minTokensOf(rules: CacheRules): number {
  return rules.type === 'none' ? 0 : rules.minTokens;
}

function isBeyond(rules: CacheRules, blocks: number): boolean {
  return rules.type === 'explicit' && rules.lookBackBlocks !== undefined && blocks > rules.lookBackBlocks;
}

function readEarlier(
  store: CacheStore,
  records: readonly PrefixRecord[],
  { model, hash }: PrefixRecord,
): Promise<PrefixSegments[]> {
  const versions = records.filter((each) => each.model === model && each.hash !== hash);
  return Promise.all(versions.map((each) => readPrefixSegments(store, each.hash)));
}
