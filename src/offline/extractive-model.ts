import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4Prompt,
  LanguageModelV4StreamPart,
  LanguageModelV4Usage,
  SharedV4Warning,
} from '@ai-sdk/provider';
import { questionWords } from '../text/search-words.ts';
import { type ParsedDocument, parseTagged } from '../text/tagged-text.ts';
import { findExtracts } from './find-extracts.ts';
import { formatExtracts, formatRefusal } from './format-extracts.ts';

export interface ExtractiveModelOptions {
  /**
   * Refuse when the best extract covers less than this share of the question: 0 always answers, 1 only when every word is there.
   * @default 0.6
   */
  readonly refuseBelow?: number;
}

// Of 111 extracts that the questions of this repository's corpora got, 44 said less than this share of what the best one says, and
// none of them held an answer that the others had not (2026-11-23).
const leastShare = 0.5;

/**
 * A language model that needs no key, no network and no weights: it answers with up to three verbatim extracts from the documents in
 * the prompt and their citations, says so, and refuses when nothing matches. It costs nothing and always gives the same answer.
 */
export function extractiveModel({ refuseBelow = 0.6 }: ExtractiveModelOptions = {}): LanguageModelV4 {
  const answer = async ({ prompt, abortSignal }: LanguageModelV4CallOptions) => {
    abortSignal?.throwIfAborted();
    const { documents, question } = readPrompt(prompt);
    const extracts = await findExtracts({ documents, question, abortSignal });
    const covered = Math.max(0, ...extracts.map(({ coverage }) => coverage));
    return extracts.length === 0 || covered < refuseBelow
      ? formatRefusal(extracts)
      : formatExtracts(
          extracts.filter(({ coverage }, rank) => rank === 0 || coverage >= leastShare * covered),
        );
  };
  return {
    specificationVersion: 'v4',
    provider: 'quire',
    modelId: 'extractive',
    supportedUrls: {},
    async doGenerate(options) {
      return {
        content: [{ type: 'text', text: await answer(options) }],
        finishReason,
        usage,
        warnings: warningsFor(options),
      };
    },
    async doStream(options) {
      const text = await answer(options);
      const parts: LanguageModelV4StreamPart[] = [
        { type: 'stream-start', warnings: warningsFor(options) },
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

function warningsFor({ responseFormat, tools }: LanguageModelV4CallOptions): SharedV4Warning[] {
  const details = 'The extractive model only quotes; it answers in text.';
  return [
    ...(responseFormat?.type === 'json'
      ? [{ type: 'unsupported' as const, feature: 'responseFormat', details }]
      : []),
    ...(tools?.length ? [{ type: 'unsupported' as const, feature: 'tools', details }] : []),
  ];
}

function readPrompt(prompt: LanguageModelV4Prompt): { documents: ParsedDocument[]; question: string } {
  // Documents stand in user messages, the question is the last text of the last one.
  const turns = prompt
    .filter((message) => message.role === 'user')
    .map(({ content }) => content.flatMap((part) => (part.type === 'text' ? [part.text] : [])));
  const asked = turns.at(-1)?.at(-1) ?? '';
  const before = turns.at(-2)?.at(-1);
  // "And on Sundays?" leaves to the question before it what it is about.
  const question = before !== undefined && questionWords(asked).length < 3 ? `${before} ${asked}` : asked;
  // A prefix stands first, in one part or several, evidence right before the question. What a person wrote in between is no
  // document, whatever tags it holds; beside a prefix it has not the prefix's key.
  const prefix = turns.length > 1 ? (turns[0] ?? []).slice(0, -1).join('') : '';
  const evidence = (turns.at(-1) ?? []).slice(0, -1).join('');
  return { documents: [...parseTagged(prefix), ...parseTagged(evidence)], question };
}
