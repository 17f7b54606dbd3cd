import type { LedgerEntry } from '../result.ts';
import { calculateCost } from './calculate-cost.ts';
import { findPriceCards } from './find-price-cards.ts';
import { modelAddress } from './model-address.ts';
import type { PriceCard } from './price-card.ts';

/**
 * The requests of a ledger with their costs reckoned anew from their tokens: at other prices, or at today's when none are given.
 * What the provider said that it charged stays; a request whose tokens it did not tell stays unknown.
 *
 * @example
 * const summary = await summarizeLedger(repriceLedger(ledger.read(), parsePriceCards(json)));
 */
export async function* repriceLedger(
  entries: Iterable<LedgerEntry> | AsyncIterable<LedgerEntry>,
  prices: readonly PriceCard[] = [],
): AsyncGenerator<LedgerEntry> {
  for await (const entry of entries) {
    const { tokens, model, provider } = entry;
    const cards = findPriceCards(modelAddress({ modelId: model, provider }), prices);
    const cost = tokens === undefined ? undefined : calculateCost(tokens, cards);
    const reported = entry.cost?.reported;
    yield { ...entry, cost: cost && { ...cost, ...(reported !== undefined && { reported }) } };
  }
}
