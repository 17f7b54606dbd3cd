import { expect, test } from 'vitest';
import { describeCacheMiss } from '../../../src/answer/cache/describe-cache-miss.ts';
import { type CacheCase, explainCacheMiss } from '../../../src/answer/cache/explain-cache-miss.ts';
import type { TokenBuckets } from '../../../src/model/price-card.ts';
import type { CacheMiss } from '../../../src/result.ts';

const sentAt = 1_000_000_000;
const kept = { ttlMs: 300_000, cached: { read: 0, written: 0 } };
const record = { model: 'alibaba qwen', hash: 'h', call: 'c', usedAt: sentAt + 1_000, ...kept };
const used = (ago: number, changes: Partial<typeof record> = {}) => ({
  ...record,
  ...changes,
  usedAt: sentAt - ago * 1000,
});
const segments = ['a.md', 'b.md', 'c.md'].map((id, index) => ({ id, name: id, start: index * 100 }));
const tokens = (changes: Partial<TokenBuckets>): TokenBuckets => ({
  ...{ uncached: 5_000, cacheRead: 0, cacheWrite: 0, output: 1 },
  ...changes,
});
const written = tokens({ uncached: 8, cacheWrite: 4_992 });

const cases: readonly (readonly [string, Partial<CacheCase>, CacheMiss | undefined])[] = [
  ['a first write', {}, undefined],
  ['a hit', { tokens: tokens({ cacheRead: 4_000 }), records: [used(10)] }, undefined],
  ['under the minimum', { tokens: tokens({ uncached: 900 }) }, { cause: 'under-minimum', minTokens: 1_024 }],
  ['no effect', { tokens: tokens({}) }, { cause: 'no-effect' }],
  ['expired', { records: [used(300)] }, { cause: 'expired', idleSeconds: 300 }],
  [
    'expired in this process',
    { known: { usedAt: sentAt - 301_000, underWay: 0 } },
    { cause: 'expired', idleSeconds: 301 },
  ],
  [
    'written by another process while this one was under way',
    { records: [used(-1)] },
    { cause: 'written-concurrently' },
  ],
  [
    'written by another call while this one was under way',
    { known: { usedAt: undefined, underWay: 1 } },
    { cause: 'written-concurrently' },
  ],
  [
    'another model, not long ago',
    { records: [used(299, { model: 'm' })] },
    { cause: 'other-model', model: 'm' },
  ],
  ['another model, too long ago', { records: [used(300, { model: 'm' })] }, undefined],
  ['other instructions or tools', { records: [used(10, { call: 'before' })] }, { cause: 'call-changed' }],
  [
    'an entry that expired, beside one of other tools that has not',
    { records: [used(10, { call: 'before' }), used(400)] },
    { cause: 'expired', idleSeconds: 400 },
  ],
  [
    'an entry that expired before what has changed was appended',
    { grownFrom: used(400, { hash: 'before' }), earlier: [segments.slice(0, 2)] },
    { cause: 'expired', idleSeconds: 400 },
  ],
  ['nothing that can be seen', { records: [used(10)] }, { cause: 'evicted' }],
  [
    'a changed segment',
    { earlier: [segments.with(2, { id: 'c.md', name: 'before', start: 200 })] },
    { cause: 'prefix-changed', segment: 'c.md', offset: 200 },
  ],
  [
    'a segment in front',
    { earlier: [[{ id: '0.md', name: '0', start: 0 }, ...segments]] },
    { cause: 'prefix-changed', segment: 'a.md', offset: 0 },
  ],
  [
    'a segment that has gone from the end',
    { earlier: [[...segments, { id: 'd.md', name: 'd', start: 300 }]] },
    { cause: 'prefix-changed', segment: 'd.md', offset: 300 },
  ],
  ['documents of which too few are the same', { earlier: [segments.slice(0, 1)] }, undefined],
  ['segments that are all the same, in a prefix that nobody kept', { earlier: [segments] }, undefined],
  [
    'tools in front of it that were not there a moment ago, in this process',
    { isWarmOtherwise: true },
    { cause: 'call-changed' },
  ],
  [
    'a conversation that grew too much',
    { tokens: tokens({ cacheRead: 4_000, cacheWrite: 900 }), blocksBack: 25 },
    { cause: 'over-look-back', blocks: 25 },
  ],
];

test.each(cases)('%s', (_, met, miss) => {
  const explained = explainCacheMiss({
    ...{ tokens: written, record, sentAt, ttlMs: 300_000, minTokens: 1_024, blocksBack: undefined },
    ...{
      known: { usedAt: undefined, underWay: 0 },
      otherModels: [],
      isWarmOtherwise: false,
      records: [],
      segments,
      earlier: [],
      grownFrom: undefined,
    },
    ...met,
  });
  expect(explained).toEqual(miss);
  if (explained !== undefined) expect(describeCacheMiss(explained)).toMatch(/^The .{30,}\.$/);
});
