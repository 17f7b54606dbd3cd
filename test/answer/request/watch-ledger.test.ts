import { expect, test } from 'vitest';
import { answerQuestion, streamAnswer } from '../../../src/answer-question.ts';
import { prepareContext } from '../../../src/prepare-context.ts';
import type { Ledger, LedgerEntry } from '../../../src/result.ts';
import { mockModel } from '../../helpers/mock-model.ts';

const location = { type: 'lines', start: 1, end: 1 } as const;
const now = () => Date.UTC(2026, 10, 23);

function prepare(options: Partial<Parameters<typeof prepareContext>[0]> = {}) {
  const sources = [[{ type: 'text' as const, source: 'a.md', location, text: 'The lock closes at nine.' }]];
  return prepareContext({ sources, model: mockModel('At nine.'), ...options });
}

/** A ledger in memory. */
function keep(): Ledger & { readonly entries: LedgerEntry[] } {
  const entries: LedgerEntry[] = [];
  return {
    entries,
    append: (entry) => void entries.push(entry),
    async *read() {
      yield* entries;
    },
  };
}

test.each(['whole', 'streamed'] as const)(
  'writes down what was asked, and what it cost (%s)',
  async (manner) => {
    const ledger = keep();
    const context = await prepare();
    const options = { context, question: 'When?', ledger, now };
    await (manner === 'whole' ? answerQuestion(options) : streamAnswer(options).answer);
    expect(ledger.entries).toMatchObject([
      {
        at: '2026-11-23T00:00:00.000Z',
        question: 'When?',
        context: expect.stringMatching(/^[0-9a-f]{12}$/),
        model: 'qwen3.5-flash',
        tokens: { uncached: 100, output: 10 },
        cost: { max: 0.000014 },
      },
    ]);
  },
);

test('writes down a request that failed', async () => {
  const ledger = keep();
  const model = mockModel(() => {
    throw new Error('gone');
  });
  const context = await prepare({ model });
  await expect(answerQuestion({ context, question: 'When?', ledger, maxRetries: 0 })).rejects.toThrow();
  expect(ledger.entries).toMatchObject([
    { outcome: { type: 'failed' }, cost: undefined, atMost: { max: expect.any(Number) } },
  ]);
});

test('the same documents have the same name, packed or retrieved from, and others another', async () => {
  const namesFor = async (options: Parameters<typeof prepare>[0]) => {
    const ledger = keep();
    for (const context of [await prepare(options), await prepare(options)]) {
      await answerQuestion({ context, question: 'When?', ledger });
    }
    return new Set(ledger.entries.map(({ context }) => context));
  };
  const other = [[{ type: 'text' as const, source: 'b.md', location, text: 'Other.' }]];
  const names = await Promise.all([{}, { strategy: 'retrieve' as const }, { sources: other }].map(namesFor));
  expect(names.map(({ size }) => size)).toEqual([1, 1, 1]);
  expect(names.reduce((all, each) => all.union(each)).size).toBe(3);
});

test('a ledger that cannot be written costs nobody the answer', async () => {
  const ledger: Ledger = {
    ...keep(),
    append() {
      throw new Error('disk full');
    },
  };
  const { text, warnings } = await answerQuestion({ context: await prepare(), question: 'When?', ledger });
  expect(text).toBe('At nine.');
  expect(warnings).toContain('The ledger could not be written: disk full');
});
