import { createAlibaba } from '@ai-sdk/alibaba';
import { createGateway, generateText, type LanguageModel, type ModelMessage, streamText } from 'ai';
import type { ImitationProvider } from './imitation-provider.ts';

// The SDK warns on stderr about an experimental setting or a JSON mode; the tests look at requests instead.
globalThis.AI_SDK_LOG_WARNINGS = false;

/** Each route through the real AI SDK provider, whole and streamed. */
export const routes = [
  { route: 'alibaba', manner: 'whole' },
  { route: 'alibaba', manner: 'streamed' },
  { route: 'gateway', manner: 'whole' },
  { route: 'gateway', manner: 'streamed' },
] as const;

export type Route = (typeof routes)[number];

/** The marker as the AI SDK writes it on a message or part. */
export const marked = { alibaba: { cacheControl: { type: 'ephemeral' } } };

/** A model of the imitation through the AI SDK's own provider. */
export function modelOf(
  provider: ImitationProvider,
  route: Route['route'],
  { id = 'qwen3.5-flash', apiKey = 'test-key' }: { readonly id?: string; readonly apiKey?: string } = {},
): LanguageModel {
  return route === 'alibaba'
    ? createAlibaba({ baseURL: provider.alibabaUrl, apiKey })(id)
    : createGateway({ baseURL: provider.gatewayUrl, apiKey })(`alibaba/${id}`);
}

type CallOptions = Parameters<typeof generateText>[0];

/** One call; tokens as `[uncached, read, write, output]`. */
export async function call(
  model: LanguageModel,
  messages: ModelMessage[],
  {
    manner = 'whole',
    ...rest
  }: { readonly manner?: Route['manner'] } & Partial<
    Pick<CallOptions, 'instructions' | 'tools' | 'reasoning' | 'maxOutputTokens' | 'abortSignal' | 'output'>
  > = {},
) {
  const options = { model, messages, reasoning: 'none' as const, maxRetries: 0, ...rest };
  if (manner === 'whole') {
    const { text, usage, finishReason, finalStep } = await generateText(options);
    return {
      text,
      usage,
      finishReason,
      providerMetadata: finalStep.providerMetadata,
      tokens: bucketsOf(usage),
    };
  }
  let failure: unknown;
  const result = streamText({
    ...options,
    onError: ({ error }) => {
      failure = error;
    },
  });
  let text = '';
  for await (const delta of result.textStream) text += delta;
  if (failure !== undefined) throw failure;
  const usage = await result.usage;
  const { providerMetadata } = await result.finalStep;
  return { text, usage, finishReason: await result.finishReason, providerMetadata, tokens: bucketsOf(usage) };
}

function bucketsOf({ inputTokenDetails, outputTokens }: Awaited<ReturnType<typeof generateText>>['usage']) {
  const { noCacheTokens, cacheReadTokens, cacheWriteTokens } = inputTokenDetails;
  return [noCacheTokens, cacheReadTokens, cacheWriteTokens, outputTokens];
}

/** So many different words, the same for the same name. */
export function words(count: number, name = 'w'): string {
  return Array.from({ length: count }, (_, index) => `${name}${index}`).join(' ');
}

/** A user message whose parts are these texts; the parts with these indices carry the marker. */
export function userMessage(texts: readonly string[], markedParts: readonly number[] = []): ModelMessage {
  return {
    role: 'user',
    content: texts.map((text, index) => ({
      type: 'text',
      text,
      ...(markedParts.includes(index) && { providerOptions: marked }),
    })),
  };
}
