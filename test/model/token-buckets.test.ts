import type { LanguageModelV4Usage } from '@ai-sdk/provider';
import { expect, test } from 'vitest';
import { toTokenBuckets } from '../../src/model/token-buckets.ts';

function usage(
  input: Partial<LanguageModelV4Usage['inputTokens']>,
  output: Partial<LanguageModelV4Usage['outputTokens']> = { total: 4 },
): LanguageModelV4Usage {
  return {
    inputTokens: {
      total: undefined,
      noCache: undefined,
      cacheRead: undefined,
      cacheWrite: undefined,
      ...input,
    },
    outputTokens: { total: undefined, text: undefined, reasoning: undefined, ...output },
  };
}

test('takes cache reads and writes out of the total, which includes them', () => {
  expect(toTokenBuckets(usage({ total: 2_036, noCache: 8, cacheRead: 0, cacheWrite: 2_028 }))).toEqual({
    uncached: 8,
    cacheWrite: 2_028,
    cacheRead: 0,
    output: 4,
  });
  expect(toTokenBuckets(usage({ total: 1_500, cacheRead: 1_200, cacheWrite: 297 }))?.uncached).toBe(3);
});

test('takes missing cache counts for none, and keeps reasoning inside the output', () => {
  expect(toTokenBuckets(usage({ total: 10 }, { total: 7, text: 2, reasoning: 5 }))).toEqual({
    uncached: 10,
    cacheWrite: 0,
    cacheRead: 0,
    output: 7,
    reasoning: 5,
  });
});

test.each([
  ['no usage', undefined],
  ['no input total', usage({})],
  ['no output total', usage({ total: 1 }, {})],
  ['a negative count', usage({ total: 10, cacheRead: -1 })],
  ['NaN', usage({ total: Number.NaN })],
  ['a fraction', usage({ total: 1.5 })],
  ['1e308', usage({ total: 1e308 })],
  ['more cached than total', usage({ total: 10, cacheRead: 6, cacheWrite: 5 })],
  ['a total without the cached part', usage({ total: 8, noCache: 8, cacheRead: 5 })],
  ['more reasoning than output', usage({ total: 1 }, { total: 4, reasoning: 5 })],
])('does not believe %s', (_, given) => {
  expect(toTokenBuckets(given)).toBeUndefined();
});

test('does not fall over usage of another shape', () => {
  expect(toTokenBuckets(JSON.parse('{"inputTokens":5,"outputTokens":null}'))).toBeUndefined();
  expect(toTokenBuckets(JSON.parse('{}'))).toBeUndefined();
  expect(
    toTokenBuckets(JSON.parse('{"inputTokens":{"total":"5"},"outputTokens":{"total":1}}')),
  ).toBeUndefined();
});
