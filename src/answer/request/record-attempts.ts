import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Middleware,
  LanguageModelV4Prompt,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
} from '@ai-sdk/provider';
import type { FinishReason, ProviderMetadata } from 'ai';
import { calculateCost } from '../../model/calculate-cost.ts';
import type { Cost, PriceCard, TokenBuckets } from '../../model/price-card.ts';
import { toTokenBuckets } from '../../model/token-buckets.ts';
import type { Attempt } from '../../result.ts';
import type { CacheLifetime } from '../cache/plan-cache.ts';
import { describeFailure } from './describe-failure.ts';

/**
 * A middleware that keeps one record for each request that really goes to the provider, retries included: the SDK's own
 * result only tells of the last one, and a failed or aborted request may be billed too.
 */
export function recordAttempts({
  attempts,
  prices,
  cacheLifetime = '5m',
  watchers = [],
  estimate,
  now = Date.now,
}: {
  /** Records are added here when a request ends. */
  readonly attempts: Attempt[];
  readonly prices: readonly PriceCard[];
  /** What the marker asks for: usage does not tell which entries a write made. @default '5m' */
  readonly cacheLifetime?: CacheLifetime;
  readonly watchers?: readonly RequestWatcher[];
  /** The most that a request with this prompt may cost. */
  readonly estimate?: (prompt: LanguageModelV4Prompt) => Cost | undefined;
  readonly now?: () => number;
}): LanguageModelV4Middleware {
  let requests = 0;
  const begin = async (
    { modelId, provider }: LanguageModelV4,
    { prompt, abortSignal }: LanguageModelV4CallOptions,
  ): Promise<Record> => {
    const atMost = estimate?.(prompt);
    const onEnds = await enterAll(watchers, { model: modelId, abortSignal, atMost, number: requests + 1 });
    requests += 1;
    const startedAt = now();
    let recorded = false;
    return (outcome, told, metadata) => {
      if (recorded) return;
      recorded = true;
      const tokens = told && withLifetime(told, cacheLifetime);
      const cost = costOf(tokens, prices, metadata);
      const attempt: Attempt = {
        model: modelId,
        provider,
        tokens,
        cost,
        ...(cost === undefined && atMost !== undefined && { atMost }),
        outcome,
        durationMs: now() - startedAt,
      };
      attempts.push(attempt);
      for (const onEnd of onEnds) onEnd(attempt);
    };
  };

  return {
    specificationVersion: 'v4',
    async wrapGenerate({ doGenerate, model, params }) {
      const record = await begin(model, params);
      try {
        const result = await doGenerate();
        record(finishedAs(result.finishReason), toTokenBuckets(result.usage), result.providerMetadata);
        return { ...result, usage: readableUsage(result.usage) };
      } catch (error) {
        const outcome = failureOf(error, params.abortSignal);
        record(outcome, wasRefused(outcome) ? nothing : undefined);
        throw error;
      }
    },
    async wrapStream({ doStream, model, params }) {
      const { abortSignal } = params;
      const record = await begin(model, params);
      try {
        const result = await doStream();
        return { ...result, stream: watchStream(result.stream, record, abortSignal) };
      } catch (error) {
        const outcome = failureOf(error, abortSignal);
        record(outcome, wasRefused(outcome) ? nothing : undefined);
        throw error;
      }
    },
  };
}

function withLifetime(tokens: TokenBuckets, lifetime: CacheLifetime): TokenBuckets {
  if (lifetime === '5m' || tokens.cacheWrite === 0) return tokens;
  return { ...tokens, cacheWriteLongLived: tokens.cacheWrite };
}

/** A request that is about to be sent. */
export interface OutgoingRequest {
  readonly model: string;
  readonly abortSignal: AbortSignal | undefined;
  /** The most that it may cost; `undefined` where no price is known. */
  readonly atMost: Cost | undefined;
  /** Which one of this call it is, counted from 1. */
  readonly number: number;
}

/**
 * Is told of each request before it is sent, and may hold it up or refuse it by throwing. What it returns is called once with the
 * record when the request has ended; with `undefined` when it was never sent, because a later watcher refused it.
 */
export type RequestWatcher = (
  request: OutgoingRequest,
) => RequestEnd | undefined | Promise<RequestEnd | undefined>;

export type RequestEnd = (attempt: Attempt | undefined) => void;

async function enterAll(
  watchers: readonly RequestWatcher[],
  request: OutgoingRequest,
): Promise<readonly RequestEnd[]> {
  const onEnds: RequestEnd[] = [];
  try {
    for (const watcher of watchers) {
      const onEnd = await watcher(request);
      if (onEnd !== undefined) onEnds.push(onEnd);
    }
    return onEnds;
  } catch (error) {
    for (const onEnd of onEnds) onEnd(undefined);
    throw error;
  }
}

type Record = (
  outcome: Attempt['outcome'],
  tokens?: TokenBuckets | undefined,
  metadata?: ProviderMetadata | undefined,
) => void;

/** The same parts. Not a TransformStream: its `flush` does not run when the connection breaks or the reader goes away. */
function watchStream(
  stream: ReadableStream<LanguageModelV4StreamPart>,
  record: Record,
  abortSignal: AbortSignal | undefined,
): ReadableStream<LanguageModelV4StreamPart> {
  const reader = stream.getReader();
  const onAbort = () => record({ type: 'aborted' });
  abortSignal?.addEventListener('abort', onAbort, { once: true });
  const end: Record = (...facts) => {
    abortSignal?.removeEventListener('abort', onAbort);
    record(...facts);
  };
  return new ReadableStream({
    async pull(controller) {
      try {
        const { value: part, done } = await reader.read();
        if (done) {
          end({ type: 'failed', message: 'The stream ended without a finish.' });
          controller.close();
          return;
        }
        if (part.type === 'finish') {
          end(finishedAs(part.finishReason), toTokenBuckets(part.usage), part.providerMetadata);
          controller.enqueue({ ...part, usage: readableUsage(part.usage) });
          return;
        }
        if (part.type === 'error') end(failureOf(part.error, abortSignal));
        controller.enqueue(part);
      } catch (error) {
        end(failureOf(error, abortSignal));
        controller.error(error);
      }
    },
    async cancel(reason) {
      end({ type: 'aborted' });
      await reader.cancel(reason);
    },
  });
}

function finishedAs(reason: { readonly unified: FinishReason } | undefined): Attempt['outcome'] {
  // The gateway's answer is not validated on its way here.
  return { type: 'finished', finishReason: reason?.unified ?? 'other' };
}

function failureOf(error: unknown, abortSignal: AbortSignal | undefined): Attempt['outcome'] {
  if (abortSignal?.aborted) return { type: 'aborted' };
  const { message, status } = describeFailure(error);
  return { type: 'failed', message, ...(status !== undefined && { status }) };
}

/** The gateway's usage may be missing or any JSON, at which the SDK would throw away an answer that was paid for. */
function readableUsage(usage: LanguageModelV4Usage | undefined): LanguageModelV4Usage {
  return usage && isObject(usage.inputTokens) && isObject(usage.outputTokens) ? usage : unknownUsage;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

const unknownUsage: LanguageModelV4Usage = {
  inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined },
};

const nothing: TokenBuckets = { uncached: 0, cacheWrite: 0, cacheRead: 0, output: 0 };

/** A request that was refused is not billed; one that timed out (408) or broke (5xx) may be. */
function wasRefused(outcome: Attempt['outcome']): boolean {
  const status = outcome.type === 'failed' ? (outcome.status ?? 0) : 0;
  return status >= 400 && status < 500 && status !== 408;
}

function costOf(
  tokens: TokenBuckets | undefined,
  prices: readonly PriceCard[],
  metadata: ProviderMetadata | undefined,
): Cost | undefined {
  const cost = tokens === undefined ? undefined : calculateCost(tokens, prices);
  const reported = reportedDollars(metadata?.gateway?.cost);
  if (reported === undefined) return cost;
  // Without a price card the provider's own word is what is known.
  return { ...(cost ?? { currency: 'USD', min: reported, max: reported }), reported };
}

/** The gateway sends a string; an empty one would be 0. */
function reportedDollars(value: unknown): number | undefined {
  const dollars = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof dollars === 'number' && Number.isFinite(dollars) && dollars >= 0 ? dollars : undefined;
}
