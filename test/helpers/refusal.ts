import type { ChatRequest } from './chat-request.ts';
import type { ImitatedModel } from './model-catalogue.ts';

/** Why the vendor does not answer. `code` is the vendor's own; each protocol dresses it in its own JSON. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  /** The model that was asked for, when there is none of that name. */
  readonly modelId?: string;
}

/** Thrown where a request is refused. */
export class RequestRefused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

export const maxBodyBytes = 6_291_456;
const maxDataUris = 250;

/** Code of the refusal of a body that is too long: the gateway refuses those before it speaks its protocol. */
export const bodyTooLongCode = 'body_too_long';

export function refuseBody(bytes: number): void {
  if (bytes <= maxBodyBytes) return;
  throw new RequestRefused({
    status: 400,
    code: bodyTooLongCode,
    message: `Exceeded limit on max bytes to request body : ${maxBodyBytes}`,
  });
}

export function refuseInvalid(message: string): never {
  throw new RequestRefused({
    status: 400,
    code: 'invalid_parameter_error',
    message: `<400> InternalError.Algo.InvalidParameter: ${message}`,
  });
}

/** Refuses what the vendor refuses before it counts tokens. */
export function refuseParameters(
  request: ChatRequest,
  {
    model,
    jsonWhileThinking,
  }: { readonly model: ImitatedModel; readonly jsonWhileThinking: 'refuse' | 'allow' },
): void {
  const { maxTokens, json, thinking } = request;
  if (maxTokens !== undefined && (maxTokens < 1 || maxTokens > model.maxOutputTokens)) {
    refuseInvalid(`Range of max_tokens should be [1, ${model.maxOutputTokens}]`);
  }
  if (json && thinking.enabled && jsonWhileThinking === 'refuse') {
    refuseInvalid('Json mode response is not supported when enable_thinking is true');
  }
  const dataUris = request.messages
    .flatMap(({ elements }) => elements)
    .filter(({ content }) => content.type === 'image_url' && content.image_url.url.startsWith('data:'));
  if (dataUris.length > maxDataUris) {
    refuseInvalid(`Exceeded limit on max data-uri per request: ${maxDataUris}`);
  }
}

export function refuseLength(promptTokens: number, { maxInputTokens }: ImitatedModel): void {
  if (promptTokens <= maxInputTokens) return;
  refuseInvalid(`Range of input length should be [1, ${maxInputTokens}]`);
}

/** What the vendor says with a status, when a test asks for a failure and gives no body of its own. */
export function defaultRefusal(status: number): Refusal {
  const known: Readonly<Record<number, Omit<Refusal, 'status'>>> = {
    400: {
      code: 'invalid_parameter_error',
      message: 'Required parameter(s) missing or invalid, please check the request parameters.',
    },
    401: { code: 'invalid_api_key', message: 'Incorrect API key provided.' },
    402: { code: 'insufficient_funds', message: 'Insufficient funds. Please add credits to your account.' },
    403: { code: 'access_denied', message: 'Access denied.' },
    404: {
      code: 'model_not_found',
      message: 'The model does not exist or you do not have access to it.',
      modelId: 'unknown',
    },
    413: { code: bodyTooLongCode, message: 'Request Entity Too Large' },
    429: { code: 'limit_requests', message: 'Requests rate limit exceeded, please try again later.' },
    503: { code: 'service_unavailable', message: 'The service is currently unavailable.' },
  };
  const fallback = {
    code: 'internal_error',
    message: 'An internal error has occurred, please try again later.',
  };
  return { status, ...(known[status] ?? fallback) };
}
