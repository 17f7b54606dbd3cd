import { formatUsage } from './alibaba-protocol.ts';
import { creator, parseGatewayRequest } from './gateway-request.ts';
import type { ImitatedModel } from './model-catalogue.ts';
import { bodyTooLongCode } from './refusal.ts';
import type { ImitatedAnswer, ReportedUsage, WireProtocol } from './wire-protocol.ts';

/** The AI Gateway, protocol v4: `POST {base}/language-model` with the model in a header. */
export const gatewayProtocol: WireProtocol = {
  route: 'gateway',
  parse: parseGatewayRequest,
  formatWhole(answer) {
    return {
      content: [
        ...(answer.reasoning === '' ? [] : [{ type: 'reasoning', text: answer.reasoning }]),
        ...(answer.text === '' ? [] : [{ type: 'text', text: answer.text }]),
        ...toolCallsOf(answer),
      ],
      finishReason: finishReasonOf(answer),
      ...(answer.usage !== undefined && { usage: formatGatewayUsage(answer.usage) }),
      warnings: [],
      providerMetadata: metadataOf(answer),
      response: { id: answer.id, timestamp: new Date(answer.createdAt).toISOString(), modelId: answer.model },
    };
  },
  formatEvents(answer) {
    const generation = { gateway: { generationId: generationIdOf(answer) } };
    const withText = answer.text !== '';
    return {
      head: [
        { type: 'stream-start', warnings: [] },
        {
          type: 'response-metadata',
          id: answer.id,
          timestamp: new Date(answer.createdAt).toISOString(),
          modelId: answer.model,
        },
        ...(answer.reasoning === ''
          ? []
          : [
              { type: 'reasoning-start', id: 'r0', providerMetadata: generation },
              { type: 'reasoning-delta', id: 'r0', delta: answer.reasoning },
              { type: 'reasoning-end', id: 'r0' },
            ]),
        ...(withText ? [{ type: 'text-start', id: '0', providerMetadata: generation }] : []),
      ],
      delta: (text) => ({ type: 'text-delta', id: '0', delta: text }),
      tail: [
        ...(withText ? [{ type: 'text-end', id: '0' }] : []),
        ...toolCallsOf(answer).flatMap((call) => [
          { type: 'tool-input-start', id: call.toolCallId, toolName: call.toolName },
          { type: 'tool-input-delta', id: call.toolCallId, delta: call.input },
          { type: 'tool-input-end', id: call.toolCallId },
          call,
        ]),
        {
          type: 'finish',
          finishReason: finishReasonOf(answer),
          ...(answer.usage !== undefined && { usage: formatGatewayUsage(answer.usage) }),
          providerMetadata: metadataOf(answer),
        },
      ],
    };
  },
  formatErrorEvent: (message) => ({ type: 'error', error: { message, type: 'internal_server_error' } }),
  formatRefusal({ status, code, message, modelId }) {
    // A body that is too long is turned away by the platform in front, which does not speak the gateway's JSON.
    if (code === bodyTooLongCode) {
      return {
        status: 413,
        contentType: 'text/plain; charset=utf-8',
        body: 'Request Entity Too Large\n\nFUNCTION_PAYLOAD_TOO_LARGE\n',
      };
    }
    const type = errorTypes[status] ?? 'internal_server_error';
    return {
      status,
      contentType: 'application/json',
      body: JSON.stringify({
        error: { message, type, code, ...(modelId !== undefined && { param: { modelId } }) },
        generationId: 'gen_refused',
      }),
    };
  },
};

/** The list behind `GET {base}/config`. Prices are strings in dollars per token. */
export function formatConfig(models: readonly (ImitatedModel & { readonly cacheRead: bigint })[]) {
  const perToken = (pico: bigint) => (Number(pico) / 1e12).toFixed(12).replace(/0+$/, '');
  return {
    models: models.map(({ id, prices, cacheRead }) => ({
      id: `${creator}${id}`,
      name: id,
      description: 'An imitation for tests.',
      pricing: {
        input: perToken(prices.input),
        output: perToken(prices.output),
        input_cache_read: perToken(cacheRead),
        input_cache_write: perToken(prices.cacheWrite),
      },
      specification: { specificationVersion: 'v4', provider: 'alibaba', modelId: id },
      modelType: 'language',
    })),
  };
}

const errorTypes: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'insufficient_funds',
  403: 'forbidden',
  404: 'model_not_found',
  424: 'failed_dependency',
  429: 'rate_limit_exceeded',
};

function generationIdOf({ id }: ImitatedAnswer): string {
  return `gen_${id}`;
}

function finishReasonOf({ finishReason }: ImitatedAnswer) {
  return { unified: finishReason, raw: finishReason.replace('-', '_') };
}

function toolCallsOf({ id, toolCalls }: ImitatedAnswer) {
  return toolCalls.map(({ name, arguments: input }, index) => ({
    type: 'tool-call',
    toolCallId: `call_${id}_${index}`,
    toolName: name,
    input,
  }));
}

function metadataOf(answer: ImitatedAnswer) {
  return {
    gateway: {
      generationId: generationIdOf(answer),
      cost: answer.dollars,
      marketCost: answer.dollars,
      routing: {
        originalModelId: `${creator}${answer.model}`,
        resolvedProvider: 'alibaba',
        resolvedProviderApiModelId: answer.model,
        fallbacksAvailable: [],
        finalProvider: 'alibaba',
      },
    },
  };
}

function formatGatewayUsage(usage: ReportedUsage) {
  const { input, output, reasoning } = usage;
  return {
    inputTokens: {
      total: input.prompt,
      noCache: input.uncached,
      cacheRead: input.read,
      cacheWrite: input.write,
    },
    outputTokens: { total: output, text: output - reasoning, reasoning },
    raw: formatUsage(usage),
  };
}
