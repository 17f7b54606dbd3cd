import { expect, test } from 'vitest';
import { cutParts, sharedParts } from '../../src/pack/cut-parts.ts';
import { packSegments } from '../../src/pack/pack-segments.ts';
import type { TextSegment } from '../../src/segment.ts';

const countTokens = () => 100;

function files(count: number, edited: readonly number[] = []): TextSegment[] {
  return Array.from({ length: count }, (_, index) => ({
    type: 'text',
    source: `${String(index).padStart(3, '0')}.ts`,
    location: { type: 'lines', start: 1, end: 1 },
    text: edited.includes(index) ? 'edited' : 'first',
  }));
}

const pack = (segments: readonly TextSegment[]) => packSegments(segments, { countTokens });

test('a pack is cut at three tenths, six and eight and a half, between documents', () => {
  const { text, key, parts = [] } = cutParts(pack(files(20)), { minTokens: 100 });
  expect(parts.map(({ tokens }) => tokens)).toEqual([600, 600, 500, 300]);
  expect(parts.at(-1)?.end).toBe(text.length);
  for (const { end } of parts) expect(text.slice(0, end).endsWith(`</document-${key}>\n`)).toBe(true);
});

test('no part is shorter than what a provider keeps', () => {
  expect(cutParts(pack(files(20)), { minTokens: 700 }).parts?.map(({ tokens }) => tokens)).toEqual([
    700, 1300,
  ]);
  expect(cutParts(pack(files(3)), { minTokens: 700 })).not.toHaveProperty('parts');
  expect(cutParts(pack([]), { minTokens: 1 })).not.toHaveProperty('parts');
});

test('a new pack keeps the cuts of the one before as far as the text is the same', () => {
  const earlier = cutParts(pack(files(20)), { minTokens: 100 });
  const now = cutParts(pack(files(24, [13])), { minTokens: 100, earlier });
  expect(now.parts?.slice(0, 2)).toEqual(earlier.parts?.slice(0, 2));
  expect(sharedParts(earlier, now)).toEqual(earlier.parts?.slice(0, 2));
  expect(now.parts?.map(({ tokens }) => tokens)).toEqual([600, 600, 300, 600, 300]);
});

test('a pack whose tokens were counted lower before is not cut inside what is shared', () => {
  const segments = files(20);
  const earlier = cutParts(packSegments(segments, { countTokens: () => 75 }), { minTokens: 100 });
  const { text, parts = [] } = cutParts(pack(segments), { minTokens: 100, earlier });
  const ends = parts.map(({ end }) => end);
  expect(ends).toEqual([...new Set(ends)].sort((a, b) => a - b));
  expect(ends.at(-1)).toBe(text.length);
});
