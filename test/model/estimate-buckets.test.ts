import { expect, test } from 'vitest';
import { estimateBuckets } from '../../src/model/estimate-buckets.ts';
import { findModelProfile } from '../../src/model/find-model-profile.ts';

const size = { prefixTokens: 100_000, questionTokens: 200, outputTokens: 500, evidenceTokens: 8_000 };
const explicit = findModelProfile('qwen3.5-flash').cache;
const whole = { uncached: 100_200, cacheWrite: 0, cacheRead: 0, output: 500 };
const hit = { uncached: 200, cacheWrite: 0, cacheRead: 100_000, output: 500 };

test('writes a marked prefix once and reads it from then on', () => {
  expect(estimateBuckets('pack-cached', size, explicit)).toEqual({
    first: { uncached: 200, cacheWrite: 100_000, cacheRead: 0, output: 500 },
    next: hit,
  });
});

test('takes nothing for the write where the provider caches by itself', () => {
  const { cache } = findModelProfile('gpt-5');
  expect(estimateBuckets('pack-cached', size, cache)).toEqual({ first: whole, next: hit });
});

test('sends everything each time when it is not cached', () => {
  expect(estimateBuckets('pack-uncached', size, explicit)).toEqual({ first: whole, next: whole });
  expect(estimateBuckets('pack-cached', size, { type: 'none' })).toEqual({ first: whole, next: whole });
});

test('caches nothing under the minimum', () => {
  const small = { uncached: 1_223, cacheWrite: 0, cacheRead: 0, output: 500 };
  expect(estimateBuckets('pack-cached', { ...size, prefixTokens: 1_023 }, explicit)).toEqual({
    first: small,
    next: small,
  });
});

test('sends the evidence of each question when retrieving, and nothing of the rest', () => {
  const question = { uncached: 8_200, cacheWrite: 0, cacheRead: 0, output: 500 };
  expect(estimateBuckets('retrieve', size, explicit)).toEqual({ first: question, next: question });
});
