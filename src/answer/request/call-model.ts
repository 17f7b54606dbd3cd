import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { FinishReason, generateText, LanguageModelUsage, ModelMessage } from 'ai';
import { type PartialAnswer, untilAborted } from '../../errors.ts';
import type { ReadTools } from '../tools/read-tools.ts';
import { toProviderError } from './provider-error.ts';

/** How deeply the model is to think before it answers: the AI SDK's own scale. */
export type Reasoning = 'provider-default' | 'none' | 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | 'max';

type SdkOptions = Parameters<typeof generateText>[0];

/** What is handed on to the AI SDK as the caller gave it. */
export interface PassedOptions {
  readonly temperature?: number;
  readonly seed?: number;
  /** Sent with the request, beside those of the provider. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /**
   * The AI SDK's own: a number of milliseconds for the whole call, or `{ totalMs, stepMs, firstChunkMs, chunkMs }`. Only the first
   * two bound the time before the first byte. @default none; Node gives up after 300 s without a byte
   */
  readonly timeout?: SdkOptions['timeout'];
  /**
   * The AI SDK's own. Prompts are not recorded unless it says so, since one here is megabytes long; with `tools` no outputs either,
   * since what a tool shows is one of them.
   */
  readonly telemetry?: SdkOptions['telemetry'];
}

/** Everything that one call to a model needs. */
export interface ModelCall {
  readonly model: LanguageModelV4;
  readonly instructions: string;
  readonly messages: ModelMessage[];
  readonly maxOutputTokens: number;
  readonly reasoning: Reasoning;
  readonly abortSignal: AbortSignal | undefined;
  readonly providerOptions: ProviderOptions;
  readonly passed: PassedOptions;
  /** Lets the model look into the documents between requests. Only a stream tells them apart: see `streamDeltas`. */
  readonly tools?: ReadTools | undefined;
}

/** What is passed through to each provider, by its key. */
export type ProviderOptions = SdkOptions['providerOptions'];

/** How a call ended. */
export interface CallEnd {
  readonly finishReason: FinishReason;
  readonly usage: LanguageModelUsage;
  /** What the model wrote and was shown between requests; absent without tools. */
  readonly said?: readonly ModelMessage[];
}

/** What a reader had seen and what had been sent when a call failed. */
export type PartialResult = () => PartialAnswer;

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

/**
 * Asks a model and yields its output as it arrives; returns how it ended. `onStep` is called before the output of each further request,
 * when the model has looked something up. Throws QuireError.
 */
export async function* streamDeltas(
  call: ModelCall,
  partial: PartialResult,
  onStep: () => void = () => {},
): AsyncGenerator<string, CallEnd> {
  const { streamText } = await import('ai');
  const closing = new AbortController();
  const signals = [closing.signal, ...(call.abortSignal === undefined ? [] : [call.abortSignal])];
  try {
    // Errors come as parts of the stream; without a handler the SDK prints them.
    const result = streamText({
      ...settings({ ...call, abortSignal: AbortSignal.any(signals) }),
      ...(call.tools !== undefined && (await toolSettings(call.tools))),
      onError: () => {},
    });
    let hasStepped = false;
    const parts = result.stream[Symbol.asyncIterator]();
    const read = () => untilAborted(parts.next(), call.abortSignal);
    for (let next = await read(); !next.done; next = await read()) {
      const part = next.value;
      if (part.type === 'error') throw part.error;
      // Not the caller's signal, or `read` had thrown: the SDK's own for `timeout`.
      if (part.type === 'abort') throw new DOMException('The time is over.', 'TimeoutError');
      if (part.type === 'finish-step') hasStepped = true;
      if (part.type === 'start-step' && hasStepped) onStep();
      if (part.type === 'tool-call' && part.invalid) call.tools?.noteInvalid({ error: undefined, ...part });
      if (part.type !== 'text-delta') continue;
      yield part.text;
    }
    return {
      finishReason: await result.finishReason,
      usage: await result.usage,
      ...(call.tools !== undefined && { said: await result.responseMessages }),
    };
  } catch (error) {
    throw failureOf(error, call, partial);
  } finally {
    // Whoever stops reading lets the provider know. Returning the iterator does not: the SDK keeps a second branch of the stream.
    closing.abort();
  }
}

function failureOf(error: unknown, { model, abortSignal }: ModelCall, partial: PartialResult): unknown {
  return toProviderError(error, {
    model: model.modelId,
    provider: model.provider,
    abortSignal,
    partial: partial(),
  });
}

function settings({ abortSignal, providerOptions, passed, tools, ...call }: ModelCall) {
  const given = Object.entries(passed).filter(([, value]) => value !== undefined);
  return {
    ...call,
    ...Object.fromEntries(given),
    // Requests are sent again by `retryRequests`, or not at all.
    maxRetries: 0,
    ...(abortSignal !== undefined && { abortSignal }),
    ...(providerOptions !== undefined && { providerOptions }),
    telemetry: {
      recordInputs: false,
      ...(tools !== undefined && { recordOutputs: false }),
      ...passed.telemetry,
    },
  };
}

/** The tool choice stays `auto` to the end: another one would change what stands in front of the cached prefix. */
async function toolSettings(tools: ReadTools) {
  const { isStepCount } = await import('ai');
  return {
    tools: tools.tools,
    stopWhen: isStepCount(tools.maxSteps),
    // One after the other, so that the same looks are in the same order.
    toolCallConcurrency: 1,
    prepareStep({
      stepNumber,
      messages,
    }: {
      readonly stepNumber: number;
      readonly messages: ModelMessage[];
    }) {
      return { messages: tools.begin(stepNumber + 1, messages) };
    },
  };
}
