import { readFile } from 'node:fs/promises';
import { type PriceCard, parsePriceCards, priceCards, QuireError } from '../index.ts';
import type { Arguments } from './command.ts';

/** The price cards that were typed: the built-in ones of a route, else those of a JSON file; `undefined` when none were. */
export async function readPrices(
  values: Arguments['values'],
  option = 'prices',
): Promise<readonly PriceCard[] | undefined> {
  const typed = values[option];
  if (typeof typed !== 'string') return undefined;
  const ofRoute = priceCards.filter(({ route }) => route === typed);
  if (ofRoute.length > 0) return ofRoute;
  return parsePriceCards(await readJson(typed));
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
