import { expect, test } from 'vitest';
import { QuireError } from '../../src/errors.ts';
import { findModelProfile } from '../../src/model/find-model-profile.ts';
import { modelProfiles } from '../../src/model/model-profiles.ts';

test('knows qwen3.5-flash with the limits at which the service refuses', () => {
  expect(findModelProfile('qwen3.5-flash')).toMatchObject({
    contextWindow: 1_000_000,
    maxInputTokens: 983_616,
    maxOutputTokens: 64_000,
    maxBodyBytes: 6_291_456,
    cache: { type: 'explicit', minTokens: 1_024, ttlSeconds: 300, maxMarkers: 4 },
  });
});

test.each(['alibaba/qwen3.5-flash', 'alibaba:qwen3.5-flash', 'proxy/alibaba/qwen3.5-flash'])(
  'finds the same model behind the provider in %s',
  (id) => {
    expect(findModelProfile(id)).toBe(findModelProfile('qwen3.5-flash'));
  },
);

test.each(['flash', 'qwen3.5-flash-2', 'my-qwen3.5-flash', ''])(
  'does not take %j for a model it knows',
  (id) => {
    expect(() => findModelProfile(id)).toThrow(QuireError);
  },
);

test('says of an unknown model which ways out there are', () => {
  const error = caught(() => findModelProfile('acme/unheard-of'));
  expect(QuireError.isInstance(error, 'unknown-model') && error.facts.model).toBe('acme/unheard-of');
  expect(String(error)).toMatch(/`profile`.*--context-window.*qwen3\.5-flash/);
});

test('describes an unknown model cautiously from its window alone', () => {
  expect(findModelProfile('local/llama', { contextWindow: 20_000 })).toEqual({
    id: 'llama',
    contextWindow: 20_000,
    maxInputTokens: 20_000,
    maxOutputTokens: 5_000,
    tokenizer: { type: 'o200k-single-digits' },
    cache: { type: 'none' },
    source: 'given by the caller, with cautious defaults',
  });
  expect(findModelProfile('llama', { contextWindow: 128_000 }).maxOutputTokens).toBe(8_192);
});

test('lets a caller correct single figures of a known model and keeps the rest', () => {
  const known = findModelProfile('gpt-5');
  const corrected = findModelProfile('openai/gpt-5', {
    contextWindow: 400_000,
    maxOutputTokens: 1_000,
    maxInputTokens: undefined,
  });
  expect(corrected).toEqual({ ...known, maxOutputTokens: 1_000 });
});

test('cuts the other limits of a known model to a smaller window', () => {
  expect(findModelProfile('qwen3.5-flash', { contextWindow: 100_000 })).toMatchObject({
    maxInputTokens: 100_000,
    maxOutputTokens: 25_000,
    cache: { type: 'explicit' },
  });
});

test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
  'refuses a window of %d tokens',
  (contextWindow) => {
    const error = caught(() => findModelProfile('qwen3.5-flash', { contextWindow }));
    expect(QuireError.isInstance(error, 'bad-input') && error.facts.option).toBe('profile.contextWindow');
  },
);

test('has rows that do not contradict themselves', () => {
  expect(new Set(modelProfiles.map(({ id }) => id)).size).toBe(modelProfiles.length);
  for (const row of modelProfiles) {
    expect(row.maxInputTokens, row.id).toBeLessThanOrEqual(row.contextWindow);
    expect(row.maxOutputTokens, row.id).toBeLessThan(row.contextWindow);
    expect(row.date, row.id).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(JSON.parse(JSON.stringify(row)), row.id).toEqual(row);
  }
});

function caught(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
