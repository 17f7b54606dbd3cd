import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
} from '@ai-sdk/provider';
import type { ChatMessage } from './chat-request.ts';
import { createExplicitCache, measurePrompt } from './explicit-cache.ts';
import { type Charge, calculateInvoice, type Invoice } from './invoice.ts';
import { imitatedModels } from './model-catalogue.ts';

/** What happens to the next request. */
export type ImitatedFate = 'answered' | 'refused' | 'broken';

export interface ImitatedModel {
  readonly model: LanguageModelV4;
  readonly invoice: Invoice;
  advance(seconds: number): void;
  /** Decides the fate of each request before it is read. */
  decide(fate: () => ImitatedFate): void;
}

const [catalogued] = imitatedModels;

/**
 * The imitation's cache and bill without a wire, for thousands of questions: the same rules as over HTTP, one function call away. A
 * broken request breaks off before its usage is told, and is billed for what was read and made until then.
 */
export function imitateModel({
  provider,
  reply,
  underWay = async () => {},
}: {
  /** `alibaba.chat` or `gateway`: where the model says that it is from. */
  readonly provider: string;
  readonly reply: (options: LanguageModelV4CallOptions) => string;
  /** How long an answer takes: what is asked meanwhile finds nothing of it in the cache. @default no time */
  readonly underWay?: () => Promise<void>;
}): ImitatedModel {
  if (catalogued === undefined) throw new Error('The catalogue is empty.');
  const { id, prices } = catalogued;
  const charges: Charge[] = [];
  let clock = 0;
  let fateOf: () => ImitatedFate = () => 'answered';
  const cache = createExplicitCache({ now: () => clock });

  const take = async (options: LanguageModelV4CallOptions, streamed: boolean) => {
    const fate = fateOf();
    if (fate === 'refused') throw Object.assign(new Error('Slow down.'), { statusCode: 400 });
    const messages = options.prompt.map(toMessage);
    const lookup = cache.look(measurePrompt({ account: 'a', model: id, tools: [], messages }, countWords));
    const text = reply(options);
    const output = countWords(text);
    const outcome = fate === 'broken' ? 'broken' : 'finished';
    const input = fate === 'broken' ? lookup.inputWithoutWrite : lookup.input;
    charges.push({
      route: 'alibaba',
      model: id,
      streamed,
      outcome,
      input,
      outputTokens: output,
      reasoningTokens: 0,
      prices,
    });
    if (fate === 'broken') throw Object.assign(new Error('Internal error.'), { statusCode: 500 });
    await underWay();
    lookup.store();
    return { text, usage: toUsage(input, output) };
  };
  const finishReason = { unified: 'stop', raw: 'stop' } as const;

  return {
    get invoice() {
      return calculateInvoice(charges);
    },
    advance(seconds) {
      clock += seconds * 1000;
    },
    decide(fate) {
      fateOf = fate;
    },
    model: {
      specificationVersion: 'v4',
      provider,
      modelId: id,
      supportedUrls: {},
      async doGenerate(options) {
        const { text, usage } = await take(options, false);
        return { content: [{ type: 'text', text }], finishReason, usage, warnings: [] };
      },
      async doStream(options) {
        const { text, usage } = await take(options, true);
        const parts: LanguageModelV4StreamPart[] = [
          { type: 'stream-start', warnings: [] },
          { type: 'text-start', id: '0' },
          { type: 'text-delta', id: '0', delta: text },
          { type: 'text-end', id: '0' },
          { type: 'finish', finishReason, usage },
        ];
        return { stream: ReadableStream.from(parts) };
      },
    },
  };
}

type PromptMessage = LanguageModelV4CallOptions['prompt'][number];

function toMessage(message: PromptMessage): ChatMessage {
  const parts =
    message.role === 'system'
      ? [{ text: message.content, providerOptions: undefined }]
      : message.content.flatMap((part) => (part.type === 'text' ? [part] : []));
  return {
    role: message.role,
    elements: parts.map(({ text, providerOptions }) => ({
      content: { type: 'text', text },
      marked: providerOptions?.alibaba?.cacheControl !== undefined,
    })),
  };
}

function toUsage({ prompt, uncached, write, read }: Charge['input'], output: number): LanguageModelV4Usage {
  return {
    inputTokens: { total: prompt, noCache: uncached, cacheRead: read, cacheWrite: write },
    outputTokens: { total: output, text: output, reasoning: 0 },
  };
}

function countWords(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}
