import type { Context } from './context.ts';
import { countSources } from './count-sources.ts';
import type { DecisionRecord } from './decision-record.ts';
import { orAborted, QuireError } from './errors.ts';
import { followPack } from './follow-pack.ts';
import { sumTokens } from './model/estimate-tokens.ts';
import { findModelProfile } from './model/find-model-profile.ts';
import { findPriceCards } from './model/find-price-cards.ts';
import { firstPriceStep } from './model/first-price-step.ts';
import { modelAddress } from './model/model-address.ts';
import { openMemoryRetriever } from './open-memory-retriever.ts';
import type { BudgetCheck } from './pack/check-budget.ts';
import { cutBehind } from './pack/cut-parts.ts';
import { decideStrategy } from './pack/decide-strategy.ts';
import { describePack, describeUnpacked } from './pack/describe-coverage.ts';
import { describeExcess, describeLeftOut, sumLeftOut } from './pack/describe-left-out.ts';
import { chooseLeftOutFor, type LeftOut, listCandidates } from './pack/leave-out.ts';
import { orderSegments } from './pack/order-segments.ts';
import { packSegments } from './pack/pack-segments.ts';
import { type PackSize, sizeDocuments, sumSizes } from './pack/pack-size.ts';
import { partVolatile } from './pack/part-volatile.ts';
import type { Prefix } from './prefix.ts';
import type { PrepareContextOptions } from './prepare-options.ts';
import type { TextSegment } from './segment.ts';
import { renderTagged } from './text/tagged-text.ts';

export type { PrepareContextOptions };

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
  const { model, strategy = 'auto', fit = 'all', expectedQuestions = 2 } = options;
  checkNumbers(options);
  const address = modelAddress(model);
  const profile = findModelProfile(address.model, options.profile);
  const maxOutputTokens = Math.min(options.maxOutputTokens ?? 8_192, profile.maxOutputTokens);

  const counted = await countSources(options, { profile, route: address.route, maxOutputTokens });
  const { segments: read, media, instructionTokens, overheadTokens, budgetTokens, sizeOf, check } = counted;
  const fits = (size: PackSize) => check(size).verdict === 'fits';
  const all = sizeDocuments(read, sizeOf);
  const prices = findPriceCards(address, options.prices);
  const step = firstPriceStep(prices);
  const isUnderStep = (size: PackSize) => fits(size) && check(size).tokens.needed <= step;
  const changing = new Set(read.flatMap((each) => (each.isVolatile ? [each.source] : [])));
  const leftOut =
    fit === 'all'
      ? []
      : chooseLeftOutFor(fit === 'under-price-step' ? isUnderStep : fits, all, { fits, kept: changing });
  const segments = withoutSources(read, leftOut);
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
      prices: counted.uncounted.length === 0 ? prices : [],
      ...{ expectedQuestions, evidenceTokens, volatileTokens },
    });
  const decision = decide(verdict);
  const base = {
    model,
    profile,
    maxOutputTokens,
    ...(volatile.length > 0 && { volatile }),
    ...(media.length > 0 && { media }),
    decision: {
      ...decision,
      prices,
      ...(counted.uncounted.length > 0 && { uncounted: counted.uncounted }),
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
    skipped: [...counted.skipped, ...leftOut.map(describeLeftOut)],
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
    const { cache, earlierPack = 'follow', tools = 'none', now = Date.now } = options;
    if (cache === undefined || earlierPack === 'ignore' || !decision.cache.marked) {
      const documentCount = lasting.filter(({ isVolatile }) => !isVolatile).length;
      return { ...base, ...describe(cutBehind(packed, documentCount)) };
    }
    const checkGrown = (grown: Prefix) => check(growSize(sumSizes(documents), packed, grown));
    const { prefix, update } = await followPack(packed, {
      ...{ segments: lasting, volatile, countTokens, model, prices, expectedQuestions, instructionTokens },
      ...{ earlierPack, tools, cache, now },
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
