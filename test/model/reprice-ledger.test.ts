import { expect, test } from 'vitest';
import { priceCards } from '../../src/model/price-cards.ts';
import { repriceLedger } from '../../src/model/reprice-ledger.ts';
import { summarizeLedger } from '../../src/model/summarize-ledger.ts';
import type { LedgerEntry } from '../../src/result.ts';

const entry: LedgerEntry = {
  at: '2026-11-23T08:00:00.000Z',
  question: 'Why?',
  context: 'abc',
  model: 'alibaba/qwen3.5-flash',
  provider: 'gateway',
  tokens: { uncached: 200, cacheWrite: 0, cacheRead: 900_000, output: 600 },
  cost: { currency: 'USD', min: 0.00116, max: 0.00926, reported: 0.00926 },
  outcome: { type: 'finished', finishReason: 'stop' },
  durationMs: 1,
};
const own = {
  model: 'qwen3.5-flash',
  route: 'gateway',
  inputPerMillion: 1,
  outputPerMillion: 2,
  cacheReadPerMillion: 0.5,
  source: 'a contract',
  date: '2026-11-01',
};

test('costs come anew from the tokens, and what the provider said that it charged stays', async () => {
  const [repriced] = await Array.fromAsync(repriceLedger([entry], [own]));
  expect(repriced).toEqual({
    ...entry,
    cost: { currency: 'USD', min: 0.4514, max: 0.4514, reported: 0.00926 },
  });
});

test('at the prices that it was written at, a ledger sums to what it did', async () => {
  const entries = [
    entry,
    { ...entry, tokens: { uncached: 0, cacheWrite: 900_000, cacheRead: 0, output: 1 } },
  ];
  const once = await Array.fromAsync(repriceLedger(entries));
  expect(await summarizeLedger(repriceLedger(once, priceCards))).toEqual(await summarizeLedger(once));
});

test('what is unknown stays unknown, and a model without a card becomes so', async () => {
  const unknown = { ...entry, tokens: undefined, cost: undefined };
  const strange = { ...entry, model: 'acme/wonder' };
  const [first, second] = await Array.fromAsync(repriceLedger([unknown, strange], [own]));
  expect(first?.cost).toBeUndefined();
  expect(second?.cost).toBeUndefined();
});
