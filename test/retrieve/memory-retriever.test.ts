import { expect, test } from 'vitest';
import type { ProgressEvent } from '../../src/progress.ts';
import { createMemoryRetriever } from '../../src/retrieve/memory-retriever.ts';
import type { TextSegment } from '../../src/segment.ts';

const countTokens = (text: string) => Math.ceil(text.length / 4);

function file(source: string, text: string): TextSegment {
  return { type: 'text', source, location: { type: 'lines', start: 1, end: text.split('\n').length }, text };
}

const segments = [
  file(
    'gateway/retry.ts',
    'export const maxRetries = 3;\nexport function backoffMs(attempt: number) {\n  return 2 ** attempt;\n}\n',
  ),
  file(
    'docs/harbour.md',
    '# Harbour\n\nThe office opens at nine.\n\n## Fees\n\nA berth costs 12 crowns a night.\n',
  ),
  file('docs/tides.md', '# Tides\n\nHigh water is at noon. The gauge reports every minute.\n'),
];

async function ask(query: string, evidenceTokens = 4000, among: readonly TextSegment[] = segments) {
  const retriever = await createMemoryRetriever({ segments: among, countTokens });
  return (await retriever.retrieve({ query, evidenceTokens })).map(({ source }) => source);
}

test.each([
  ['Where are retries configured?', 'gateway/retry.ts'],
  ['what does a night in a berth cost', 'docs/harbour.md'],
  ['How often do gauges report?', 'docs/tides.md'],
  // Only the path says so.
  ['gateway', 'gateway/retry.ts'],
])('%j finds %s first', async (query, source) => {
  expect((await ask(query))[0]).toBe(source);
});

test('nothing is found when no word matches', async () => {
  expect(await ask('quantum chromodynamics')).toEqual([]);
  expect(await ask('anything', 4000, [])).toEqual([]);
});

test('evidence stops before the budget', async () => {
  const many = Array.from({ length: 50 }, (_, n) =>
    file(`day-${n}.md`, `# Day ${n}\n\n${'The tide rose and fell. '.repeat(20)}\n`),
  );
  const retriever = await createMemoryRetriever({ segments: many, countTokens });
  const found = await retriever.retrieve({ query: 'tide', evidenceTokens: 1000 });
  const tokens = found.reduce((sum, chunk) => sum + chunk.tokens, 0);
  expect(tokens).toBeLessThanOrEqual(1000);
  expect(tokens).toBeGreaterThan(800);
  expect(found.map(({ score }) => score)).toEqual(found.map(({ score }) => score).toSorted((a, b) => b - a));
});

test('reports progress', async () => {
  const events: ProgressEvent[] = [];
  await createMemoryRetriever({ segments, countTokens, onProgress: (event) => events.push(event) });
  expect(events.at(-1)).toEqual({ type: 'index', done: 3, total: 3 });
});

test('an abort ends indexing and searching', async () => {
  const abortSignal = AbortSignal.abort(new Error('enough'));
  await expect(createMemoryRetriever({ segments, countTokens, abortSignal })).rejects.toThrow('enough');
  const retriever = await createMemoryRetriever({ segments, countTokens });
  await expect(retriever.retrieve({ query: 'tide', evidenceTokens: 100, abortSignal })).rejects.toThrow(
    'enough',
  );
});

test('an abort while it indexes is noticed at once, not when all is indexed', async () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 0);
  let indexed = 0;
  const many = Array.from({ length: 2000 }, (_, n) => file(`${n}.md`, `Entry ${n} says more. `.repeat(400)));
  const indexing = createMemoryRetriever({
    segments: many,
    countTokens,
    onProgress: () => {
      indexed += 1;
    },
    abortSignal: controller.signal,
  });
  await expect(indexing).rejects.toThrow();
  expect(indexed).toBeLessThan(1000);
});

test('only the documents that were named are searched', async () => {
  const retriever = await createMemoryRetriever({ segments, countTokens });
  const query = 'water gateway berth';
  const found = await retriever.retrieve({
    query,
    evidenceTokens: 4000,
    sources: ['docs/tides.md', 'none.md'],
  });
  expect(found.map(({ source }) => source)).toEqual(['docs/tides.md']);
});

test('words that stand together in the question count for more where they stand together', async () => {
  const filler = (n: number) => `Word ${n} of the quiet day. `.repeat(12);
  const apart = file('a.md', `The gauge is new. ${filler(1)} One more house was built. ${filler(2)}`);
  const together = file(
    'b.md',
    `${filler(3)} It stands in the gauge house. ${filler(4)} New. One more was built.`,
  );
  expect((await ask('gauge house', 4000, [apart, together]))[0]).toBe('b.md');
});

test('two words of a question find the identifier that joins them', async () => {
  const code = file('frame.py', 'class Table:\n    dataframe = None\n');
  expect(await ask('what is the data frame', 4000, [code, ...segments])).toEqual(['frame.py']);
});

test('chunks that follow each other come as one span with the lines of both', async () => {
  const lines = Array.from({ length: 120 }, (_, n) => `Line ${n} says that the tide is at ${n} metres.`);
  const retriever = await createMemoryRetriever({
    segments: [file('log.txt', lines.join('\n'))],
    countTokens,
  });
  const found = await retriever.retrieve({ query: 'tide', evidenceTokens: 10_000 });
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ location: { type: 'lines', start: 1, end: 120 }, text: lines.join('\n') });
});
