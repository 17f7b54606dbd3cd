import { expect, test } from 'vitest';
import type { ScoredChunk } from '../../src/chunk-store.ts';
import { createChunkCounter, fillEvidence } from '../../src/retrieve/fill-evidence.ts';

const ranked = [800, 400, 2000, 100, 100].map(
  (length, at): ScoredChunk => ({
    chunk: {
      type: 'text',
      source: `${at}.md`,
      location: { type: 'lines', start: 1, end: 1 },
      text: `${at}`.repeat(length),
    },
    score: 5 - at,
  }),
);

test('what cannot fit any more is passed over without being counted', () => {
  const counted: string[] = [];
  // A token for ten characters; the tags are rendered around no text.
  const count = createChunkCounter((text) => {
    if (!text.includes('<')) counted.push(text.charAt(0));
    return text.includes('<') ? 5 : text.length / 10;
  });
  // The first two take 130 tokens and leave 70: at most 1,120 characters.
  const found = fillEvidence(ranked, { evidenceTokens: 200, count });
  expect(found.map(({ source }) => source)).toEqual(['0.md', '1.md', '3.md', '4.md']);
  expect(counted).toEqual(['0', '1', '3', '4']);
});
