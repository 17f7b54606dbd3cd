import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { FinishReason, generateText, LanguageModelUsage, ModelMessage } from 'ai';
import { untilAborted } from '../errors.ts';
import type { Attempt } from '../result.ts';
import { toProviderError } from './provider-error.ts';

/** How deeply the model is to think before it answers: the AI SDK's own scale. */
export type Reasoning = 'provider-default' | 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max';

/** Everything that one call to a model needs. */
export interface ModelCall {
  readonly model: LanguageModelV4;
  readonly instructions: string;
  readonly messages: ModelMessage[];
  readonly maxOutputTokens: number;
  readonly reasoning: Reasoning;
  readonly maxRetries: number;
  readonly abortSignal: AbortSignal | undefined;
  readonly providerOptions: ProviderOptions;
}

/** What is passed through to each provider, by its key. */
export type ProviderOptions = Parameters<typeof generateText>[0]['providerOptions'];

/** How a call ended. */
export interface CallEnd {
  readonly finishReason: FinishReason;
  readonly usage: LanguageModelUsage;
}

/** What a reader had seen and what had been sent when a call failed. */
export type PartialResult = () => { readonly text: string; readonly attempts: readonly Attempt[] };

/** Asks a model and yields its whole output when it has ended; returns how it ended. Throws QuireError. */
export async function* generateDeltas(
  call: ModelCall,
  partial: PartialResult,
): AsyncGenerator<string, CallEnd> {
  const { generateText } = await import('ai');
  try {
    const { text, finishReason, usage } = await untilAborted(generateText(settings(call)), call.abortSignal);
    yield text;
    return { finishReason, usage };
  } catch (error) {
    throw failureOf(error, call, partial);
  }
}

/** Asks a model and yields its output as it arrives; returns how it ended. Throws QuireError. */
export async function* streamDeltas(
  call: ModelCall,
  partial: PartialResult,
): AsyncGenerator<string, CallEnd> {
  const { streamText } = await import('ai');
  try {
    // Errors come as parts of the stream; without a handler the SDK prints them.
    const result = streamText({ ...settings(call), onError: () => {} });
    const parts = result.stream[Symbol.asyncIterator]();
    const read = () => untilAborted(parts.next(), call.abortSignal);
    for (let next = await read(); !next.done; next = await read()) {
      const part = next.value;
      if (part.type === 'error') throw part.error;
      if (part.type === 'abort') throw new Error('aborted');
      if (part.type !== 'text-delta') continue;
      yield part.text;
    }
    return { finishReason: await result.finishReason, usage: await result.usage };
  } catch (error) {
    throw failureOf(error, call, partial);
  }
}

function failureOf(error: unknown, { model, abortSignal }: ModelCall, partial: PartialResult): unknown {
  return toProviderError(error, { model: model.modelId, abortSignal, partial: partial() });
}

function settings({ abortSignal, providerOptions, ...call }: ModelCall) {
  return {
    ...call,
    ...(abortSignal !== undefined && { abortSignal }),
    ...(providerOptions !== undefined && { providerOptions }),
    // A prompt here is megabytes long: keep it out of a caller's traces.
    telemetry: { recordInputs: false },
  };
}
