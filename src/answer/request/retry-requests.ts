import { setTimeout as sleep } from 'node:timers/promises';
import type { LanguageModelV4Middleware } from '@ai-sdk/provider';
import { QuireError } from '../../errors.ts';
import { describeFailure, type Failure } from './describe-failure.ts';
import { isQuotaFailure } from './provider-error.ts';

/**
 * Whether a request is sent again that failed and may be billed all the same: `short` only when its prompt is (under about 20,000
 * tokens), since then a second one costs next to nothing.
 */
export type BilledRetries = 'short' | 'always' | 'never';

/** Waiting longer than this is the caller's decision: the error says how long the provider asks for. */
const longestWaitSeconds = 60;

/**
 * Sends a request again that the provider turned away, waiting as long as it asks, else 2 s, 4 s and so on. Once an answer has begun
 * nothing is sent again. The AI SDK's own retries are not used: they send a prompt of a million tokens three times after a
 * header timeout, an exhausted quota three times, and wait 2 s when told to wait an hour (measured 2026-11-23).
 */
export function retryRequests({
  maxRetries,
  retryBilled,
  isLong,
}: {
  readonly maxRetries: number;
  readonly retryBilled: BilledRetries;
  readonly isLong: boolean;
}): LanguageModelV4Middleware {
  const sendsBilled = retryBilled === 'always' || (retryBilled === 'short' && !isLong);
  const run = async <Result>(send: () => PromiseLike<Result>, abortSignal: AbortSignal | undefined) => {
    for (let retries = 0; ; retries += 1) {
      try {
        return await send();
      } catch (error) {
        const wait = waitSeconds(error, { retries, sendsBilled });
        if (retries >= maxRetries || wait === undefined || abortSignal?.aborted) throw error;
        await sleep(wait * 1000, undefined, { ...(abortSignal && { signal: abortSignal }) }).catch(() =>
          abortSignal?.throwIfAborted(),
        );
      }
    }
  };
  return {
    specificationVersion: 'v4',
    wrapGenerate: ({ doGenerate, params }) => run(doGenerate, params.abortSignal),
    wrapStream: ({ doStream, params }) => run(doStream, params.abortSignal),
  };
}

function waitSeconds(
  error: unknown,
  { retries, sendsBilled }: { readonly retries: number; readonly sendsBilled: boolean },
): number | undefined {
  if (QuireError.isInstance(error)) return undefined;
  const failure = describeFailure(error);
  if (!wasTurnedAway(failure) && !(sendsBilled && hasBroken(failure))) return undefined;
  const { retryAfterSeconds = 2 ** (retries + 1) } = failure;
  return retryAfterSeconds > longestWaitSeconds ? undefined : retryAfterSeconds;
}

/** Nothing was read, so nothing is billed: over the rate limit, or no connection at all. */
function wasTurnedAway(failure: Failure): boolean {
  if (failure.status === 429) return !isQuotaFailure(failure);
  return (
    failure.status === undefined &&
    /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_CONNECT_TIMEOUT/.test(failure.details)
  );
}

/** The server gave up or the connection went: the prompt may have been read. */
function hasBroken({ status, details }: Failure): boolean {
  if (status !== undefined) return status >= 500 || status === 408 || status === 409;
  // Not a header timeout: whoever was silent for five minutes is likely to be so again.
  return /ECONNRESET|EPIPE|UND_ERR_SOCKET|socket hang up|other side closed/i.test(details);
}
