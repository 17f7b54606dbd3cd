import { expect, test } from 'vitest';
import type { ScoredChunk } from '../../src/chunk-store.ts';
import { createChunkReader } from '../../src/retrieve/chunk-reader.ts';
import { expandRanking } from '../../src/retrieve/expand-ranking.ts';
import { createMemoryRetriever } from '../../src/retrieve/memory-retriever.ts';
import type { TextSegment } from '../../src/segment.ts';

function chunk(source: string, text: string): TextSegment {
  return { type: 'text', source, location: { type: 'lines', start: 1, end: 1 }, text };
}

function scored(source: string, text: string, score: number): ScoredChunk {
  return { chunk: chunk(source, text), score };
}

/** Thirty passages on retries, the best of which speak of jitter; all say `again`. */
const ranked = Array.from({ length: 30 }, (_, n) =>
  scored(`${n}.md`, n < 10 ? 'A retry waits with jitter, again.' : `Retry ${n}, again.`, 30 - n),
);
const words = ['retri', 'wait'];
const read = createChunkReader();

test('what says the matter in words of the best passages comes before weak matches of the question', async () => {
  const asked: (readonly string[])[] = [];
  const expanded = await expandRanking(ranked, {
    ...{ words, read },
    async find(wanted) {
      asked.push(wanted);
      return [scored('jitter.md', 'Jitter spreads the load.', 300)];
    },
  });
  // What all passages say tells none apart, and what the question says was searched already.
  expect(asked).toEqual([['jitter']]);
  const sources = expanded.map(({ chunk }) => chunk.source);
  // In place of the last: what is sent is not more.
  expect(sources).toHaveLength(30);
  expect(sources).not.toContain('29.md');
  expect(sources[20]).toBe('jitter.md');
});

test('the best twenty stay, and scores go on saying the order', async () => {
  const expanded = await expandRanking(ranked, {
    ...{ words, read },
    find: async () => [scored('jitter.md', 'Jitter.', 9000), scored('25.md', 'Retry 25, again.', 100)],
  });
  expect(expanded.slice(0, 20)).toEqual(ranked.slice(0, 20));
  const scores = expanded.map(({ score }) => score);
  expect(scores).toEqual(scores.toSorted((a, b) => b - a));
  // Found by both, it stands once, before what the question alone finds.
  expect(expanded.slice(20, 23).map(({ chunk }) => chunk.source)).toEqual(['jitter.md', '25.md', '20.md']);
});

test('nothing is added where little is found or the passages share nothing', async () => {
  const find = async () => [scored('other.md', 'Other.', 100)];
  expect(await expandRanking(ranked.slice(0, 20), { words, read, find })).toEqual(ranked.slice(0, 20));
  const plain = ranked.map(({ chunk, score }) => ({ chunk: { ...chunk, text: 'Retry.' }, score }));
  expect(await expandRanking(plain, { words, read, find })).toEqual(plain);
});

test('a question finds the passage that shares no word with it, in documents on its matter', async () => {
  const filler = (n: number) => `Entry ${n} of the log tells of the weather on quay ${n}. `.repeat(20);
  const segments = [
    ...Array.from({ length: 12 }, (_, n) =>
      chunk(`on-fees-${n}.md`, `The overstay fee ${n} is a surcharge on demurrage. ${filler(n)}`),
    ),
    ...Array.from({ length: 60 }, (_, n) => chunk(`log-${n}.md`, `A fee. ${filler(n)}`)),
    chunk('tariff.md', `Demurrage: 12 crowns, a surcharge of 3. ${filler(99)}`),
  ];
  const retriever = await createMemoryRetriever({ segments, countTokens: (text) => text.length / 4 });
  const ask = async (evidenceTokens: number) =>
    (await retriever.retrieve({ query: 'What is the overstay fee?', evidenceTokens })).map(
      ({ source }) => source,
    );
  expect(await ask(6500)).toContain('tariff.md');
  expect(await ask(4000)).not.toContain('tariff.md');
});
