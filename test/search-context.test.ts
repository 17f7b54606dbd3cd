import { expect, test } from 'vitest';
import { prepareContext } from '../src/prepare-context.ts';
import { searchContext } from '../src/search-context.ts';
import type { TextSegment } from '../src/segment.ts';
import { mockModel } from './helpers/mock-model.ts';

const model = mockModel();

function file(source: string, text: string): TextSegment {
  const end = text.split('\n').length;
  return { type: 'text', source, location: { type: 'lines', start: 1, end }, text };
}

const page: TextSegment = {
  type: 'text',
  source: 'guide.pdf',
  location: { type: 'page', page: 7 },
  headings: ['Locks'],
  text: 'The lock closes at nine.',
};
const files = [
  file('berths.md', '# Berths\n\nA berth costs 24 euros a night.\n'),
  file('fuel.md', `# Fuel\n\n${'Diesel is sold at the quay. '.repeat(300)}\n`),
  page,
];

test.each(['pack', 'retrieve'] as const)(
  'finds passages with their addresses, best first (%s)',
  async (strategy) => {
    const context = await prepareContext({ sources: [files], model, strategy });
    const [best] = await searchContext({ context, query: 'When does the lock close?' });
    expect(best).toMatchObject({
      source: 'guide.pdf',
      location: { type: 'page', page: 7 },
      headings: ['Locks'],
      text: 'The lock closes at nine.',
      score: expect.any(Number),
      tokens: expect.any(Number),
    });
    const found = await searchContext({ context, query: 'what does a berth cost' });
    expect(found[0]).toMatchObject({ source: 'berths.md', location: { type: 'lines', start: 1, end: 3 } });
    expect(found.map(({ score }) => score)).toEqual(found.map(({ score }) => score).sort((a, b) => b - a));
  },
);

test('a packed and a retrieving context find the same', async () => {
  const [packed, retrieving] = await Promise.all(
    (['pack', 'retrieve'] as const).map((strategy) => prepareContext({ sources: [files], model, strategy })),
  );
  if (packed === undefined || retrieving === undefined) throw new Error('Both were prepared.');
  const query = 'diesel berth lock';
  const addresses = async (context: typeof packed) =>
    (await searchContext({ context, query })).map(({ source, location }) => [source, location]);
  expect(new Set(await addresses(packed))).toEqual(new Set(await addresses(retrieving)));
});

test('returns no more than was asked for', async () => {
  const context = await prepareContext({ sources: [files], model });
  const all = await searchContext({ context, query: 'diesel' });
  const some = await searchContext({ context, query: 'diesel', evidenceTokens: 600 });
  const tokens = (found: typeof all) => found.reduce((sum, chunk) => sum + chunk.tokens, 0);
  expect(tokens(some)).toBeLessThanOrEqual(600);
  expect(tokens(some)).toBeLessThan(tokens(all));
  expect(some.length).toBeGreaterThan(0);
});

test('a retrieving context returns what it was prepared with', async () => {
  const context = await prepareContext({
    sources: [files],
    model,
    strategy: 'retrieve',
    evidenceTokens: 600,
  });
  const found = await searchContext({ context, query: 'diesel' });
  expect(found.reduce((sum, chunk) => sum + chunk.tokens, 0)).toBeLessThanOrEqual(600);
});

test.each(['', '   ', '???', 'xylophone'])('finds nothing for %j', async (query) => {
  const context = await prepareContext({ sources: [files], model });
  expect(await searchContext({ context, query })).toEqual([]);
});

test('searches a packed context that was kept as JSON', async () => {
  const context = await prepareContext({ sources: [files], model });
  const kept = JSON.parse(JSON.stringify({ ...context, model: undefined }));
  const query = 'lock';
  expect(await searchContext({ context: kept, query })).toEqual(await searchContext({ context, query }));
});

test.each(['pack', 'retrieve'] as const)('an abort ends it as aborted (%s)', async (strategy) => {
  const context = await prepareContext({ sources: [files], model, strategy });
  const abortSignal = AbortSignal.abort(new Error('why'));
  await expect(searchContext({ context, query: 'lock', abortSignal })).rejects.toMatchObject({
    code: 'aborted',
    cause: { message: 'why' },
  });
});
