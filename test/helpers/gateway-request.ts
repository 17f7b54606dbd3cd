import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import {
  type ChatElement,
  type ChatMessage,
  type ChatRequest,
  textElement,
  withoutEmpty,
} from './chat-request.ts';
import { RequestRefused, refuseInvalid } from './refusal.ts';

/** What the gateway puts in front of a model's own name. */
export const creator = 'alibaba/';

/**
 * Reads a call to the gateway. What the service does between its door and the vendor cannot be seen; here it makes the same
 * chat messages that the vendor's own AI SDK provider makes.
 */
export function parseGatewayRequest(body: unknown, headers: IncomingHttpHeaders): ChatRequest {
  const version = header(headers, 'ai-language-model-specification-version');
  if (version !== '4') refuseInvalid(`Unsupported specification version: ${version}`);
  const modelId = header(headers, 'ai-language-model-id') ?? '';
  if (!modelId.startsWith(creator)) {
    throw new RequestRefused({
      status: 404,
      code: 'model_not_found',
      message: `Model '${modelId}' not found`,
      modelId,
    });
  }
  const parsed = requestSchema.safeParse(body);
  if (!parsed.success) refuseInvalid(z.prettifyError(parsed.error));
  return toChatRequest(parsed.data, {
    model: modelId.slice(creator.length),
    streamed: header(headers, 'ai-language-model-streaming') === 'true',
  });
}

const providerOptions = z.record(z.string(), z.record(z.string(), z.unknown())).optional();
type ProviderOptions = z.infer<typeof providerOptions>;

const userPart = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text'), text: z.string(), providerOptions }),
  z.looseObject({
    type: z.literal('file'),
    mediaType: z.string(),
    data: z.discriminatedUnion('type', [
      z.looseObject({ type: z.literal('data'), data: z.string() }),
      z.looseObject({ type: z.literal('url'), url: z.string() }),
    ]),
    providerOptions,
  }),
]);
const assistantPart = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text'), text: z.string() }),
  z.looseObject({ type: z.literal('reasoning'), text: z.string() }),
  z.looseObject({
    type: z.literal('tool-call'),
    toolCallId: z.string(),
    toolName: z.string(),
    input: z.unknown(),
  }),
]);
const toolPart = z.looseObject({
  type: z.literal('tool-result'),
  toolCallId: z.string(),
  output: z.looseObject({ type: z.string(), value: z.unknown() }),
  providerOptions,
});
const messageSchema = z.discriminatedUnion('role', [
  z.looseObject({ role: z.literal('system'), content: z.string(), providerOptions }),
  z.looseObject({ role: z.literal('user'), content: z.array(userPart), providerOptions }),
  z.looseObject({ role: z.literal('assistant'), content: z.array(assistantPart), providerOptions }),
  z.looseObject({ role: z.literal('tool'), content: z.array(toolPart), providerOptions }),
]);
const requestSchema = z.looseObject({
  prompt: z.array(messageSchema).min(1),
  maxOutputTokens: z.number().int().optional(),
  reasoning: z.string().optional(),
  responseFormat: z.looseObject({ type: z.string(), schema: z.unknown() }).optional(),
  tools: z
    .array(
      z.looseObject({
        name: z.string(),
        description: z.string().optional(),
        inputSchema: z.unknown(),
      }),
    )
    .optional(),
  providerOptions,
});
type GatewayRequest = z.infer<typeof requestSchema>;

function toChatRequest(
  body: GatewayRequest,
  { model, streamed }: { readonly model: string; readonly streamed: boolean },
): ChatRequest {
  const json = body.responseFormat?.type === 'json';
  const messages = body.prompt.flatMap(toMessages);
  return {
    model,
    messages: json ? withSchema(messages, body.responseFormat?.schema) : messages,
    tools: (body.tools ?? []).map(({ name, description, inputSchema }) => ({
      type: 'function',
      function: { name, description, parameters: inputSchema },
    })),
    thinking: thinkingOf(body),
    maxTokens: body.maxOutputTokens,
    json,
    streamed,
    includeUsage: true,
  };
}

/** Provider options win over `reasoning`; with neither, the model's own default counts, which is to think. */
function thinkingOf({ reasoning, providerOptions: options }: GatewayRequest): ChatRequest['thinking'] {
  const enabled = options?.alibaba?.enableThinking;
  const budget = options?.alibaba?.thinkingBudget;
  if (typeof enabled === 'boolean' || typeof budget === 'number') {
    return { enabled: enabled !== false, budget: typeof budget === 'number' ? budget : undefined };
  }
  const budgets: Readonly<Record<string, number>> = {
    minimal: 1024,
    low: 1638,
    medium: 4915,
    high: 9830,
    xhigh: 14746,
  };
  return { enabled: reasoning !== 'none', budget: budgets[reasoning ?? ''] };
}

function toMessages(message: GatewayRequest['prompt'][number]): ChatMessage[] {
  const markedAsWhole = isMarked(message.providerOptions);
  switch (message.role) {
    case 'system':
      return [{ role: 'system', elements: withoutEmpty([textElement(message.content, markedAsWhole)]) }];
    case 'user': {
      const last = message.content.length - 1;
      const elements = message.content.map(
        (part, index): ChatElement => ({
          content:
            part.type === 'text'
              ? { type: 'text', text: part.text }
              : { type: 'image_url', image_url: { url: toImageUrl(part) } },
          marked: isMarked(part.providerOptions) || (index === last && markedAsWhole),
        }),
      );
      return [{ role: 'user', elements: withoutEmpty(elements) }];
    }
    case 'assistant':
      return [toAssistantMessage(message.content, markedAsWhole)];
    case 'tool': {
      const last = message.content.length - 1;
      return message.content.map(({ toolCallId, output, providerOptions: options }, index) => ({
        role: 'tool',
        elements: withoutEmpty([
          textElement(
            typeof output.value === 'string' ? output.value : JSON.stringify(output.value),
            isMarked(options) || (index === last && markedAsWhole),
          ),
        ]),
        extras: { tool_call_id: toolCallId },
      }));
    }
  }
}

/** The vendor's form of an assistant turn has one text at most, so only a marker on the message can count. */
function toAssistantMessage(parts: readonly z.infer<typeof assistantPart>[], marked: boolean): ChatMessage {
  const text = parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
  const calls = parts.flatMap((part) =>
    part.type === 'tool-call'
      ? [
          {
            id: part.toolCallId,
            type: 'function',
            function: { name: part.toolName, arguments: JSON.stringify(part.input) },
          },
        ]
      : [],
  );
  return {
    role: 'assistant',
    elements: withoutEmpty([textElement(text, marked)]),
    ...(calls.length > 0 && { extras: { tool_calls: calls } }),
  };
}

/** The model has no JSON schema of its own: the schema goes behind the system text, and so in front of every document. */
function withSchema(messages: readonly ChatMessage[], schema: unknown): ChatMessage[] {
  const [first, ...rest] = messages;
  const system = first?.role === 'system' ? first : undefined;
  const element = system?.elements[0];
  const own = element?.content.type === 'text' ? element.content.text : '';
  const text = [
    ...(own === '' ? [] : [own, '']),
    ...(schema === undefined
      ? ['You MUST answer with JSON.']
      : [
          'JSON schema:',
          JSON.stringify(schema),
          'You MUST answer with a JSON object that matches the JSON schema above.',
        ]),
  ].join('\n');
  const elements = [textElement(text, element?.marked)];
  return [{ role: 'system', elements }, ...(system === undefined ? messages : rest)];
}

/** The gateway passes any file on. What one takes that is no image is not published: it is billed as one. */
function toImageUrl(part: Extract<z.infer<typeof userPart>, { type: 'file' }>): string {
  return part.data.type === 'url' ? part.data.url : `data:${part.mediaType};base64,${part.data.data}`;
}

function isMarked(options: ProviderOptions): boolean {
  const marker = options?.alibaba?.cacheControl ?? options?.alibaba?.cache_control;
  return typeof marker === 'object' && marker !== null && 'type' in marker && marker.type === 'ephemeral';
}

function header(headers: IncomingHttpHeaders, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
