import { expect, test } from 'vitest';
import { readGatewayPrices } from '../../src/model/gateway-prices.ts';
import { parsePriceCards } from '../../src/model/parse-price-cards.ts';

const date = '2026-12-01';
const read = (id: string, pricing: Parameters<typeof readGatewayPrices>[0][number]['pricing']) =>
  readGatewayPrices([{ id, ...(pricing !== undefined && { pricing }) }], { date });

test('a listed price for one token is the exact price for a million', () => {
  const [card, ...others] = read('acme/wonder-9', {
    input: '0.00000029',
    output: '1.147e-6',
    cachedInputTokens: '0.000000003',
    cacheCreationInputTokens: '0.0000003625',
  });
  expect(card).toEqual({
    ...{ model: 'wonder-9', route: 'gateway', inputPerMillion: 0.29, outputPerMillion: 1.147 },
    ...{ cacheReadPerMillion: 0.003, cacheWritePerMillion: 0.3625 },
    ...{ source: 'model list of the AI Gateway', date },
  });
  expect(others).toEqual([]);
  expect(parsePriceCards(card)).toEqual([card]);
});

test('what another source says otherwise stands beside it, and what the gateway said before does not', () => {
  const listed = (cachedInputTokens: string) =>
    read('alibaba/qwen3.5-flash', {
      ...{ input: '0.0000001', output: '0.0000004' },
      ...{ cachedInputTokens, cacheCreationInputTokens: '0.000000125' },
    });
  const figures = (cards: ReturnType<typeof read>) => cards.map((card) => card.cacheReadPerMillion);
  expect(figures(listed('0.000000002'))).toEqual([0.002, 0.01]);
  // Where they agree there is one card, and no range.
  expect(figures(listed('0.00000001'))).toEqual([0.01]);
});

test.each([
  ['no prices', undefined],
  ['null', null],
  ['no amount', { input: '', output: '0.000001' }],
  ['a word', { input: 'free', output: '0.000001' }],
  ['a negative amount', { input: '-0.000001', output: '0.000001' }],
  ['an amount too fine for exact sums', { input: '0.0000000000001', output: '0.000001' }],
])('%s is no card', (_, pricing) => {
  expect(read('acme/wonder-9', pricing)).toEqual([]);
});

test('a cache price that is missing or was rounded to nothing stays unknown', () => {
  const [card] = read('acme/wonder-9', {
    ...{ input: '0.000001', output: '0.000002' },
    ...{ cachedInputTokens: '0.0', cacheCreationInputTokens: 'n/a' },
  });
  expect(card).not.toHaveProperty('cacheReadPerMillion');
  expect(card).not.toHaveProperty('cacheWritePerMillion');
  const [free] = read('acme/gift', { input: '0', output: '0', cachedInputTokens: '0' });
  expect(free).toMatchObject({ inputPerMillion: 0, cacheReadPerMillion: 0 });
});
