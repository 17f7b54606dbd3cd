import type { ModelMessage } from 'ai';
import { evidenceMarker } from './answer/cache/evidence-marker.ts';
import { carriesPassages, mostPassageTokens } from './answer/prompt/carried-passages.ts';
import type { EvidenceMode } from './answer/prompt/find-documents.ts';
import { toolLimits } from './answer/tools/open-tools.ts';
import { describeTools } from './answer/tools/tool-definitions.ts';
import { describeMarking, type MarkingBreakEven } from './compare/describe-money.ts';
import { formulaRequests, retrievalRequests } from './compare/formula-requests.ts';
import { nameUncertainty } from './compare/name-uncertainty.ts';
import { quoteStrategies, type StrategyQuote } from './compare/quote-strategies.ts';
import type { Arrival } from './compare/strategy.ts';
import { type Workload, workloadOf } from './compare/workload.ts';
import type { Context } from './context.ts';
import type { DecisionRecord } from './decision-record.ts';
import { addCosts, calculateCost, calculateTotal, type RequestGroup } from './model/calculate-cost.ts';
import { sumTokens } from './model/estimate-tokens.ts';
import type { Cost, PriceCard, TokenBuckets } from './model/price-card.ts';
import { questionTokens } from './pack/check-budget.ts';

/** What asking will cost. Every amount is `undefined` when no price is known. */
export interface CostEstimate {
  /** The first question with a typical answer of 500 tokens. */
  readonly first: Cost | undefined;
  /** Each further question within the cache's life. */
  readonly next: Cost | undefined;
  /** All the questions that were asked for. */
  readonly total: Cost | undefined;
  /**
   * The most that one question can cost: nothing is cached, the token estimate is low by its whole margin, the answer as long as
   * allowed; with tools, in as many requests as are allowed, each behind all that may be shown.
   */
  readonly atMost: Cost | undefined;
  /** By what they cost; estimated, without margin. */
  readonly tokens: { readonly first: TokenBuckets; readonly next: TokenBuckets };
  readonly breakEven: MarkingBreakEven;
  /** What each strategy would cost for the same questions, in closed form. */
  readonly alternatives: readonly StrategyQuote[];
  /** What is not known, in sentences; the margin of the token estimate is in none of the amounts but `atMost`. */
  readonly uncertain: readonly string[];
  /** The price cards behind the figures. Where they conflict, the amounts are ranges. */
  readonly prices: readonly PriceCard[];
}

export interface EstimateCostOptions {
  readonly context: Context;
  /** Counted where it is longer than the room of 2,000 tokens that is kept for it. */
  readonly question?: string;
  readonly history?: readonly ModelMessage[];
  /** @default the context's */
  readonly maxOutputTokens?: number;
  /** As of `answerQuestion`, as are the next two: with `read`, one question may take several requests. @default 'none' */
  readonly tools?: 'none' | 'read';
  readonly maxSteps?: number;
  readonly maxReadBytes?: number;
  /** As of `answerQuestion`: with `conversation` passages are written to the cache, which is in `atMost`. @default 'question' */
  readonly evidence?: EvidenceMode;
  /** How many questions will be asked. @default 1 */
  readonly questions?: number;
  /** How they come. @default 'back-to-back' */
  readonly arrival?: Arrival;
  /**
   * Sizes in tokens that are known better, as from what a provider counted: of the documents with the instructions, of one question
   * and of one answer. @default as estimated; 200 and 500 for question and answer
   */
  readonly sizes?: Partial<
    Pick<Workload, 'prefixTokens' | 'instructionTokens' | 'questionTokens' | 'outputTokens'>
  >;
}

/**
 * What asking a context will cost, before anything is sent.
 *
 * @example
 * const { first, next, total, breakEven } = estimateCost({ context, questions: 10 });
 */
export function estimateCost({ context, ...options }: EstimateCostOptions): CostEstimate {
  const { decision, maxOutputTokens: planned } = context;
  const prices = quotablePrices(decision);
  const { question = '', history = [], questions = 1, arrival = 'back-to-back', sizes } = options;
  const workload = workloadOf(context, { ...sizes, questions, arrival });
  const groups = requestsOf(context, workload);
  const [first, next] = firstTwo(requestsOf(context, { ...workload, questions: 2, arrival: 'back-to-back' }));
  const maxOutputTokens = options.maxOutputTokens ?? planned;
  const questionBytes = Buffer.byteLength(JSON.stringify([question, history]));
  const { tools = 'none', maxSteps = toolLimits.maxSteps, evidence = 'question' } = options;
  const marker = evidenceMarker(context, { mode: 'auto', evidence, tools });
  const marked = decision.cache.marked || marker !== undefined;
  const isCarried = evidence === 'conversation' && history.length > 0 && carriesPassages(context, marker);
  const besideTokens =
    isCarried && context.strategy === 'retrieve'
      ? Math.ceil(mostPassageTokens(context, history)) - context.evidenceTokens
      : 0;
  const request = { context, questionBytes, besideTokens, maxOutputTokens, marked };
  return {
    first: calculateCost(first, prices),
    next: calculateCost(next, prices),
    total: calculateTotal(groups, prices),
    atMost: tools === 'none' ? estimateAtMost(request) : estimateWithTools(request, { ...options, maxSteps }),
    tokens: { first, next },
    breakEven: describeMarking(workload, prices),
    alternatives: quoteStrategies(workload, prices),
    uncertain: [
      ...nameUncertainty(decision, workload),
      ...(tools === 'none'
        ? []
        : [`With tools a question takes one to ${maxSteps} requests: all amounts but the most are for one.`]),
    ],
    prices,
  };
}

/** What the context does, in closed form. */
function requestsOf(context: Context, workload: Workload): readonly RequestGroup[] {
  if (context.strategy === 'retrieve') return retrievalRequests(workload, context.evidenceTokens);
  const { marked, because } = context.decision.cache;
  const way = marked ? 'explicit-cache' : because === 'automatic' ? 'implicit-cache' : 'full';
  const planned = formulaRequests(way, workload);
  // What is packed fits and is offered: nothing else comes here.
  return planned.type === 'requests' ? planned.groups : [];
}

function firstTwo(groups: readonly RequestGroup[]): readonly [first: TokenBuckets, next: TokenBuckets] {
  const nothing = { uncached: 0, cacheWrite: 0, cacheRead: 0, output: 0 };
  const [first = nothing, next = first] = groups.map(({ tokens }) => tokens);
  return [first, next];
}

/** Each request behind all that may be shown and all that the model may have written before it. */
function estimateWithTools(
  request: Parameters<typeof estimateAtMost>[0],
  {
    maxSteps,
    maxReadBytes = toolLimits.maxReadBytes,
  }: { readonly maxSteps: number; readonly maxReadBytes?: number },
): Cost | undefined {
  const front = Buffer.byteLength(describeTools());
  return addCosts(
    Array.from({ length: maxSteps }, (_, step) => {
      const shown = step === 0 ? 0 : maxReadBytes + step * request.maxOutputTokens;
      return estimateAtMost({ ...request, questionBytes: request.questionBytes + front + shown });
    }),
  );
}

/** The most that one request can cost, when what stands beside the documents takes so many bytes. */
export function estimateAtMost({
  context,
  questionBytes,
  besideTokens = 0,
  maxOutputTokens: output,
  marked,
  cacheLifetime = '5m',
}: {
  readonly context: Context;
  readonly questionBytes: number;
  /** Of passages beside those that one question may have, estimated. @default 0 */
  readonly besideTokens?: number;
  readonly maxOutputTokens: number;
  /** Whether the prefix is marked for the cache: writing it is dearer than reading it anew. */
  readonly marked: boolean;
  /** How long the entry is to live. @default '5m' */
  readonly cacheLifetime?: '5m' | '1h';
}): Cost | undefined {
  // What goes beyond the room that was kept is counted by its bytes: no tokenizer makes more than a token of one.
  const beside = Math.ceil(besideTokens * (1 + context.decision.tokens.margin));
  const needed = inputAtMost(context) + beside + Math.max(0, questionBytes - questionTokens);
  const longLived = cacheLifetime === '1h' ? { cacheWriteLongLived: needed } : {};
  const atMost = marked
    ? { uncached: 0, cacheWrite: needed, ...longLived, cacheRead: 0, output }
    : { uncached: needed, cacheWrite: 0, cacheRead: 0, output };
  return calculateCost(atMost, quotablePrices(context.decision));
}

/** A file whose tokens nobody knows beforehand may cost anything. */
function quotablePrices({ prices, uncounted }: DecisionRecord): readonly PriceCard[] {
  return uncounted === undefined ? prices : [];
}

/** The input tokens that one question takes at most, with margin: what is packed or retrieved, the instructions, room for the question. */
export function inputAtMost(context: Context): number {
  const { tokens } = context.decision;
  if (context.strategy === 'pack') return tokens.needed;
  // Evidence instead of the documents; instructions and the room for the question stay.
  const documents = Math.ceil(tokens.documents * (1 + tokens.margin));
  const sent = context.evidenceTokens + sumTokens(context.volatile);
  return tokens.needed - documents + Math.ceil(sent * (1 + tokens.margin));
}
