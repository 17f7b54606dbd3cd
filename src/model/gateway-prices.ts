import type { PriceCard } from './price-card.ts';
import { priceCards } from './price-cards.ts';

/** A model as the AI Gateway lists it: amounts are decimal texts, in US dollars for one token. */
export interface ListedModel {
  readonly id: string;
  readonly pricing?: {
    readonly input: string;
    readonly output: string;
    readonly cachedInputTokens?: string;
    readonly cacheCreationInputTokens?: string;
  } | null;
}

/** Whose figures these are, and where the built-in cards of the same origin are told from others by. */
const source = 'model list of the AI Gateway';
const isGateways = (card: PriceCard) => /AI Gateway|ai-gateway/.test(card.source);

/**
 * The cards of listed models, each followed by the built-in ones that other sources give for the gateway where they conflict. A model
 * without prices has no card, and a price that is no plain amount is left out: unknown is never 0.
 */
export function readGatewayPrices(
  models: readonly ListedModel[],
  { date }: { readonly date: string },
): readonly PriceCard[] {
  return models.flatMap(({ id, pricing }) => {
    const model = id.slice(id.lastIndexOf('/') + 1);
    const inputPerMillion = perMillion(pricing?.input);
    const outputPerMillion = perMillion(pricing?.output);
    if (inputPerMillion === undefined || outputPerMillion === undefined) return [];
    // A cache that costs nothing where tokens do is a figure that was rounded away: the gateway's own page shows "$0.0".
    const cached = (text: string | undefined) => perMillion(text) || (inputPerMillion === 0 ? 0 : undefined);
    const cacheReadPerMillion = cached(pricing?.cachedInputTokens);
    const cacheWritePerMillion = cached(pricing?.cacheCreationInputTokens);
    const card: PriceCard = {
      ...{ model, route: 'gateway', inputPerMillion, outputPerMillion },
      ...(cacheReadPerMillion !== undefined && { cacheReadPerMillion }),
      ...(cacheWritePerMillion !== undefined && { cacheWritePerMillion }),
      ...{ source, date },
    };
    const others = priceCards.filter(
      (other) =>
        other.model === model && other.route === 'gateway' && !isGateways(other) && conflicts(other, card),
    );
    return [card, ...others];
  });
}

function conflicts(one: PriceCard, other: PriceCard): boolean {
  const names = [
    'inputPerMillion',
    'outputPerMillion',
    'cacheReadPerMillion',
    'cacheWritePerMillion',
  ] as const;
  return names.some((name) => one[name] !== other[name]);
}

/** By moving the point of the text: a product of doubles would be off in the last digit. At most six decimals, as sums are exact in. */
function perMillion(perToken: string | undefined): number | undefined {
  const [, digits, exponent = '0'] = /^(\d+(?:\.\d+)?)(?:e([+-]?\d+))?$/i.exec(perToken?.trim() ?? '') ?? [];
  if (digits === undefined) return undefined;
  const amount = Number(`${digits}e${Number(exponent) + 6}`);
  return Number(amount.toFixed(6)) === amount ? amount : undefined;
}
