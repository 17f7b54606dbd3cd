import { instructions } from './answer/prompt/instructions.ts';
import type { CacheStore } from './cache-store.ts';
import type { Coverage, PackContext } from './context.ts';
import { orAborted, QuireError } from './errors.ts';
import { addCosts, calculateCost } from './model/calculate-cost.ts';
import { typicalQuestion } from './model/estimate-buckets.ts';
import { findModelProfile } from './model/find-model-profile.ts';
import { findPriceCards } from './model/find-price-cards.ts';
import { firstPriceStep } from './model/first-price-step.ts';
import { readCalibration } from './model/kept-calibration.ts';
import { modelAddress } from './model/model-address.ts';
import type { Cost } from './model/price-card.ts';
import { openTokenCounts, type TextCount, type TokenCounts } from './model/token-counts.ts';
import { tokenBudget } from './pack/check-budget.ts';
import { calibrate, checkSize, overheadOf, type RequestFrame } from './pack/check-size.ts';
import { collectSegments } from './pack/collect-segments.ts';
import { describeUnpacked } from './pack/describe-coverage.ts';
import { orderSegments } from './pack/order-segments.ts';
import { addSizes, type PackSize, sizeDocuments, sumSizes } from './pack/pack-size.ts';
import { partVolatile } from './pack/part-volatile.ts';
import { cutSegment, splitShards } from './pack/split-shards.ts';
import { type PrepareContextOptions, prepareContext } from './prepare-context.ts';
import type { Skipped, TextSegment } from './segment.ts';

/** Documents that do not fit one prompt, dealt out to several that are each asked. Without the models it is plain JSON. */
export interface ShardedContext {
  readonly strategy: 'map-reduce';
  /** Each a packed context, with a cached prefix of its own: a follow-up reads all of them. */
  readonly shards: readonly PackContext[];
  readonly skipped: readonly Skipped[];
  /** Every document that was read; which shard holds it is in that shard's own `coverage`. */
  readonly coverage: Coverage;
  /** What a question costs that every shard is asked: the first one, and each further one within the caches' life. */
  readonly first: Cost | undefined;
  readonly next: Cost | undefined;
}

export type PrepareShardsOptions = Omit<
  PrepareContextOptions,
  'strategy' | 'fit' | 'counting' | 'evidenceTokens' | 'media' | 'earlierPack' | 'tools'
>;

/** Findings are listed, and a list is long; what the model can give is the bound. */
const listTokens = 32_768;

/**
 * Reads the sources and deals them out to as many prompts as it takes to read everything: each fills the model's window, or stays
 * under the first step of its price list. For questions that need all of it, such as "list every …"; `answerFromShards` asks them.
 * Sends nothing anywhere.
 *
 * @throws QuireError `no-text`, `unknown-model`, `over-budget` when not even a line fits, `aborted`
 */
export async function prepareShards(options: PrepareShardsOptions): Promise<ShardedContext> {
  try {
    return await prepare(options);
  } catch (error) {
    throw orAborted(error, options.abortSignal, 'Stopped before the documents were ready.');
  }
}

async function prepare(options: PrepareShardsOptions): Promise<ShardedContext> {
  // Each shard counts its texts again: what was counted here is known there.
  const cache = options.cache ?? memoryCache();
  const address = modelAddress(options.model);
  const profile = findModelProfile(address.model, options.profile);
  const maxOutputTokens = Math.min(
    options.maxOutputTokens ?? listTokens,
    profile.maxOutputTokens,
    Math.ceil(profile.contextWindow / 4),
  );
  const prices = findPriceCards(address, options.prices);

  const read = await collectSegments({ ...options, media: 'skip-all' });
  const counter = await openTokenCounts(profile.tokenizer, cache);
  const calibration = await readCalibration(options.cache, profile);
  const frame: RequestFrame = {
    ...{ calibration, maxOutputTokens, profile, basis: 'tokenizer', mediaBytes: 0 },
    overheadTokens: overheadOf(await counter.countText(instructions)),
  };
  const factor = calibration?.factor;
  const { documents, beside, besideSize } = await setAside(read.segments, {
    ...{ counter, factor, options },
    budgetTokens: Math.min(tokenBudget(profile, maxOutputTokens), firstPriceStep(prices)),
  });
  const fits = (size: PackSize) => {
    const { verdict, tokens } = checkSize(addSizes(size, besideSize), frame);
    return verdict === 'fits' && tokens.needed <= firstPriceStep(prices);
  };
  const { segments, sizeOf } = await cutLong(documents, { counter, factor, fits, options });
  await counter.save();

  const ordered = orderSegments(segments).segments;
  const shards: PackContext[] = [];
  for (const part of splitShards(ordered, { sizeOf, fits })) {
    const shard = await prepareContext({
      ...options,
      // What has changed goes with every shard: each is asked what it means for its own documents.
      sources: [[...part, ...beside]],
      strategy: 'pack',
      // A journal knows a prompt by its bytes: they are those of the documents, whatever was asked before.
      earlierPack: 'ignore',
      maxOutputTokens,
      cache,
    });
    if (shard.strategy === 'pack') shards.push(shard);
  }
  const reduce = { uncached: 2_000, cacheWrite: 0, cacheRead: 0, output: typicalQuestion.outputTokens };
  const sum = (which: 'first' | 'next') =>
    addCosts([...shards.map((shard) => costOf(shard, which)), calculateCost(reduce, prices)]);
  return {
    strategy: 'map-reduce',
    shards,
    skipped: read.skipped,
    coverage: describeUnpacked(ordered, (segment) => sizeOf(segment).tokens),
    first: sum('first'),
    next: sum('next'),
  };
}

function costOf({ decision }: PackContext, which: 'first' | 'next'): Cost | undefined {
  const way = decision.cache.marked ? 'pack-cached' : 'pack-uncached';
  return decision.choices.find(({ strategy }) => strategy === way)?.[which];
}

/** What goes with every shard, behind its documents, and the room that it takes. */
async function setAside(
  segments: readonly TextSegment[],
  {
    counter,
    factor,
    budgetTokens,
    options,
  }: {
    readonly counter: TokenCounts;
    readonly factor: number | undefined;
    readonly budgetTokens: number;
    readonly options: PrepareShardsOptions;
  },
) {
  const counts = await counter.countSegments(
    segments.filter(({ isVolatile }) => isVolatile),
    options,
  );
  const sizeOf = (segment: TextSegment) => calibrate(counts.get(segment) as TextCount, factor);
  const countTokens = (segment: TextSegment) => sizeOf(segment).tokens;
  const { documents, volatile } = partVolatile(segments, { countTokens, budgetTokens });
  const beside = volatile.length === 0 ? [] : [...counts.keys()];
  return { documents, beside, besideSize: sumSizes(sizeDocuments(beside, sizeOf)) };
}

/** Counts every segment, and cuts those that fit no shard by themselves until they do. */
async function cutLong(
  segments: readonly TextSegment[],
  {
    counter,
    factor,
    fits,
    options,
  }: {
    readonly counter: TokenCounts;
    readonly factor: number | undefined;
    readonly fits: (size: PackSize) => boolean;
    readonly options: PrepareShardsOptions;
  },
) {
  const counts = new Map<TextSegment, TextCount>();
  const sizeOf = (segment: TextSegment) => calibrate(counts.get(segment) as TextCount, factor);
  const whole: TextSegment[] = [];
  for (let left = segments; left.length > 0; ) {
    for (const [segment, count] of await counter.countSegments(left, options)) counts.set(segment, count);
    const isLong = (segment: TextSegment) => !fits(sumSizes(sizeDocuments([segment], sizeOf)));
    whole.push(...left.filter((segment) => !isLong(segment)));
    left = left.filter(isLong).flatMap((segment) => {
      const parts = cutSegment(segment, 2);
      if (parts.length < 2) throw windowTooSmall(segment);
      return parts;
    });
  }
  return { segments: whole, sizeOf };
}

function windowTooSmall({ source, text }: TextSegment): QuireError {
  return new QuireError('over-budget', {
    tokens: text.length,
    budgetTokens: 0,
    bytes: text.length,
    message: `Not even a character of "${source}" fits the model beside the question. Choose a model with a larger window, or lower \`maxOutputTokens\`.`,
  });
}

function memoryCache(): CacheStore {
  const entries = new Map<string, Uint8Array>();
  return {
    get: async (namespace, key) => entries.get(`${namespace} ${key}`),
    set: async (namespace, key, value) => void entries.set(`${namespace} ${key}`, value),
  };
}
