import { expect, test } from 'vitest';
import { summarizeLedger } from '../../src/model/summarize-ledger.ts';
import type { LedgerEntry } from '../../src/result.ts';

function entry(changes: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    at: '2026-11-23T08:20:01.000Z',
    question: 'Why?',
    context: 'c1',
    model: 'm',
    provider: 'p',
    tokens: { uncached: 10, cacheRead: 0, cacheWrite: 2_000, output: 5, reasoning: 2 },
    cost: { currency: 'USD', min: 0.1, max: 0.2 },
    outcome: { type: 'finished', finishReason: 'stop' },
    durationMs: 1,
    ...changes,
  };
}

test('adds up by question, by context and by day', async () => {
  const read = { uncached: 10, cacheRead: 2_000, cacheWrite: 0, output: 5 };
  const { total, questions, contexts, days } = await summarizeLedger([
    entry(),
    entry({ question: 'How?', tokens: read }),
    entry({ at: '2026-11-24T00:00:00.000Z', context: 'c2' }),
  ]);
  expect(total).toEqual({
    requests: 3,
    tokens: { uncached: 30, cacheWrite: 4_000, cacheRead: 2_000, output: 15, reasoning: 4 },
    cost: { currency: 'USD', min: 0.3, max: 0.6 },
    unknownRequests: 0,
    unknownAtMost: { currency: 'USD', min: 0, max: 0 },
  });
  expect(questions.map(({ name, requests }) => [name, requests])).toEqual([
    ['Why?', 2],
    ['How?', 1],
  ]);
  expect(contexts.map(({ name, cost }) => [name, cost.max])).toEqual([
    ['c1', 0.4],
    ['c2', 0.2],
  ]);
  expect(days.map(({ name }) => name)).toEqual(['2026-11-23', '2026-11-24']);
});

test('what is unknown is counted apart, with its bound, and never as nothing', async () => {
  const atMost = { currency: 'USD', min: 0.7, max: 0.7 } as const;
  const unknown = { tokens: undefined, cost: undefined };
  const known = await summarizeLedger([entry(), entry({ ...unknown, atMost })]);
  expect(known.total).toMatchObject({
    requests: 2,
    cost: { max: 0.2 },
    unknownRequests: 1,
    unknownAtMost: atMost,
  });
  const boundless = await summarizeLedger([entry(unknown), entry({ ...unknown, atMost })]);
  expect(boundless.total).toMatchObject({ unknownRequests: 2, unknownAtMost: undefined });
});

test('an empty ledger sums up to nothing', async () => {
  expect(await summarizeLedger([])).toMatchObject({ total: { requests: 0, cost: { max: 0 } }, days: [] });
});
