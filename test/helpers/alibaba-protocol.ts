import { z } from 'zod';
import {
  type ChatElement,
  type ChatMessage,
  type ChatRequest,
  type MessageExtras,
  textElement,
  withoutEmpty,
} from './chat-request.ts';
import { refuseInvalid } from './refusal.ts';
import type { ImitatedAnswer, ReportedUsage, WireProtocol } from './wire-protocol.ts';

/** Chat completions as Alibaba serves them: `POST {base}/chat/completions`. */
export const alibabaProtocol: WireProtocol = {
  route: 'alibaba',
  parse(body) {
    const parsed = requestSchema.safeParse(body);
    if (!parsed.success) refuseInvalid(z.prettifyError(parsed.error));
    return toChatRequest(parsed.data);
  },
  formatWhole(answer) {
    return {
      ...headOf(answer, 'chat.completion'),
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: answer.text,
            ...(answer.reasoning !== '' && { reasoning_content: answer.reasoning }),
            ...(answer.toolCalls.length > 0 && { tool_calls: toolCallsOf(answer) }),
          },
          finish_reason: rawFinishReason(answer),
        },
      ],
      ...(answer.usage !== undefined && { usage: formatUsage(answer.usage) }),
    };
  },
  formatEvents(answer, { includeUsage }) {
    const chunk = (delta: object, finishReason: string | null = null) => ({
      ...headOf(answer, 'chat.completion.chunk'),
      choices: [{ index: 0, delta, finish_reason: finishReason }],
      usage: null,
    });
    const usage =
      includeUsage && answer.usage !== undefined
        ? [
            {
              ...headOf(answer, 'chat.completion.chunk'),
              choices: [],
              usage: formatUsage(answer.usage),
            },
          ]
        : [];
    return {
      head: [
        chunk({ role: 'assistant', content: '' }),
        ...(answer.reasoning === '' ? [] : [chunk({ content: null, reasoning_content: answer.reasoning })]),
      ],
      delta: (text) => chunk({ content: text }),
      tail: [
        ...toolDeltas(answer).map((delta) => chunk(delta)),
        chunk({ content: '' }, rawFinishReason(answer)),
        ...usage,
      ],
    };
  },
  formatErrorEvent: (message) => ({ error: { message, type: 'server_error', code: 'internal_error' } }),
  formatRefusal({ status, code, message }) {
    const type = status < 500 ? 'invalid_request_error' : 'server_error';
    return {
      status,
      contentType: 'application/json',
      body: JSON.stringify({
        error: { message, type, code: code === 'body_too_long' ? 'invalid_parameter_error' : code },
      }),
    };
  },
};

const marker = z.looseObject({ type: z.string() }).nullish();
const element = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text'), text: z.string(), cache_control: marker }),
  z.looseObject({
    type: z.literal('image_url'),
    image_url: z.looseObject({ url: z.string() }),
    cache_control: marker,
  }),
]);
const messageSchema = z.looseObject({
  role: z.enum(['system', 'user', 'assistant', 'tool']),
  content: z.union([z.string(), z.array(element)]).nullish(),
  tool_calls: z.array(z.unknown()).nullish(),
  tool_call_id: z.string().nullish(),
  reasoning_content: z.string().nullish(),
});
const requestSchema = z.looseObject({
  model: z.string(),
  messages: z.array(messageSchema).min(1),
  stream: z.boolean().nullish(),
  stream_options: z.looseObject({ include_usage: z.boolean().nullish() }).nullish(),
  max_tokens: z.number().int().nullish(),
  enable_thinking: z.boolean().nullish(),
  thinking_budget: z.number().nullish(),
  response_format: z.looseObject({ type: z.string() }).nullish(),
  tools: z.array(z.unknown()).nullish(),
});

function toChatRequest(body: z.infer<typeof requestSchema>): ChatRequest {
  return {
    model: body.model,
    messages: body.messages.map(toMessage),
    tools: body.tools ?? [],
    thinking: { enabled: body.enable_thinking ?? true, budget: body.thinking_budget ?? undefined },
    maxTokens: body.max_tokens ?? undefined,
    json: body.response_format?.type.startsWith('json') ?? false,
    streamed: body.stream ?? false,
    includeUsage: body.stream_options?.include_usage ?? false,
  };
}

function toMessage(message: z.infer<typeof messageSchema>): ChatMessage {
  const { role, content, tool_calls, tool_call_id, reasoning_content } = message;
  const elements =
    typeof content === 'string' ? [textElement(content)] : (content ?? []).map((part) => toElement(part));
  const extras: MessageExtras = {
    ...(tool_calls && { tool_calls }),
    ...(tool_call_id && { tool_call_id }),
    ...(reasoning_content && { reasoning_content }),
  };
  return {
    role,
    elements: withoutEmpty(elements),
    ...(Object.keys(extras).length > 0 && { extras }),
  };
}

function toElement({ cache_control, ...content }: z.infer<typeof element>): ChatElement {
  return { content, marked: cache_control?.type === 'ephemeral' };
}

function headOf({ id, model, createdAt }: ImitatedAnswer, object: string) {
  return { id: `chatcmpl-${id}`, object, created: Math.floor(createdAt / 1000), model };
}

function rawFinishReason({ finishReason }: ImitatedAnswer): string {
  return finishReason.replace('-', '_');
}

function toolCallsOf({ id, toolCalls }: ImitatedAnswer) {
  return toolCalls.map((call, index) => ({ id: `call_${id}_${index}`, type: 'function', function: call }));
}

/** The name first, then the arguments in two halves. */
function toolDeltas(answer: ImitatedAnswer): object[] {
  return toolCallsOf(answer).flatMap(({ function: { name, arguments: whole }, ...call }, index) => {
    const half = Math.ceil(whole.length / 2);
    const part = (text: string) => ({ tool_calls: [{ index, function: { arguments: text } }] });
    return [
      { tool_calls: [{ index, ...call, function: { name, arguments: '' } }] },
      part(whole.slice(0, half)),
      part(whole.slice(half)),
    ];
  });
}

/** `prompt_tokens` includes both cache counters; `cache_type` is there only when a marker was sent. */
export function formatUsage({ input, output, reasoning, marked }: ReportedUsage) {
  return {
    prompt_tokens: input.prompt,
    completion_tokens: output,
    total_tokens: input.prompt + output,
    prompt_tokens_details: {
      cached_tokens: input.read,
      ...(marked && {
        cache_creation_input_tokens: input.write,
        cache_creation: { ephemeral_5m_input_tokens: input.write },
        cache_type: 'ephemeral',
      }),
    },
    completion_tokens_details: { reasoning_tokens: reasoning },
  };
}
