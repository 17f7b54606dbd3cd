import type { ModelAddress } from './model-address.ts';
import type { PriceCard } from './price-card.ts';
import { priceCards } from './price-cards.ts';

/**
 * Every card for a model over a route: none when no price is known, more than one when sources conflict. `model` is the
 * model's own name, as in its profile; `route` is the provider key of a direct route (`alibaba`), `gateway` or `quire` (offline).
 *
 * Cards that a caller gave stand in place of the built-in ones where they name the model: those of the route, else those of any
 * route, since a caller who prices a proxy or another region means it.
 */
export function findPriceCards(
  { model, route }: ModelAddress,
  given: readonly PriceCard[] = [],
): readonly PriceCard[] {
  const own = given.filter((card) => card.model === model);
  const cards = own.length > 0 ? own : priceCards.filter((card) => card.model === model);
  const ofRoute = cards.filter((card) => card.route === route);
  return ofRoute.length > 0 ? ofRoute : own;
}
