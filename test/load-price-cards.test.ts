import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadPriceCards } from '../src/load-price-cards.ts';
import { type ImitationProvider, startImitationProvider } from './helpers/imitation-provider.ts';

let provider: ImitationProvider;
let env: Record<string, string>;
beforeEach(async () => {
  provider = await startImitationProvider({ gatewayReadPrice: 'hundredth' });
  env = { AI_GATEWAY_API_KEY: 'test-key', AI_GATEWAY_BASE_URL: provider.gatewayUrl };
});
afterEach(() => provider.close());

test('asks the gateway for its model list: dated cards, and beside them what conflicts', async () => {
  const cards = await loadPriceCards({ env });
  const today = new Date().toISOString().slice(0, 10);
  expect(
    cards.filter(({ source }) => source === 'model list of the AI Gateway').map(({ model }) => model),
  ).toEqual(['qwen3.5-flash', 'imitation-twin', 'imitation-small']);
  const own = cards.filter(({ model }) => model === 'qwen3.5-flash');
  expect(own.map(({ cacheReadPerMillion }) => cacheReadPerMillion)).toEqual([0.001, 0.01]);
  expect(own[0]).toMatchObject({ inputPerMillion: 0.1, cacheWritePerMillion: 0.125, date: today });
  // The list was all that went over the wire.
  expect(provider.requests).toEqual([]);
});

test('without a key it says which, and nothing is asked', async () => {
  await expect(loadPriceCards({ env: { AI_GATEWAY_BASE_URL: provider.gatewayUrl } })).rejects.toMatchObject({
    code: 'no-key',
  });
});

test('a gateway that is not there, and a signal, end it with their codes', async () => {
  await expect(loadPriceCards({ env, abortSignal: AbortSignal.abort() })).rejects.toMatchObject({
    code: 'aborted',
  });
  await provider.close();
  await expect(loadPriceCards({ env })).rejects.toMatchObject({ code: 'provider-unreachable' });
});
