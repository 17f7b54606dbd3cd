import { stripVTControlCharacters } from 'node:util';
import { QuireError } from '../errors.ts';

/** What a provider's failure says, without the SDK's wrapping and without terminal colour codes. */
export function describeProviderError(error: unknown): {
  readonly message: string;
  readonly status?: number;
} {
  const inner = innermost(error);
  const raw = inner instanceof Error ? inner.message : String(inner);
  const message = stripVTControlCharacters(raw).trim().split('\n')[0] ?? '';
  const status = statusOf(inner);
  return { message, ...(status !== undefined && { status }) };
}

/**
 * Turns whatever a model call threw into a QuireError with a stable code; an error that is one already is passed through.
 * `text` is what had arrived when the call was aborted.
 */
export function toProviderError(
  error: unknown,
  {
    model,
    abortSignal,
    text,
  }: { readonly model: string; readonly abortSignal?: AbortSignal | undefined; readonly text?: string },
): QuireError {
  if (QuireError.isInstance(error)) return error;
  if (abortSignal?.aborted) {
    return new QuireError('aborted', {
      message: 'Stopped before the answer was complete. The provider may bill what it had read and written.',
      ...(text !== undefined && { text }),
      cause: error,
    });
  }
  const { message, status } = describeProviderError(error);
  const facts = { model, ...(status !== undefined && { status }), cause: error };
  const name = nameOf(innermost(error));

  if (
    status === 401 ||
    status === 403 ||
    name === 'GatewayAuthenticationError' ||
    name === 'AI_LoadAPIKeyError'
  ) {
    return new QuireError('provider-auth', {
      ...facts,
      message: `The key for ${model} was refused${status === undefined ? '' : ` (${status})`}: ${message} Check AI_GATEWAY_API_KEY or the provider's own key.`,
    });
  }
  if (
    /Range of input length|maximum context length|context[_ ]length[_ ]exceeded|max bytes to request body/i.test(
      message,
    ) ||
    status === 413
  ) {
    return new QuireError('provider-input-too-long', {
      ...facts,
      message: `${model} refused the documents as too long: ${message} Leave files out, or pass \`strategy: 'retrieve'\`.`,
    });
  }
  if (status === 402 || /insufficient[_ ](quota|funds)|exceeded your current quota/i.test(message)) {
    return new QuireError('provider-quota', {
      ...facts,
      message: `The account for ${model} has no credit left: ${message}`,
    });
  }
  if (status === 429) {
    return new QuireError('provider-rate-limit', {
      ...facts,
      message: `${model} is rate limited: ${message} Wait and ask again.`,
    });
  }
  if (status === 404 || name === 'GatewayModelNotFoundError' || name === 'AI_NoSuchModelError') {
    return new QuireError('provider-model-not-found', {
      ...facts,
      message: `The provider does not know ${model}: ${message}`,
    });
  }
  if (/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|Cannot connect|fetch failed/i.test(`${message} ${causes(error)}`)) {
    return new QuireError('provider-unreachable', {
      ...facts,
      message: `No answer from the server of ${model}: ${message}`,
    });
  }
  return new QuireError('provider-error', {
    ...facts,
    message: `${model} failed${status === undefined ? '' : ` (${status})`}: ${message}`,
  });
}

/** The SDK wraps the last failure of its retries. */
function innermost(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'lastError' in error
    ? innermost(error.lastError)
    : error;
}

function statusOf(error: unknown): number | undefined {
  // The gateway's 401 reaches us as a plain error without a status.
  if (nameOf(error) === 'GatewayAuthenticationError') return 401;
  if (typeof error !== 'object' || error === null || !('statusCode' in error)) return undefined;
  return typeof error.statusCode === 'number' ? error.statusCode : undefined;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

function causes(error: unknown): string {
  const inner = innermost(error);
  if (!(inner instanceof Error) || inner.cause === undefined) return '';
  const code =
    typeof inner.cause === 'object' && inner.cause !== null && 'code' in inner.cause
      ? String(inner.cause.code)
      : '';
  return `${code} ${inner.cause instanceof Error ? inner.cause.message : ''}`;
}
