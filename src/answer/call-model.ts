import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { FinishReason, LanguageModelUsage, ModelMessage } from 'ai';
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
export async function generateAnswer(call: ModelCall): Promise<CallEnd & { readonly text: string }> {
  const { generateText } = await import('ai');
  try {
    const { text, finishReason, usage } = await generateText(settings(call));
    return { text, finishReason, usage };
  } catch (error) {
    throw toProviderError(error, { model: call.model.modelId, abortSignal: call.abortSignal });
  }
}

/** Asks a model and yields its output as it arrives; returns how it ended. Throws QuireError. */
export async function* streamDeltas(call: ModelCall): AsyncGenerator<string, CallEnd> {
  const { streamText } = await import('ai');
  let text = '';
  try {
    // Errors come as parts of the stream; without a handler the SDK prints them.
    const result = streamText({ ...settings(call), onError: () => {} });
    for await (const part of result.stream) {
      if (part.type === 'error') throw part.error;
      if (part.type === 'abort') throw new Error('aborted');
      if (part.type !== 'text-delta') continue;
      text += part.text;
      yield part.text;
    }
    return { finishReason: await result.finishReason, usage: await result.usage };
  } catch (error) {
    throw toProviderError(error, { model: call.model.modelId, abortSignal: call.abortSignal, text });
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
