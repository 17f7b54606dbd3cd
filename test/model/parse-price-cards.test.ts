import { expect, test } from 'vitest';
import { parsePriceCards } from '../../src/model/parse-price-cards.ts';

const card = {
  model: 'm',
  route: 'r',
  inputPerMillion: 1,
  outputPerMillion: 2,
  cacheReadPerMillion: 0.1,
  source: 'a contract',
  date: '2026-11-01',
};

test('takes one card or a list, with what is known and nothing else', () => {
  expect(parsePriceCards(card)).toEqual([card]);
  expect(parsePriceCards([card, card])).toEqual([card, card]);
  const steps = [{ overInputTokens: 10, inputPerMillion: 3, outputPerMillion: 4 }];
  expect(parsePriceCards({ ...card, steps, storagePerMillionHour: 1 })).toEqual([
    { ...card, steps, storagePerMillionHour: 1 },
  ]);
});

test.each([
  ['no list', 7, /card 1: is an object/],
  ['nothing', [], /is empty/],
  ['a misspelt field', { ...card, cacheRead: 0.1 }, /no field `cacheRead`/],
  ['a price as text', { ...card, inputPerMillion: '0.1' }, /`inputPerMillion` is a number .*"0.1"/],
  ['a negative price', { ...card, cacheReadPerMillion: -1 }, /`cacheReadPerMillion`/],
  ['no number', { ...card, outputPerMillion: Number.NaN }, /`outputPerMillion`/],
  ['a price that cannot be summed exactly', { ...card, inputPerMillion: 0.000_000_1 }, /six decimals/],
  ['no price', { ...card, outputPerMillion: undefined }, /needs `outputPerMillion`/],
  ['no source', { ...card, source: '' }, /`source`/],
  ['no date', { ...card, date: undefined }, /`date`/],
  [
    'steps without a limit',
    { ...card, steps: [{ inputPerMillion: 1, outputPerMillion: 1 }] },
    /overInputTokens/,
  ],
  [
    'steps that fall',
    {
      ...card,
      steps: [
        { overInputTokens: 9, inputPerMillion: 1, outputPerMillion: 1 },
        { overInputTokens: 9, inputPerMillion: 1, outputPerMillion: 1 },
      ],
    },
    /rise/,
  ],
])('refuses %s, and says which field', (_, json, message) => {
  expect(() => parsePriceCards(json)).toThrow(message);
});

test('names the card that is wrong', () => {
  expect(() => parsePriceCards([card, { ...card, model: 5 }])).toThrow(/card 2/);
});
