import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createTokenCounter } from '../../src/model/create-token-counter.ts';
import { estimateSegment, isFarOver } from '../../src/model/estimate-tokens.ts';
import type { TextSegment } from '../../src/segment.ts';

const segment = (source: string, text: string): TextSegment => ({
  type: 'text',
  source,
  location: { type: 'lines', start: 1, end: 9 },
  text,
});

test('is within a quarter of the count for code and prose', async () => {
  const count = await createTokenCounter({ type: 'o200k-single-digits' });
  for (const file of ['README.md', 'src/prepare-context.ts', 'src/pack/leave-out.ts']) {
    const text = await readFile(new URL(`../../${file}`, import.meta.url), 'utf8');
    const { tokens, isForeign } = estimateSegment(segment(file, text));
    expect(tokens / count(text), file).toBeGreaterThan(0.75);
    expect(tokens / count(text), file).toBeLessThan(1.5);
    expect(isForeign).toBe(false);
  }
  expect(estimateSegment(segment('a.txt', 'Größe über alles, schön')).isForeign).toBe(true);
});

test('what could still fit is not far over', () => {
  expect(isFarOver(10_000, 1_000)).toBe(false);
  expect(isFarOver(10_001, 1_000)).toBe(true);
});
