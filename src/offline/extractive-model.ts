import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Prompt,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
} from '@ai-sdk/provider';
import { parseTagged } from '../text/tagged-text.ts';
import { findExtracts } from './find-extracts.ts';
import { formatExtracts, formatRefusal } from './format-extracts.ts';

export interface ExtractiveModelOptions {
  /**
   * Refuse when the best extract covers less than this share of the question: 0 always answers, 1 only when every word is there.
   * @default 0.55
   */
  readonly refuseBelow?: number;
}

/**
 * A language model that needs no key, no network and no weights: it answers with up to three verbatim extracts from the documents in
 * the prompt and their citations, says so, and refuses when nothing matches. It costs nothing and always gives the same answer.
 */
export function extractiveModel({ refuseBelow = 0.55 }: ExtractiveModelOptions = {}): LanguageModelV4 {
  const answer = async ({ prompt, abortSignal }: LanguageModelV4CallOptions) => {
    abortSignal?.throwIfAborted();
    const { documents, question } = readPrompt(prompt);
    const extracts = await findExtracts({ documents: parsed(documents), question, abortSignal });
    const covered = Math.max(0, ...extracts.map(({ coverage }) => coverage));
    return extracts.length === 0 || covered < refuseBelow
      ? formatRefusal(extracts)
      : formatExtracts(extracts);
  };
  return {
    specificationVersion: 'v4',
    provider: 'quire',
    modelId: 'extractive',
    supportedUrls: {},
    async doGenerate(options) {
      return { content: [{ type: 'text', text: await answer(options) }], finishReason, usage, warnings: [] };
    },
    async doStream(options) {
      const text = await answer(options);
      const parts: LanguageModelV4StreamPart[] = [
        { type: 'stream-start', warnings: [] },
        { type: 'text-start', id: 'extracts' },
        ...text.split(/(?<=\n\n)/).map((delta) => ({ type: 'text-delta' as const, id: 'extracts', delta })),
        { type: 'text-end', id: 'extracts' },
        { type: 'finish', usage, finishReason },
      ];
      return { stream: ReadableStream.from(parts) };
    },
  };
}

const finishReason = { unified: 'stop', raw: undefined } as const;

// No tokens are read or made: zero is the count, not a guess.
const usage: LanguageModelV4Usage = {
  inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 0, text: 0, reasoning: 0 },
};

function* parsed(documents: readonly string[]) {
  for (const text of documents) yield* parseTagged(text);
}

function readPrompt(prompt: LanguageModelV4Prompt): { documents: string[]; question: string } {
  const turns = prompt
    .filter((message) => message.role === 'user')
    .map(({ content }) => content.flatMap((part) => (part.type === 'text' ? [part.text] : [])));
  const question = turns.at(-1)?.at(-1) ?? '';
  const documents = turns.flatMap((texts, turn) => (turn === turns.length - 1 ? texts.slice(0, -1) : texts));
  return { documents, question };
}
