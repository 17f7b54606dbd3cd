import { readFile } from 'node:fs/promises';
import { loadPriceCards, type PriceCard, parsePriceCards, priceCards, QuireError } from '../index.ts';
import type { CommandContext } from './command.ts';

/**
 * The price cards that were typed: those that the gateway lists now, the built-in ones of a route, else those of a JSON file;
 * `undefined` when none were.
 */
export async function readPrices(
  { values, env, abortSignal }: Pick<CommandContext, 'values' | 'env' | 'abortSignal'>,
  option = 'prices',
): Promise<readonly PriceCard[] | undefined> {
  const typed = values[option];
  if (typeof typed !== 'string') return undefined;
  if (typed === 'fresh') return loadPriceCards({ env, abortSignal });
  const ofRoute = priceCards.filter(({ route }) => route === typed);
  if (ofRoute.length > 0) return ofRoute;
  const json = await readJson(typed);
  // What `quire prices --json` printed is a file of cards too.
  return parsePriceCards(isList(json) ? json.cards : json);
}

function isList(json: unknown): json is { readonly cards: unknown } {
  return typeof json === 'object' && json !== null && 'cards' in json;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    const why = cause instanceof SyntaxError ? 'is not JSON' : 'cannot be read';
    throw new QuireError('unreadable', {
      source: path,
      message: `The price cards in "${path}": it ${why}.`,
      cause,
    });
  }
}
