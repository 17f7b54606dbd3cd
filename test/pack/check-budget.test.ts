import { expect, test } from 'vitest';
import { checkBudget } from '../../src/pack/check-budget.ts';

const profile = { contextWindow: 10_000, maxInputTokens: 9_000, maxBodyBytes: 50_000 };
const exact = {
  documentTokens: 8_000,
  basis: 'tokenizer' as const,
  margin: 0.1,
  overheadTokens: 200,
  bodyBytes: 50_000,
  maxOutputTokens: 500,
  profile,
};

test('exactly at the edge fits', () => {
  expect(checkBudget(exact)).toEqual({
    verdict: 'fits',
    tokens: { documents: 8_000, basis: 'tokenizer', margin: 0.1, needed: 9_000, budget: 9_000 },
    bytes: { needed: 50_000, budget: 50_000 },
  });
});

test('one token more does not', () => {
  expect(checkBudget({ ...exact, documentTokens: 8_001 })).toMatchObject({
    verdict: 'over-token-budget',
    tokens: { needed: 9_002 },
  });
  expect(checkBudget({ ...exact, overheadTokens: 201 }).verdict).toBe('over-token-budget');
});

test('one byte more does not', () => {
  expect(checkBudget({ ...exact, bodyBytes: 50_001 }).verdict).toBe('over-byte-budget');
});

test('over both, it is the tokens that are told', () => {
  expect(checkBudget({ ...exact, bodyBytes: 50_001, overheadTokens: 201 }).verdict).toBe('over-token-budget');
});

test('the window without the output counts where it is smaller than the input cap', () => {
  expect(checkBudget({ ...exact, maxOutputTokens: 1_000 }).tokens.budget).toBe(9_000);
  expect(checkBudget({ ...exact, maxOutputTokens: 1_001 })).toMatchObject({
    verdict: 'over-token-budget',
    tokens: { budget: 8_999 },
  });
});

test('an output as long as the window leaves no room for anything', () => {
  expect(checkBudget({ ...exact, documentTokens: 0, maxOutputTokens: 10_000 }).verdict).toBe(
    'over-token-budget',
  );
});

test('without a byte cap bytes do not matter', () => {
  const { maxBodyBytes: _, ...open } = profile;
  expect(checkBudget({ ...exact, bodyBytes: 1e12, profile: open })).toMatchObject({
    verdict: 'fits',
    bytes: { budget: undefined },
  });
});

test.each([
  // 100 * 1.1 is 110.00000000000001 in binary.
  [100, 0.1, 110],
  [1_000, 0.1, 1_100],
  [1_001, 0.1, 1_102],
  [100, 0.03, 103],
  [101, 0.03, 105],
  [700, 0.03, 721],
  [0, 0.1, 0],
  [1, 0, 1],
  [954_967, 0.03, 983_617],
  [954_966, 0.03, 983_615],
])('%i tokens with a margin of %d need %i', (documentTokens, margin, needed) => {
  expect(checkBudget({ ...exact, documentTokens, margin, overheadTokens: 0 }).tokens.needed).toBe(needed);
});

test('Qwen3.5-Flash takes 983,616 tokens and 6,291,456 bytes, and not one more', () => {
  const qwen = { contextWindow: 1_000_000, maxInputTokens: 983_616, maxBodyBytes: 6_291_456 };
  const full = {
    ...exact,
    documentTokens: 983_416,
    margin: 0,
    bodyBytes: 6_291_456,
    maxOutputTokens: 8_192,
    profile: qwen,
  };
  expect(checkBudget(full).verdict).toBe('fits');
  expect(checkBudget({ ...full, documentTokens: 983_417 }).verdict).toBe('over-token-budget');
  expect(checkBudget({ ...full, bodyBytes: 6_291_457 }).verdict).toBe('over-byte-budget');
  // 64,000 tokens of output leave 936,000.
  expect(checkBudget({ ...full, maxOutputTokens: 64_000 }).tokens.budget).toBe(936_000);
});
