import type { LanguageModelV4, LanguageModelV4Middleware, LanguageModelV4StreamPart } from '@ai-sdk/provider';
import type { ProviderMetadata } from 'ai';
import { calculateCost } from '../model/calculate-cost.ts';
import type { Cost, PriceCard, TokenBuckets } from '../model/price-card.ts';
import { toTokenBuckets } from '../model/token-buckets.ts';
import type { Attempt } from '../result.ts';
import { describeProviderError } from './provider-error.ts';

/**
 * A middleware that keeps one record for each request that really goes to the provider, retries included: the SDK's own
 * result only tells of the last one, and a failed or aborted request may be billed too.
 */
export function recordAttempts({
  attempts,
  prices,
  onRequest,
  now = Date.now,
}: {
  /** Records are added here when a request ends. */
  readonly attempts: Attempt[];
  readonly prices: readonly PriceCard[];
  readonly onRequest?: (attempt: number, model: string) => void;
  readonly now?: () => number;
}): LanguageModelV4Middleware {
  let requests = 0;
  const begin = (model: LanguageModelV4) => {
    requests += 1;
    onRequest?.(requests, model.modelId);
    const startedAt = now();
    let recorded = false;
    return (
      outcome: Attempt['outcome'],
      tokens?: TokenBuckets | undefined,
      metadata?: ProviderMetadata | undefined,
    ) => {
      if (recorded) return;
      recorded = true;
      attempts.push({
        model: model.modelId,
        provider: model.provider,
        tokens,
        cost: costOf(tokens, prices, metadata),
        outcome,
        durationMs: now() - startedAt,
      });
    };
  };

  return {
    specificationVersion: 'v4',
    async wrapGenerate({ doGenerate, model, params }) {
      const record = begin(model);
      try {
        const result = await doGenerate();
        record(
          { type: 'finished', finishReason: result.finishReason.unified },
          toTokenBuckets(result.usage),
          result.providerMetadata,
        );
        return result;
      } catch (error) {
        record(failureOf(error, params.abortSignal));
        throw error;
      }
    },
    async wrapStream({ doStream, model, params }) {
      const record = begin(model);
      try {
        const result = await doStream();
        return { ...result, stream: result.stream.pipeThrough(watchStream(record, params.abortSignal)) };
      } catch (error) {
        record(failureOf(error, params.abortSignal));
        throw error;
      }
    },
  };
}

type Record = (
  outcome: Attempt['outcome'],
  tokens?: TokenBuckets | undefined,
  metadata?: ProviderMetadata | undefined,
) => void;

function watchStream(
  record: Record,
  abortSignal: AbortSignal | undefined,
): TransformStream<LanguageModelV4StreamPart, LanguageModelV4StreamPart> {
  // When the SDK stops reading on an abort, neither transform nor flush runs any more.
  abortSignal?.addEventListener('abort', () => record({ type: 'aborted' }), { once: true });
  return new TransformStream({
    transform(part, controller) {
      if (part.type === 'finish') {
        record(
          { type: 'finished', finishReason: part.finishReason.unified },
          toTokenBuckets(part.usage),
          part.providerMetadata,
        );
      } else if (part.type === 'error') record(failureOf(part.error, abortSignal));
      controller.enqueue(part);
    },
    flush() {
      record({ type: 'failed', message: 'The stream ended without a finish.' });
    },
  });
}

function failureOf(error: unknown, abortSignal: AbortSignal | undefined): Attempt['outcome'] {
  if (abortSignal?.aborted) return { type: 'aborted' };
  const { message, status } = describeProviderError(error);
  return { type: 'failed', message, ...(status !== undefined && { status }) };
}

function costOf(
  tokens: TokenBuckets | undefined,
  prices: readonly PriceCard[],
  metadata: ProviderMetadata | undefined,
): Cost | undefined {
  const cost = tokens === undefined ? undefined : calculateCost(tokens, prices);
  const reported = Number(metadata?.gateway?.cost ?? Number.NaN);
  return cost === undefined || !Number.isFinite(reported) ? cost : { ...cost, reported };
}
