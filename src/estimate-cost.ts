import type { ModelMessage } from 'ai';
import type { Context } from './context.ts';
import { calculateCost } from './model/calculate-cost.ts';
import type { Cost, PriceCard } from './model/price-card.ts';
import { questionTokens } from './pack/check-budget.ts';

/** What asking will cost. Every amount is `undefined` when no price is known. */
export interface CostEstimate {
  /** The first question with a typical answer of 500 tokens. */
  readonly first: Cost | undefined;
  /** Each further question within the cache's life. */
  readonly next: Cost | undefined;
  /** The most that one question can cost: nothing is cached, the token estimate is low by its whole margin, the answer as long as allowed. */
  readonly atMost: Cost | undefined;
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
}

/**
 * What asking a context will cost, before anything is sent.
 *
 * @example
 * const { first, next, atMost } = estimateCost({ context });
 */
export function estimateCost({ context, ...options }: EstimateCostOptions): CostEstimate {
  const { decision, maxOutputTokens: planned } = context;
  const { prices } = decision;
  const way =
    decision.strategy === 'retrieve' ? 'retrieve' : decision.cache.marked ? 'pack-cached' : 'pack-uncached';
  const choice = decision.choices.find(({ strategy }) => strategy === way);
  const maxOutputTokens = options.maxOutputTokens ?? planned;
  const { question = '', history = [] } = options;
  const questionBytes = Buffer.byteLength(JSON.stringify([question, history]));
  const { marked } = decision.cache;
  const atMost = estimateAtMost({ context, questionBytes, maxOutputTokens, marked });
  return { first: choice?.first, next: choice?.next, atMost, prices };
}

/** The most that one request can cost, when what stands beside the documents takes so many bytes. */
export function estimateAtMost({
  context,
  questionBytes,
  maxOutputTokens: output,
  marked,
  cacheLifetime = '5m',
}: {
  readonly context: Context;
  readonly questionBytes: number;
  readonly maxOutputTokens: number;
  /** Whether the prefix is marked for the cache: writing it is dearer than reading it anew. */
  readonly marked: boolean;
  /** How long the entry is to live. @default '5m' */
  readonly cacheLifetime?: '5m' | '1h';
}): Cost | undefined {
  // What goes beyond the room that was kept is counted by its bytes: no tokenizer makes more than a token of one.
  const needed = inputAtMost(context) + Math.max(0, questionBytes - questionTokens);
  const longLived = cacheLifetime === '1h' ? { cacheWriteLongLived: needed } : {};
  const atMost = marked
    ? { uncached: 0, cacheWrite: needed, ...longLived, cacheRead: 0, output }
    : { uncached: needed, cacheWrite: 0, cacheRead: 0, output };
  return calculateCost(atMost, context.decision.prices);
}

function inputAtMost(context: Context): number {
  const { tokens } = context.decision;
  if (context.strategy === 'pack') return tokens.needed;
  // Evidence instead of the documents; instructions and the room for the question stay.
  const documents = Math.ceil(tokens.documents * (1 + tokens.margin));
  return tokens.needed - documents + Math.ceil(context.evidenceTokens * (1 + tokens.margin));
}
