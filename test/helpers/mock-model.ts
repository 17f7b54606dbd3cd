import type {
  LanguageModelV4CallOptions,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
} from '@ai-sdk/provider';
import { MockLanguageModelV4 } from 'ai/test';

/** Usage as a provider reports it, cached tokens inside the total. */
export function usageOf(
  uncached: number,
  output: number,
  { cacheRead = 0, cacheWrite = 0 }: { cacheRead?: number; cacheWrite?: number } = {},
): LanguageModelV4Usage {
  return {
    inputTokens: { total: uncached + cacheRead + cacheWrite, noCache: uncached, cacheRead, cacheWrite },
    outputTokens: { total: output, text: output, reasoning: 0 },
  };
}

export interface MockReply {
  readonly text: string;
  /** @default 'stop' */
  readonly finishReason?: 'stop' | 'length' | 'content-filter' | 'error' | 'other';
  /** @default 100 in, 10 out */
  readonly usage?: LanguageModelV4Usage;
}

/** A model that says the given texts, one a call, whole or streamed character by character. Bills as Alibaba's Qwen. */
export function mockModel(
  ...replies: readonly (string | MockReply | ((options: LanguageModelV4CallOptions) => string))[]
): MockLanguageModelV4 {
  let calls = 0;
  const next = (options: LanguageModelV4CallOptions) => {
    const reply = replies[Math.min(calls, replies.length - 1)] ?? '';
    calls += 1;
    const {
      text,
      finishReason = 'stop',
      usage = usageOf(100, 10),
    } = typeof reply === 'string'
      ? { text: reply }
      : typeof reply === 'function'
        ? { text: reply(options) }
        : reply;
    return { text, finishReason: { unified: finishReason, raw: finishReason }, usage };
  };
  return new MockLanguageModelV4({
    provider: 'alibaba.chat',
    modelId: 'qwen3.5-flash',
    doGenerate: async (options) => {
      const { text, finishReason, usage } = next(options);
      return { content: text === '' ? [] : [{ type: 'text', text }], finishReason, usage, warnings: [] };
    },
    doStream: async (options) => {
      const { text, finishReason, usage } = next(options);
      const deltas = Array.from(text, (delta) => ({ type: 'text-delta' as const, id: '0', delta }));
      return {
        stream: streamOf([
          { type: 'stream-start', warnings: [] },
          { type: 'text-start', id: '0' },
          ...deltas,
          { type: 'text-end', id: '0' },
          { type: 'finish', finishReason, usage },
        ]),
      };
    },
  });
}

/** Parts that have all arrived. */
export function streamOf(
  parts: readonly LanguageModelV4StreamPart[],
): ReadableStream<LanguageModelV4StreamPart> {
  return ReadableStream.from(parts);
}
