import { QuireError } from '../errors.ts';
import type { PriceCard, PriceStep, TokenPrices } from './price-card.ts';

/**
 * Price cards out of JSON that a person wrote: one card, or a list of them. Amounts are US dollars per million tokens; a figure
 * that is not known is left out, and never 0.
 *
 * @throws QuireError `bad-input` that names the card and the field
 * @example
 * const prices = parsePriceCards(JSON.parse(await readFile('card.json', 'utf8')));
 * const context = await prepareContext({ sources, model, prices });
 */
export function parsePriceCards(json: unknown): readonly PriceCard[] {
  const cards = Array.isArray(json) ? json : [json];
  if (cards.length === 0) throw badCard('a list of cards', 'is empty');
  return cards.map((card, index) => parseCard(card, `card ${index + 1}`));
}

function parseCard(json: unknown, where: string): PriceCard {
  const fields = readFields(json, where, cardFields);
  const text = (name: string) => {
    const value = fields[name];
    if (typeof value !== 'string' || value === '') throw badCard(where, `needs a text \`${name}\``);
    return value;
  };
  const steps = fields.steps === undefined ? undefined : parseSteps(fields.steps, where);
  const storage = readAmount(fields, 'storagePerMillionHour', where);
  return {
    model: text('model'),
    route: text('route'),
    ...readPrices(fields, where),
    ...(steps !== undefined && { steps }),
    ...(storage !== undefined && { storagePerMillionHour: storage }),
    source: text('source'),
    date: text('date'),
  };
}

function parseSteps(json: unknown, where: string): readonly PriceStep[] {
  if (!Array.isArray(json)) throw badCard(where, '`steps` is a list');
  const steps = json.map((step: unknown, index) => {
    const place = `step ${index + 1} of ${where}`;
    const fields = readFields(step, place, stepFields);
    const { overInputTokens } = fields;
    if (!Number.isSafeInteger(overInputTokens) || Number(overInputTokens) <= 0) {
      throw badCard(place, 'needs `overInputTokens`, a positive whole number');
    }
    return { overInputTokens: Number(overInputTokens), ...readPrices(fields, place) };
  });
  if (
    steps.some(({ overInputTokens }, index) => overInputTokens <= (steps[index - 1]?.overInputTokens ?? 0))
  ) {
    throw badCard(where, '`steps` rise by `overInputTokens`');
  }
  return steps;
}

const optionalPrices = [
  'cacheReadPerMillion',
  'cacheWritePerMillion',
  'cacheWriteLongLivedPerMillion',
] as const;
const priceFields = ['inputPerMillion', 'outputPerMillion', ...optionalPrices];
const stepFields = ['overInputTokens', ...priceFields];
const cardFields = ['model', 'route', ...priceFields, 'steps', 'storagePerMillionHour', 'source', 'date'];

function readPrices(fields: Fields, where: string): TokenPrices {
  const needed = (name: 'inputPerMillion' | 'outputPerMillion') => {
    const amount = readAmount(fields, name, where);
    if (amount === undefined) throw badCard(where, `needs \`${name}\``);
    return amount;
  };
  const optional = optionalPrices.map((name) => [name, readAmount(fields, name, where)] as const);
  return {
    inputPerMillion: needed('inputPerMillion'),
    outputPerMillion: needed('outputPerMillion'),
    ...Object.fromEntries(optional.filter(([, amount]) => amount !== undefined)),
  };
}

type Fields = Readonly<Record<string, unknown>>;

/** A misspelt field would be a price that silently is not there. */
function readFields(json: unknown, where: string, known: readonly string[]): Fields {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw badCard(where, 'is an object');
  const unknown = Object.keys(json).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw badCard(where, `has no field \`${unknown}\`; there are ${known.join(', ')}`);
  return { ...json };
}

function readAmount(fields: Fields, name: string, where: string): number | undefined {
  const amount = fields[name];
  if (amount === undefined) return undefined;
  if (typeof amount !== 'number' || !Number.isFinite(amount) || amount < 0) {
    throw badCard(where, `\`${name}\` is a number from 0 up, not ${JSON.stringify(amount)}`);
  }
  // Sums are exact in pico-dollars, and a finer price would be rounded without a word.
  if (Math.abs(amount * 1e6 - Math.round(amount * 1e6)) > 1e-6) {
    throw badCard(where, `\`${name}\` has at most six decimals`);
  }
  return amount;
}

function badCard(where: string, what: string): QuireError<'bad-input'> {
  return new QuireError('bad-input', { option: 'prices', message: `In the price cards, ${where}: ${what}.` });
}
