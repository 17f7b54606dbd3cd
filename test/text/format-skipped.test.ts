import { expect, test } from 'vitest';
import type { Skipped, SkipReason } from '../../src/segment.ts';
import { formatSkipped } from '../../src/text/format-skipped.ts';

const skip = (reason: SkipReason): Skipped => ({ type: 'skipped', source: 'a', reason });

test('says in words what was not read, the most frequent first', () => {
  expect(formatSkipped([])).toBe('');
  const met = (['binary', 'broken-pdf', 'broken-pdf', 'link'] as const).map(skip);
  expect(formatSkipped(met)).toBe('2 broken PDFs, 1 binary file, 1 link');
});
