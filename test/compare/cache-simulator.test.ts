import { expect, test } from 'vitest';
import { createCacheSimulator, type SimulatedBlock } from '../../src/compare/cache-simulator.ts';
import { calculateCost } from '../../src/model/calculate-cost.ts';
import { findModelProfile } from '../../src/model/find-model-profile.ts';
import { findPriceCards } from '../../src/model/find-price-cards.ts';
import { createExplicitCache, measurePrompt } from '../helpers/explicit-cache.ts';
import { calculatePico, formatDollars } from '../helpers/invoice.ts';
import { imitatedModels } from '../helpers/model-catalogue.ts';
import { type SeededRandom, seededRandom } from '../helpers/seeded-random.ts';

const { cache: rules } = findModelProfile('qwen3.5-flash');
const prices = findPriceCards({ model: 'qwen3.5-flash', route: 'alibaba' });
const words = (text: string) => text.match(/\S+/g)?.length ?? 0;

/** What one content part of a random request holds. */
interface Part {
  readonly text: string;
  readonly marked: boolean;
}

test('bills 500 random runs as the imitation provider does, to the pico-dollar', () => {
  let reads = 0;
  let writes = 0;
  for (let seed = 1; seed <= 500; seed += 1) {
    const random = seededRandom(seed);
    let clock = 0;
    const now = () => clock;
    const ours = createCacheSimulator(rules, { now });
    const theirs = createExplicitCache({ now });
    const under: (() => void)[] = [];
    let own = 0;
    let invoiced = 0n;
    for (let request = 0; request < 12; request += 1) {
      const { parts, account } = makeRequest(random);
      const output = random.below(700);
      const prompt = {
        account,
        model: 'qwen3.5-flash',
        tools: [],
        messages: parts.map(({ text, marked }, index) => ({
          role: index % 2 === 0 ? ('user' as const) : ('assistant' as const),
          elements: [{ content: { type: 'text' as const, text }, marked }],
        })),
      };
      const lookup = ours.look({ scope: account, blocks: toBlocks(parts), trailingTokens: 3 });
      const theirLookup = theirs.look(measurePrompt(prompt, words));
      const { read, write, uncached } = theirLookup.input;
      expect(lookup.input, `seed ${seed}`).toEqual({ uncached, cacheWrite: write, cacheRead: read });
      reads += read;
      writes += write;
      own += Math.round((calculateCost({ ...lookup.input, output }, prices)?.max ?? 0) * 1e12);
      const { prices: theirPrices } = imitatedModels[0] as (typeof imitatedModels)[number];
      invoiced += calculatePico({ input: theirLookup.input, outputTokens: output, prices: theirPrices });
      under.push(() => {
        lookup.end();
        theirLookup.store();
      });
      // Some requests are under way together: nothing is cached before an answer has ended.
      if (random.below(4) > 0) for (const end of under.splice(0)) end();
      clock += random.pick([0, 1_000, 60_000, 299_000, 300_001, 400_000]);
    }
    expect(formatDollars(BigInt(own)), `seed ${seed}`).toBe(formatDollars(invoiced));
  }
  // The runs are worth nothing when they cache nothing.
  expect(reads).toBeGreaterThan(500_000);
  expect(writes).toBeGreaterThan(500_000);
});

function makeRequest(random: SeededRandom): { readonly parts: readonly Part[]; readonly account: string } {
  const documents = random.pick(['a', 'b']).concat(' x'.repeat(random.pick([900, 1_500, 4_000])));
  const turns = random.pick([0, 0, 1, 2, 4, 18, 24]);
  const rolling = random.below(2) === 0;
  const history = Array.from({ length: turns }, (_, index) => ({
    text: `turn ${index} ${'y '.repeat(30 * (1 + (index % 3)))}`,
    marked: false,
  }));
  return {
    account: random.pick(['one', 'one', 'one', 'two']),
    parts: [
      { text: documents, marked: random.below(5) > 0 },
      ...history,
      { text: `question ${random.below(3)} ${'z '.repeat(random.below(40))}`, marked: rolling && turns > 0 },
    ],
  };
}

/** The documented message wrapper: three tokens at the start of each message and two at its end. */
function toBlocks(parts: readonly Part[]): SimulatedBlock[] {
  return parts.map(({ text, marked }) => ({ name: text, tokens: 3 + words(text) + 2, marked }));
}

const automatic = { type: 'automatic', minTokens: 1_024 } as const;
const block = (name: string, tokens: number, marked = false) => ({ name, tokens, marked });

test('an automatic cache reads the longest prefix that was sent, and bills no write', () => {
  const simulator = createCacheSimulator(automatic, { now: () => 0 });
  const ask = (...blocks: SimulatedBlock[]) => {
    const lookup = simulator.look({ scope: '', blocks, trailingTokens: 0 });
    lookup.end();
    return lookup.input;
  };
  expect(ask(block('d', 2_000), block('q', 10))).toEqual({ uncached: 2_010, cacheWrite: 0, cacheRead: 0 });
  expect(ask(block('d', 2_000), block('r', 10))).toEqual({ uncached: 10, cacheWrite: 0, cacheRead: 2_000 });
  expect(ask(block('d', 2_000), block('q', 10))).toEqual({ uncached: 0, cacheWrite: 0, cacheRead: 2_010 });
  expect(ask(block('e', 1_000))).toEqual(ask(block('e', 1_000)));
});

test('a model without a cache reads nothing', () => {
  const simulator = createCacheSimulator({ type: 'none' }, { now: () => 0 });
  const request = { scope: '', blocks: [block('d', 5_000, true)], trailingTokens: 1 };
  simulator.look(request).end();
  expect(simulator.look(request).input).toEqual({ uncached: 5_001, cacheWrite: 0, cacheRead: 0 });
});
