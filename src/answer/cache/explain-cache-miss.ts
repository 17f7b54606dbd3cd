import type { TokenBuckets } from '../../model/price-card.ts';
import type { CacheMiss } from '../../result.ts';
import type { CacheKnowledge } from './prefix-cache.ts';
import { type PrefixRecord, type PrefixSegments, shareSegments } from './prefix-records.ts';

/** What a marked request met, and what is known of requests before it. */
export interface CacheCase {
  readonly tokens: TokenBuckets;
  /** The prefix of this request, as it would be kept. */
  readonly record: PrefixRecord;
  /** When the request was sent, in milliseconds since 1970. */
  readonly sentAt: number;
  readonly ttlMs: number;
  readonly minTokens: number;
  /** Set when the conversation's newest marker is further from the one before than the provider looks back. */
  readonly blocksBack: number | undefined;
  readonly known: CacheKnowledge;
  /** Models that this process asked over the same prefix. */
  readonly otherModels: readonly string[];
  /** This process asked the same model over the same prefix, behind other instructions or tools. */
  readonly isWarmOtherwise: boolean;
  /** Prefixes that were used before, in any process, newest first. */
  readonly records: readonly PrefixRecord[];
  /** The one of them whose prefix this one goes on from: what has changed was appended to it. */
  readonly grownFrom: PrefixRecord | undefined;
  readonly segments: PrefixSegments;
  /** The segments of prefixes that the same model was asked over, newest first. */
  readonly earlier: readonly PrefixSegments[];
}

/** Why a request that could have read a prefix from the cache did not; nothing when it did, or when it was the first. */
export function explainCacheMiss(met: CacheCase): CacheMiss | undefined {
  const { tokens, minTokens, blocksBack } = met;
  if (tokens.cacheRead > 0) {
    return blocksBack !== undefined && tokens.cacheWrite > 0
      ? { cause: 'over-look-back', blocks: blocksBack }
      : undefined;
  }
  if (tokens.cacheWrite > 0) return explainWrite(met);
  return tokens.uncached < minTokens ? { cause: 'under-minimum', minTokens } : { cause: 'no-effect' };
}

function explainWrite(met: CacheCase): CacheMiss | undefined {
  const { record, known, sentAt, ttlMs, otherModels, records } = met;
  const ofPrefix = records.filter(({ model, hash }) => model === record.model && hash === record.hash);
  const same = ofPrefix.find(({ call }) => call === record.call) ?? ofPrefix[0] ?? met.grownFrom;
  const usedAt = known.usedAt ?? same?.usedAt;
  if (usedAt !== undefined) {
    if (usedAt > sentAt) return { cause: 'written-concurrently' };
    if (sentAt - usedAt >= ttlMs)
      return { cause: 'expired', idleSeconds: Math.round((sentAt - usedAt) / 1000) };
    return same !== undefined && same.call !== record.call ? { cause: 'call-changed' } : { cause: 'evicted' };
  }
  if (known.underWay > 0) return { cause: 'written-concurrently' };
  if (met.isWarmOtherwise) return { cause: 'call-changed' };
  const isLive = ({ usedAt: at }: PrefixRecord) => sentAt - at < ttlMs;
  const other = records.find((each) => each.hash === record.hash && isLive(each))?.model ?? otherModels[0];
  if (other !== undefined) return { cause: 'other-model', model: other };
  const before = met.earlier.find((segments) => shareSegments(segments, met.segments));
  return before === undefined ? undefined : findChange(before, met.segments);
}

/** The first segment that is not what it was, and where it begins in the prefix of now. */
function findChange(before: PrefixSegments, now: PrefixSegments): CacheMiss | undefined {
  const at = now.findIndex(({ id, name }, index) => before[index]?.id !== id || before[index]?.name !== name);
  const changed = now[at];
  if (changed !== undefined) return { cause: 'prefix-changed', segment: changed.id, offset: changed.start };
  const gone = before[now.length];
  return gone === undefined ? undefined : { cause: 'prefix-changed', segment: gone.id, offset: gone.start };
}
