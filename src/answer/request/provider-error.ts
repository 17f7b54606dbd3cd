import { type PartialAnswer, QuireError } from '../../errors.ts';
import { describeFailure, type Failure } from './describe-failure.ts';

const tooLong =
  /Range of input length|maximum context length|context[_ ](length|size|window)|prompt is too long|input token count|max bytes to request body/i;
const quota = /insufficient[_ ](quota|funds|balance)|exceeded your current quota/i;
const unreachable = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|UND_ERR_\w*TIMEOUT|Cannot connect|fetch failed/i;

/**
 * Turns whatever a model call threw into a QuireError with a stable code; an error that is one already is passed through.
 * `partial` is what had been shown and sent until then.
 */
export function toProviderError(
  error: unknown,
  {
    model,
    provider,
    abortSignal,
    partial = {},
  }: {
    readonly model: string;
    /** The AI SDK's name of the way to the model. */
    readonly provider?: string;
    readonly abortSignal?: AbortSignal | undefined;
    readonly partial?: PartialAnswer;
  },
): QuireError {
  // The limit was met on the way: what had come until then goes with it.
  if (QuireError.isInstance(error, 'cost-cap')) {
    return new QuireError('cost-cap', { ...error.facts, ...partial, message: error.message });
  }
  if (QuireError.isInstance(error)) return error;
  if (abortSignal?.aborted) {
    return new QuireError('aborted', {
      message: 'Stopped before the answer was complete. The provider may bill what it had read and written.',
      ...partial,
      cause: error,
    });
  }
  const { name, message, status, details, retryAfterSeconds } = describeFailure(error);
  const facts = { model, ...(status !== undefined && { status }), ...partial, cause: error };
  const said = /[.!?…]$/.test(message) ? message : `${message}.`;
  const number = status === undefined ? '' : ` (${status})`;

  if (name === 'TimeoutError') {
    return new QuireError('provider-timeout', {
      ...facts,
      message: `${model} did not answer within the time that \`timeout\` allows. The provider may bill what it had read and written.`,
    });
  }
  if (name === 'AI_InvalidPromptError' || name === 'AI_InvalidArgumentError') {
    const option = name === 'AI_InvalidPromptError' ? 'history' : parameterOf(error);
    return new QuireError('bad-input', { option, message: said, cause: error });
  }
  if (status === 413 || tooLong.test(details)) {
    return new QuireError('provider-input-too-long', {
      ...facts,
      message: `${model} refused the documents as too long: ${said} Ask less at once, leave files out, or retrieve (\`strategy: 'retrieve'\`; command line: --strategy retrieve).`,
    });
  }
  if (isQuotaFailure({ status, details })) {
    return new QuireError('provider-quota', {
      ...facts,
      message: `The account for ${model} has no credit left: ${said}`,
    });
  }
  if (status === 401 || status === 403 || name === 'AI_LoadAPIKeyError') {
    return new QuireError('provider-auth', {
      ...facts,
      message: `The key for ${model} was refused${number}: ${said} Check ${keyOf(model, provider)}.`,
    });
  }
  if (status === 429) {
    return new QuireError('provider-rate-limit', {
      ...facts,
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
      message: `${model} is rate limited: ${said} Wait${retryAfterSeconds === undefined ? '' : ` ${retryAfterSeconds} s`} and ask again.`,
    });
  }
  if (status === 404 || name === 'GatewayModelNotFoundError' || name === 'AI_NoSuchModelError') {
    return new QuireError('provider-model-not-found', {
      ...facts,
      message: `The provider does not know ${model}: ${said}`,
    });
  }
  if (status === undefined && unreachable.test(details)) {
    return new QuireError('provider-unreachable', {
      ...facts,
      message: `No answer from the server of ${model}: ${said}`,
    });
  }
  return new QuireError('provider-error', { ...facts, message: `${model} failed${number}: ${said}` });
}

/** Whether credit or quota is used up: asking again will not help. */
export function isQuotaFailure({
  status,
  details,
}: Pick<Failure, 'details'> & { readonly status?: number | undefined }): boolean {
  return status === 402 || quota.test(details);
}

/** Who serves a model of that name elsewhere wants another key; of a name alone the gateway's carry the provider. */
function keyOf(model: string, provider = model.includes('/') ? 'gateway' : ''): string {
  if (provider.startsWith('gateway')) return 'AI_GATEWAY_API_KEY';
  return provider.startsWith('alibaba') ? 'ALIBABA_API_KEY' : "the provider's key";
}

function parameterOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'parameter' in error
    ? String(error.parameter)
    : 'unknown';
}
