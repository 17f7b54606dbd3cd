import type { PriceCard } from './price-card.ts';
import { priceCards } from './price-cards.ts';

/**
 * Every card for a model over a route: none when no price is known, more than one when sources conflict. `model` is the
 * model's own name, as in its profile; `route` is the provider key of a direct route (`alibaba`), `gateway` or `quire` (offline).
 */
export function findPriceCards(
  { model, route }: Pick<PriceCard, 'model' | 'route'>,
  cards: readonly PriceCard[] = priceCards,
): readonly PriceCard[] {
  return cards.filter((card) => card.model === model && card.route === route);
}
