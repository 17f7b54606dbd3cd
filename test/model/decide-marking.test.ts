import { expect, test } from 'vitest';
import { decideMarking } from '../../src/model/decide-marking.ts';
import { findModelProfile } from '../../src/model/find-model-profile.ts';

const explicit = findModelProfile('qwen3.5-flash').cache;
const automatic = findModelProfile('gemini-2.5-flash').cache;

test.each([
  ['marks a prefix that will be asked about again', explicit, 1_024, 2, true, 'follow-ups-expected'],
  ['does not mark for one lone question', explicit, 900_000, 1, false, 'one-question'],
  ['does not mark under the minimum length', explicit, 1_023, 5, false, 'under-minimum'],
  ['names the minimum first, which more questions would not change', explicit, 10, 1, false, 'under-minimum'],
  ['leaves it to a provider that caches by itself', automatic, 2_048, 5, false, 'automatic'],
  ['knows that such a provider has a minimum, too', automatic, 2_047, 5, false, 'under-minimum'],
  ['has nothing to mark without a cache', { type: 'none' }, 900_000, 5, false, 'no-cache'],
] as const)('%s', (_, rules, prefixTokens, expectedQuestions, marked, because) => {
  expect(decideMarking({ rules, prefixTokens, expectedQuestions })).toEqual({ marked, because });
});
