import { expect, test } from 'vitest';
import { createMemoryRetriever } from '../../src/retrieve/memory-retriever.ts';
import type { WeighedKind } from '../../src/retrieve/weigh-kinds.ts';
import type { TextSegment } from '../../src/segment.ts';

function file(source: string, text: string): TextSegment {
  return { type: 'text', source, location: { type: 'lines', start: 1, end: 1 }, text };
}

const segments = [
  file('src/retry.ts', 'const backoff = 2; // waits'),
  file('test/retry.test.ts', 'backoff backoff backoff retry'),
  file('docs/retry.md', 'The retry backoff, explained: backoff.'),
];

async function find(query: string, weighDown: readonly WeighedKind[]): Promise<string[]> {
  const retriever = await createMemoryRetriever({ segments, countTokens: (text) => text.length, weighDown });
  return (await retriever.retrieve({ query, evidenceTokens: 4000 })).map(({ source }) => source);
}

test('kinds that a caller weighs down come after source code, and stay', async () => {
  expect((await find('retry backoff', []))[0]).not.toBe('src/retry.ts');
  const weighed = await find('retry backoff', ['tests', 'docs']);
  expect(weighed[0]).toBe('src/retry.ts');
  expect(weighed).toHaveLength(3);
});

test('a kind that the question names counts in full', async () => {
  const asked = 'How do the tests check the retry backoff?';
  expect((await find(asked, ['tests', 'docs']))[0]).toBe('test/retry.test.ts');
  expect(await find(asked, ['tests'])).toEqual(await find(asked, []));
});
