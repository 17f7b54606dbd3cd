import { formatCost, loadPriceCards, type PriceCard, priceCards, type TokenPrices } from '../../index.ts';
import { type Command, jsonOption } from '../command.ts';
import { formatJson } from '../json.ts';
import { printable } from '../terminal.ts';

export const prices: Command = {
  name: 'prices',
  usage: '[MODEL…] [--refresh] [--json]',
  summary: 'What models cost for a million tokens, by which source and when it was read.',
  options: {
    refresh: {
      type: 'boolean',
      summary: 'ask the AI Gateway for its model list (needs a key); no document is sent',
    },
    ...jsonOption,
  },
  async run({ values, positionals, terminal, env, abortSignal }) {
    const all = values.refresh === true ? await loadPriceCards({ env, abortSignal }) : priceCards;
    // With or without the provider in front, as models are named elsewhere.
    const wanted = positionals.map((name) => name.slice(name.lastIndexOf('/') + 1));
    const cards = wanted.length === 0 ? all : all.filter(({ model }) => wanted.includes(model));
    if (values.json === true) {
      await terminal.data(formatJson({ cards }));
      return 0;
    }
    for (const name of wanted) {
      if (!cards.some(({ model }) => model === name))
        terminal.notice(`No price is known for ${printable(name)}.`);
    }
    await terminal.data(formatCards(cards));
    return 0;
  },
};

/** A paragraph for each model on each route; where its sources conflict, each amount is a range. */
function formatCards(cards: readonly PriceCard[]): string {
  const groups = Map.groupBy(cards, ({ model, route }) => `${model}, ${route}`);
  const paragraphs = [...groups].map(([name, group]) =>
    [
      printable(name),
      `  ${formatPrices(group)}`,
      ...group.flatMap(({ steps = [] }) =>
        steps.map((step) => `  over ${step.overInputTokens} tokens of input: ${formatPrices([step])}`),
      ),
      ...formatStorage(group),
      ...group.map(({ source, date }) => `  by ${printable(source)}, read ${date}`),
    ].join('\n'),
  );
  return paragraphs.length === 0 ? '' : `${paragraphs.join('\n\n')}\n`;
}

const buckets = [
  ['inputPerMillion', 'new'],
  ['cacheWritePerMillion', 'written'],
  ['cacheWriteLongLivedPerMillion', 'written for an hour'],
  ['cacheReadPerMillion', 'read'],
  ['outputPerMillion', 'out'],
] as const;

function formatPrices(group: readonly TokenPrices[]): string {
  return buckets
    .flatMap(([field, words]) => {
      const known = group.flatMap((prices) => prices[field] ?? []);
      return known.length === 0 ? [] : [`${rangeOf(known)} ${words}`];
    })
    .join(', ');
}

function formatStorage(group: readonly PriceCard[]): string[] {
  const known = group.flatMap(({ storagePerMillionHour }) => storagePerMillionHour ?? []);
  return known.length === 0 ? [] : [`  ${rangeOf(known)} for each hour that a million tokens are kept`];
}

function rangeOf(amounts: readonly number[]): string {
  return formatCost({ currency: 'USD', min: Math.min(...amounts), max: Math.max(...amounts) });
}
