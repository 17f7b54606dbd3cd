import { expect, test } from 'vitest';
import { type Charge, calculateInvoice, formatDollars } from './invoice.ts';
import { imitatedModels } from './model-catalogue.ts';

const flash = imitatedModels[0]?.prices as Charge['prices'];

function charge(input: Charge['input'], outputTokens: number, rest: Partial<Charge> = {}): Charge {
  return {
    route: 'alibaba',
    model: 'qwen3.5-flash',
    streamed: false,
    outcome: 'finished',
    input,
    outputTokens,
    reasoningTokens: 0,
    prices: flash,
    ...rest,
  };
}

test('five questions over 980,000 tokens cost what was worked out by hand', () => {
  const first = charge({ prompt: 980_200, uncached: 200, write: 980_000, read: 0 }, 500);
  const next = charge({ prompt: 980_200, uncached: 200, write: 0, read: 980_000 }, 500);
  const { lines, totals } = calculateInvoice([first, next, next, next, next]);
  // 200 x 0.10 + 980,000 x 0.125 + 500 x 0.40 = 20 + 122,500 + 200 millionths; then 20 + 9,800 + 200.
  expect(lines.map(({ dollars }) => dollars)).toEqual([
    '0.12272',
    '0.01002',
    '0.01002',
    '0.01002',
    '0.01002',
  ]);
  expect(totals).toEqual({
    requests: 5,
    prompt: 4_901_000,
    uncached: 1000,
    cacheWrite: 980_000,
    cacheRead: 3_920_000,
    output: 2500,
    reasoning: 0,
    dollars: '0.1628',
  });
  const low = { ...flash, cacheRead: 1000n };
  const cheap = calculateInvoice([first, ...Array.from({ length: 4 }, () => ({ ...next, prices: low }))]);
  expect(cheap.totals.dollars).toBe('0.12752');
});

test('adds a million small requests up without rounding', () => {
  const small = charge({ prompt: 1, uncached: 1, write: 0, read: 0 }, 0);
  expect(calculateInvoice(Array.from({ length: 3 }, () => small)).totals.dollars).toBe('0.0000003');
  expect(formatDollars(1n)).toBe('0.000000000001');
  expect(formatDollars(0n)).toBe('0');
  expect(formatDollars(12_000_000_000_000n)).toBe('12');
  expect(formatDollars(1_234_500_000_000n)).toBe('1.2345');
});

test('an invoice survives JSON', () => {
  const invoice = calculateInvoice([
    charge({ prompt: 3, uncached: 3, write: 0, read: 0 }, 1, { streamed: true }),
  ]);
  expect(JSON.parse(JSON.stringify(invoice))).toEqual(invoice);
  expect(invoice.lines[0]?.dollars).toBe('0.0000007');
});
