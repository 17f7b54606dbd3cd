import type { LanguageModelV4, LanguageModelV4CallOptions, SharedV4ProviderOptions } from '@ai-sdk/provider';
import type { CacheMarker } from '../model/model-profile.ts';
import type { createCacheSimulator, SimulatedBlock } from './cache-simulator.ts';

/**
 * A language model over a simulated cache: it says as much as an answer is long, and reports the usage that a provider with these rules would. What the
 * library sends it is what it would send a provider.
 */
export function simulatedModel({
  id,
  provider,
  simulator,
  marker,
  countTokens,
  replyTo,
  together = 1,
}: {
  readonly id: string;
  readonly provider: string;
  readonly simulator: ReturnType<typeof createCacheSimulator>;
  /** What marks a part; absent where nothing is marked. */
  readonly marker: CacheMarker | undefined;
  readonly countTokens: (text: string) => number;
  /** What it says to the texts of the last message. */
  readonly replyTo: (asked: readonly string[]) => SimulatedReply;
  /** No answer ends before so many requests have begun: they are all under way at once. */
  readonly together?: number;
}): LanguageModelV4 {
  const nameOf = createNames();
  let begun = 0;
  const all = Promise.withResolvers<void>();

  return {
    specificationVersion: 'v4',
    provider,
    modelId: id,
    supportedUrls: {},
    async doGenerate({ prompt, abortSignal }) {
      abortSignal?.throwIfAborted();
      const blocks = prompt.flatMap((message) => blocksOf(message, { marker, countTokens, nameOf }));
      const { input, end } = simulator.look({ scope: id, blocks, trailingTokens: 0 });
      begun += 1;
      if (begun >= together) all.resolve();
      await all.promise;
      end();
      const { uncached, cacheRead, cacheWrite } = input;
      const { text, outputTokens } = replyTo(lastTexts(prompt));
      return {
        content: [{ type: 'text', text }],
        finishReason: { unified: 'stop', raw: 'stop' },
        usage: {
          inputTokens: { total: uncached + cacheRead + cacheWrite, noCache: uncached, cacheRead, cacheWrite },
          outputTokens: { total: outputTokens, text: outputTokens, reasoning: 0 },
        },
        warnings: [],
      };
    },
    async doStream() {
      throw new Error('A comparison asks for whole answers.');
    },
  };
}

export interface SimulatedReply {
  readonly text: string;
  /** As they are billed. */
  readonly outputTokens: number;
}

function lastTexts(prompt: LanguageModelV4CallOptions['prompt']): readonly string[] {
  const content = prompt.at(-1)?.content ?? '';
  if (typeof content === 'string') return [content];
  return content.flatMap((part) => (part.type === 'text' ? [part.text] : []));
}

type PromptMessage = LanguageModelV4CallOptions['prompt'][number];

interface ReadBlocks {
  readonly marker: CacheMarker | undefined;
  readonly countTokens: (text: string) => number;
  readonly nameOf: (text: string) => string;
}

function blocksOf(message: PromptMessage, { marker, countTokens, nameOf }: ReadBlocks): SimulatedBlock[] {
  const parts =
    message.role === 'system'
      ? [{ text: message.content, providerOptions: undefined }]
      : message.content.flatMap((part) => (part.type === 'text' ? [part] : []));
  return parts.map(({ text, providerOptions }) => ({
    name: `${message.role} ${nameOf(text)}`,
    tokens: countTokens(text),
    marked: marker !== undefined && carries(providerOptions, marker),
  }));
}

/** Each provider picks the marker under its own key. */
function carries(options: SharedV4ProviderOptions | undefined, marker: CacheMarker): boolean {
  return Object.entries(marker).some(([key, fields]) =>
    Object.keys(fields).some((field) => options?.[key]?.[field] !== undefined),
  );
}

/** A prompt of 4 MB is named once, and not hashed for each question. */
function createNames(): (text: string) => string {
  const names = new Map<string, string>();
  return (text) => {
    const name = names.get(text) ?? String(names.size);
    names.set(text, name);
    return name;
  };
}
