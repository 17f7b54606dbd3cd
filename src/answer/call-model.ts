import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { FinishReason, LanguageModelUsage, ModelMessage } from 'ai';
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
  readonly providerOptions: Parameters<typeof import('ai').generateText>[0]['providerOptions'];
}

/** How a call ended. */
export interface CallEnd {
  readonly finishReason: FinishReason;
  readonly usage: LanguageModelUsage;
}

/** Asks a model and waits for the whole answer. Throws QuireError. */
export async function generateAnswer(
  call: ModelCall,
  attempts: readonly Attempt[],
): Promise<CallEnd & { readonly text: string }> {
  const { generateText } = await import('ai');
  try {
    const { text, finishReason, usage } = await untilAborted(generateText(settings(call)), call.abortSignal);
    return { text, finishReason, usage };
  } catch (error) {
    throw toProviderError(error, {
      model: call.model.modelId,
      abortSignal: call.abortSignal,
      partial: { attempts },
    });
  }
}

/** Asks a model and yields its output as it arrives; returns how it ended. Throws QuireError. */
export async function* streamDeltas(
  call: ModelCall,
  partial: () => { readonly text: string; readonly attempts: readonly Attempt[] },
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
    throw toProviderError(error, {
      model: call.model.modelId,
      abortSignal: call.abortSignal,
      partial: partial(),
    });
  }
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
