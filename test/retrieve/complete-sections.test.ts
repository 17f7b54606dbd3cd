import { expect, test } from 'vitest';
import type { ScoredChunk } from '../../src/chunk-store.ts';
import { completeSections } from '../../src/retrieve/complete-sections.ts';
import { createMemoryRetriever } from '../../src/retrieve/memory-retriever.ts';
import type { Location, TextSegment } from '../../src/segment.ts';

function lines(start: number, more: Partial<TextSegment> = {}): TextSegment {
  const location: Location = { type: 'lines', start, end: start + 9 };
  return { type: 'text', source: 'a.ts', location, text: `Line ${start}.\n`, ...more };
}

/** A document of chunks, of which the given one is the best that was found. */
async function complete(chunks: readonly TextSegment[], found: TextSegment, settled = 1): Promise<string[]> {
  const ranked: ScoredChunk[] = [
    { chunk: found, score: 9 },
    { chunk: lines(500, { source: 'other.ts' }), score: 5 },
  ];
  const completed = await completeSections(ranked, {
    settled,
    read: async (source) => (source === 'a.ts' ? chunks.toReversed() : []),
  });
  expect(completed.map(({ score }) => score)).toEqual(
    completed.map(({ score }) => score).toSorted((a, b) => b - a),
  );
  return completed.map(({ chunk: { location } }) =>
    location.type === 'lines' ? `${location.start}` : `p. ${location.type === 'page' && location.page}`,
  );
}

test('a function that was found in part comes whole, behind what is settled and before the rest', async () => {
  const headings = ['Store', 'open'];
  const chunks = [
    lines(1, { headings: ['Store'] }),
    lines(11, { headings }),
    lines(21, { headings }),
    lines(31, { headings }),
    lines(41, { headings: ['Store', 'close'] }),
  ];
  expect(await complete(chunks, chunks[2] as TextSegment)).toEqual(['21', '11', '31', '500']);
  expect(await complete(chunks, chunks[2] as TextSegment, 2)).toEqual(['21', '500', '11', '31']);
});

test('a long section, and text without headings, stay as they were found', async () => {
  const long = Array.from({ length: 5 }, (_, n) => lines(1 + 10 * n, { headings: ['Store'] }));
  expect(await complete(long, long[2] as TextSegment)).toEqual(['21', '500']);
  const plain = [lines(1), lines(11), lines(21)];
  expect(await complete(plain, plain[1] as TextSegment)).toEqual(['11', '500']);
});

test('a page and a paragraph that were cut come whole', async () => {
  const page = (offset: number, number = 7): TextSegment =>
    lines(1, { location: { type: 'page', page: number, ...(offset > 0 && { offset }) } });
  const pages = [page(0, 6), page(0), page(900), page(0, 8)];
  expect(await complete(pages, pages[2] as TextSegment)).toEqual(['p. 7', 'p. 7', '500']);
  const one = { type: 'lines', start: 3, end: 3 } as const;
  const paragraph = [
    lines(1, { text: 'Before.\n' }),
    lines(3, { location: one, text: 'One line that ' }),
    lines(3, { location: { ...one, offset: 14 }, text: 'goes on.\n' }),
    lines(4),
  ];
  expect(await complete(paragraph, paragraph[1] as TextSegment)).toEqual(['3', '3', '500']);
});

test('a question gets all of the function that it finds a line of, at its exact lines', async () => {
  const body = (name: string) =>
    Array.from({ length: 40 }, (_, n) => `  ${name}.set(${n}, 'value of the ${name} number ${n}');`);
  const code = [
    'export function readTide(gauge) {',
    ...body('gauge'),
    '}',
    '',
    'export function moorVessel(berth) {',
    ...body('berth').with(20, "  berth.haul('capstan');"),
    '}',
  ];
  const location = { type: 'lines', start: 1, end: code.length } as const;
  const segments: TextSegment[] = [{ type: 'text', source: 'code.ts', location, text: code.join('\n') }];
  const retriever = await createMemoryRetriever({ segments, countTokens: (text) => text.length / 4 });
  const ask = async (evidenceTokens: number) =>
    (await retriever.retrieve({ query: 'Where is the capstan?', evidenceTokens })).map(
      (found) => found.location,
    );
  expect(await ask(5000)).toEqual([{ type: 'lines', start: 44, end: 85 }]);
  const [best, ...others] = await ask(1000);
  expect(others).toEqual([]);
  expect(best?.type === 'lines' && best.end - best.start).toBeLessThan(30);
});
