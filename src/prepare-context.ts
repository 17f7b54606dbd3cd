import type { EmbeddingModel, LanguageModel, RerankingModel } from 'ai';
import { instructions } from './answer/prompt/instructions.ts';
import type { CacheStore } from './cache-store.ts';
import type { Context, DecisionRecord, Prefix } from './context.ts';
import { orAborted, QuireError } from './errors.ts';
import { type FollowPackOptions, followPack } from './follow-pack.ts';
import { estimateSegment, isFarOver, sumTokens } from './model/estimate-tokens.ts';
import { findModelProfile } from './model/find-model-profile.ts';
import { findPriceCards } from './model/find-price-cards.ts';
import { firstPriceStep } from './model/first-price-step.ts';
import { readCalibration } from './model/kept-calibration.ts';
import { modelAddress } from './model/model-address.ts';
import type { ModelProfileInput } from './model/model-profile.ts';
import type { PriceCard } from './model/price-card.ts';
import { openTokenCounts, type TextCount } from './model/token-counts.ts';
import { openMemoryRetriever } from './open-memory-retriever.ts';
import { type BudgetCheck, tokenBudget } from './pack/check-budget.ts';
import { calibrate, checkSize, overheadOf, type RequestFrame } from './pack/check-size.ts';
import { collectSegments } from './pack/collect-segments.ts';
import { cutBehind } from './pack/cut-parts.ts';
import { decideStrategy } from './pack/decide-strategy.ts';
import { describePack, describeUnpacked } from './pack/describe-coverage.ts';
import { describeExcess, describeLeftOut, sumLeftOut } from './pack/describe-left-out.ts';
import { chooseLeftOutFor, type LeftOut, listCandidates } from './pack/leave-out.ts';
import { orderSegments } from './pack/order-segments.ts';
import { packSegments } from './pack/pack-segments.ts';
import { type PackSize, sizeDocuments, sumSizes } from './pack/pack-size.ts';
import { partVolatile } from './pack/part-volatile.ts';
import { sizeMedia } from './pack/size-media.ts';
import type { ProgressEvent } from './progress.ts';
import type { WeighedKind } from './retrieve/weigh-kinds.ts';
import type { Source, TextSegment } from './segment.ts';
import { renderTagged } from './text/tagged-text.ts';

export interface PrepareContextOptions {
  /** What to read, in any order: the pack orders it. */
  readonly sources: readonly Source[];
  /** An AI SDK language model or a model's name. Nothing is sent to it here: its window and prices are what counts. */
  readonly model: LanguageModel;
  /** What to say of a model that quire does not know, or to correct of one that it does. */
  readonly profile?: ModelProfileInput;
  /**
   * `auto` packs everything when it fits and retrieves when it does not; the others insist.
   * @default 'auto'
   */
  readonly strategy?: 'auto' | 'pack' | 'retrieve';
  /**
   * What to do with documents that do not fit: `all` keeps every one (and so retrieves, or refuses); `leave-out` leaves out
   * noise, then tests, then prose, then the largest files until the rest fits, and names each in `context.skipped`;
   * `under-price-step` goes on until a request stays under the first step of the prices too, where that can be.
   * @default 'all'
   */
  readonly fit?: 'all' | 'leave-out' | 'under-price-step';
  /**
   * Which documents are counted by the tokenizer: only such as could fit (what is more than ten bytes for each token of the
   * budget is estimated from its bytes, in a fifth of the time, and `decision.tokens.basis` says so), or all. What a question
   * costs never rests on such an estimate.
   * @default 'near-the-budget'
   */
  readonly counting?: 'near-the-budget' | 'all';
  /**
   * Keeps token counts and the search index, so that what was counted or indexed once is not done again: a second run over an
   * unchanged repository loads no tokenizer to pack it, and one edited file is indexed alone. Give the same to `loadRepository`.
   * A pack that will be cached by the provider is kept too, texts and all, so that a later one can follow it.
   * @default none: nothing is written
   */
  readonly cache?: CacheStore;
  /**
   * How many questions will be asked within the cache's life. With 1 the prefix is not marked: one lone question is 25 %
   * cheaper unmarked, from the second on marking wins.
   * @default 2
   */
  readonly expectedQuestions?: number;
  /** The most output of one answer, in tokens; the budget keeps this room. @default 8192, or what the model can give */
  readonly maxOutputTokens?: number;
  /** The most evidence for one question when documents are retrieved, in tokens. @default 16000 */
  readonly evidenceTokens?: number;
  /**
   * Where documents are retrieved: finds them by meaning too. Every document is sent to this model once (with `cache` what changed
   * alone), and every question; both rankings are joined by their ranks. A weak model loses more than it finds.
   * @default none: by words alone
   */
  readonly embeddingModel?: EmbeddingModel;
  /** Where documents are retrieved: reads the best 100 passages for each question and orders them. @default none */
  readonly rerankingModel?: RerankingModel;
  /**
   * Where documents are retrieved: kinds of documents that count half unless the question names them, told by their addresses: `tests`,
   * `docs` (prose and examples), `noise` (what tools write). For questions about source code; where the answer stands in tests or
   * prose it finds less.
   * @default none
   */
  readonly weighDown?: readonly WeighedKind[];
  /**
   * What the model costs, where the caller knows better than the built-in cards: a proxy, another region, newer prices. Read with
   * `parsePriceCards`; cards of other models are passed over.
   * @default the built-in cards of the model's route
   */
  readonly prices?: readonly PriceCard[];
  /**
   * What an earlier pack of the same documents counts for, over which the same model was asked within the life of its cache, when
   * `cache` here and `store` of `answerQuestion` are one: `follow` goes on with it and appends what has changed, when that is cheaper
   * than to pack anew (`decision.update` says so); `replace` packs anew; `ignore` makes a pack of the documents alone and keeps none.
   * @default 'follow'
   */
  readonly earlierPack?: FollowPackOptions['earlierPack'] | 'ignore';
  /**
   * What becomes of images (and of scanned pages, with `loadPdf(path, { scannedPages: 'image' })`): told as skipped, or sent to a
   * model that sees, with every question, cached with the documents. What `loadMedia` gives is always sent. A context with images or
   * files is no JSON.
   * @default 'skip'
   */
  readonly media?: 'skip' | 'send';
  readonly abortSignal?: AbortSignal;
  readonly onProgress?: (event: ProgressEvent) => void;
  /** The clock by which an earlier pack is still cached, in milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

/**
 * Reads the sources and makes them ready to be asked about: packed into one prefix when they fit the model, else indexed for
 * retrieval. `context.decision` says which, why, by how much, and what each way would cost; `context.skipped` names all that
 * was met and not read. Sends nothing anywhere.
 *
 * @throws QuireError `no-text` when there is nothing to read; `over-budget` when `strategy: 'pack'` cannot be;
 * `unknown-model`; `unsupported-media` for images or files that the model does not take; `aborted`; and what a source throws for a file that was asked for by name
 */
export async function prepareContext(options: PrepareContextOptions): Promise<Context> {
  try {
    return await prepare(options);
  } catch (error) {
    throw orAborted(error, options.abortSignal, 'Stopped before the documents were ready.');
  }
}

async function prepare(options: PrepareContextOptions): Promise<Context> {
  const {
    model,
    strategy = 'auto',
    fit = 'all',
    counting = 'near-the-budget',
    expectedQuestions = 2,
  } = options;
  checkNumbers(options);
  const address = modelAddress(model);
  const profile = findModelProfile(address.model, options.profile);
  const maxOutputTokens = Math.min(options.maxOutputTokens ?? 8_192, profile.maxOutputTokens);

  const read = await collectSegments(options);
  const media = sizeMedia(read.media, { ...profile, route: address.route });
  const counter = await openTokenCounts(profile.tokenizer, options.cache);
  const budgetTokens = tokenBudget(profile, maxOutputTokens);
  const isEstimated =
    fit === 'all' &&
    counting === 'near-the-budget' &&
    profile.tokenizer.type !== 'bytes' &&
    isFarOver(read.bytes, budgetTokens);
  const counts = isEstimated
    ? new Map(read.segments.map((segment) => [segment, estimateSegment(segment)]))
    : await counter.countSegments(read.segments, options);
  const instructionTokens = (await counter.countText(instructions)) + media.tokens;
  await counter.save();

  const overheadTokens = overheadOf(instructionTokens);
  const calibration = await readCalibration(options.cache, profile);
  const sizeOf = (segment: TextSegment) => calibrate(counts.get(segment) as TextCount, calibration?.factor);
  const frame: RequestFrame = {
    ...{ calibration, overheadTokens, maxOutputTokens, profile },
    basis: isEstimated ? 'bytes' : 'tokenizer',
    mediaBytes: media.bytes,
  };
  const check = (size: PackSize) => checkSize(size, frame);
  const fits = (size: PackSize) => check(size).verdict === 'fits';
  const all = sizeDocuments(read.segments, sizeOf);
  const prices = findPriceCards(address, options.prices);
  const step = firstPriceStep(prices);
  const isUnderStep = (size: PackSize) => fits(size) && check(size).tokens.needed <= step;
  const changing = new Set(read.segments.flatMap((each) => (each.isVolatile ? [each.source] : [])));
  const leftOut =
    fit === 'all'
      ? []
      : chooseLeftOutFor(fit === 'under-price-step' ? isUnderStep : fits, all, { fits, kept: changing });
  const segments = withoutSources(read.segments, leftOut);
  const documents = leftOut.length === 0 ? all : sizeDocuments(segments, sizeOf);
  const verdict = check(sumSizes(documents));
  if (strategy === 'pack' && verdict.verdict !== 'fits') throw overBudget(verdict);

  const countTokens = (segment: TextSegment) => sizeOf(segment).tokens;
  const isPacked = strategy === 'pack' || (strategy === 'auto' && verdict.verdict === 'fits');
  // From the third question on it is cheaper written once, behind a cut, than sent anew with each.
  const { documents: lasting, volatile } =
    isPacked && expectedQuestions > 2
      ? { documents: segments, volatile: [] }
      : partVolatile(segments, { countTokens, budgetTokens });
  const volatileTokens = sumTokens(volatile);
  const besideEvidence = overheadTokens + volatileTokens;
  const evidenceTokens = capEvidence(options.evidenceTokens ?? 16_000, verdict.tokens, besideEvidence);
  const decide = (checked: BudgetCheck) =>
    decideStrategy({
      ...{ asked: strategy, check: checked, instructionTokens, profile },
      // What is not counted has no price: neither has the whole.
      prices: media.uncounted.length === 0 ? prices : [],
      ...{ expectedQuestions, evidenceTokens, volatileTokens },
    });
  const decision = decide(verdict);
  const base = {
    model,
    profile,
    maxOutputTokens,
    ...(volatile.length > 0 && { volatile }),
    ...(read.media.length > 0 && { media: read.media }),
    decision: {
      ...decision,
      prices,
      ...(media.uncounted.length > 0 && { uncounted: media.uncounted.map(({ source }) => source) }),
      ...(verdict.verdict !== 'fits' && { excess: describeExcess(verdict, listCandidates(documents, fits)) }),
      ...(verdict.verdict === 'fits' &&
        verdict.tokens.needed > step && {
          priceStep: {
            ...{ overInputTokens: step, excessTokens: verdict.tokens.needed - step },
            candidates: listCandidates(documents, isUnderStep),
          },
        }),
      ...(leftOut.length > 0 && { leftOut: sumLeftOut(leftOut) }),
    },
    skipped: [...read.skipped, ...leftOut.map(describeLeftOut)],
  };
  if (decision.strategy === 'pack') {
    const packed = packSegments(lasting, { countTokens, volatile });
    const describe = (prefix: Prefix) => ({
      coverage: describePack(prefix, volatile),
      strategy: 'pack' as const,
      prefix,
      ...(volatile.length > 0 && {
        behind: volatile.map((each) => renderTagged(each, prefix.key).text).join(''),
      }),
    });
    const { cache, earlierPack = 'follow', now = Date.now } = options;
    if (cache === undefined || earlierPack === 'ignore' || !decision.cache.marked) {
      const documentCount = lasting.filter(({ isVolatile }) => !isVolatile).length;
      return { ...base, ...describe(cutBehind(packed, documentCount)) };
    }
    const checkGrown = (grown: Prefix) => check(growSize(sumSizes(documents), packed, grown));
    const { prefix, update } = await followPack(packed, {
      ...{ segments: lasting, volatile, countTokens, model, prices, expectedQuestions, instructionTokens },
      ...{ earlierPack, cache, now },
      minTokens: profile.cache.type === 'none' ? 0 : profile.cache.minTokens,
      fits: (grown) => checkGrown(grown).verdict === 'fits',
    });
    const followed = update?.way === 'append' ? { ...decide(checkGrown(prefix)), prices } : {};
    return {
      ...base,
      decision: { ...base.decision, ...followed, ...(update && { update }) },
      ...describe(prefix),
    };
  }
  if (evidenceTokens < Math.min(smallestEvidence, options.evidenceTokens ?? smallestEvidence)) {
    throw windowTooSmall(verdict, besideEvidence);
  }
  const ordered = orderSegments(segments).segments;
  const { retriever, retrieval } = openMemoryRetriever(lasting, {
    ...options,
    ...{ profile, documentTokens: verdict.tokens.documents - volatileTokens },
  });
  return {
    ...base,
    decision: { ...base.decision, ...(retrieval && { retrieval }) },
    coverage: describeUnpacked(ordered, countTokens),
    strategy: 'retrieve',
    retriever,
    evidenceTokens,
  };
}

/** The copies that no longer count are sent all the same; their script is not known any more, so the wide margin goes for them. */
function growSize(size: PackSize, packed: Prefix, grown: Prefix): PackSize {
  return {
    plainTokens: size.plainTokens,
    foreignTokens: size.foreignTokens + grown.tokens - packed.tokens,
    bytes: Buffer.byteLength(JSON.stringify(grown.text)),
  };
}

/** Evidence must fit the window too, with the same margin: a small local model takes 4,096 tokens in all. */
function capEvidence(
  wanted: number,
  { budget, margin }: DecisionRecord['tokens'],
  overheadTokens: number,
): number {
  return Math.min(wanted, Math.max(0, Math.floor((budget - overheadTokens) / (1 + margin))));
}

/** A paragraph: with less, nothing can be answered. */
const smallestEvidence = 100;

function windowTooSmall({ tokens, bytes }: BudgetCheck, overheadTokens: number): QuireError {
  return new QuireError('over-budget', {
    tokens: overheadTokens + smallestEvidence,
    budgetTokens: tokens.budget,
    bytes: bytes.needed,
    message: `The model takes ${tokens.budget} tokens of input, and the instructions and the question alone take ${overheadTokens}. Choose a model with a larger window, or lower \`maxOutputTokens\`.`,
  });
}

function checkNumbers({ maxOutputTokens, evidenceTokens, expectedQuestions }: PrepareContextOptions): void {
  for (const [option, value] of Object.entries({ maxOutputTokens, evidenceTokens, expectedQuestions })) {
    if (value === undefined || (Number.isFinite(value) && value > 0)) continue;
    throw new QuireError('bad-input', {
      option,
      message: `\`${option}\` is a positive number, not ${value}.`,
    });
  }
}

function withoutSources(
  segments: readonly TextSegment[],
  leftOut: readonly LeftOut[],
): readonly TextSegment[] {
  if (leftOut.length === 0) return segments;
  const sources = new Set(leftOut.map(({ source }) => source));
  return segments.filter(({ source }) => !sources.has(source));
}

function overBudget({ tokens, bytes, verdict }: BudgetCheck): QuireError {
  const by = verdict === 'over-token-budget' ? 'tokens' : 'bytes';
  const [needed, budget] =
    by === 'tokens' ? [tokens.needed, tokens.budget] : [bytes.needed, bytes.budget as number];
  return new QuireError('over-budget', {
    tokens: tokens.needed,
    budgetTokens: tokens.budget,
    bytes: bytes.needed,
    ...(bytes.budget !== undefined && { budgetBytes: bytes.budget }),
    message: `The documents do not fit: ${needed} ${by} of ${budget}. Leave files out (\`fit: 'leave-out'\` chooses some, \`quire inspect\` shows the largest), or let \`strategy\` be 'auto'.`,
  });
}
