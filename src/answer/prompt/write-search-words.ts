import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { ModelMessage } from 'ai';
import type { Attempt } from '../../result.ts';
import { generateDeltas, type ModelCall } from '../request/call-model.ts';

/** Forty words take fewer tokens than this in any language. */
export const searchWordTokens = 200;

/**
 * Lets a model write the words that documents would use for what is asked: a request of some hundred tokens. A failure fails the
 * question too; a reply without words leaves the question as it is.
 */
export async function writeSearchWords({
  model,
  question,
  history,
  passed,
  providerOptions,
  abortSignal,
  attempts,
}: {
  /** Records each request, as the one that answers does. */
  readonly model: LanguageModelV4;
  readonly question: string;
  readonly history: readonly ModelMessage[];
  /** Told with a failure. */
  readonly attempts: readonly Attempt[];
} & Pick<ModelCall, 'passed' | 'providerOptions' | 'abortSignal'>): Promise<string> {
  const call: ModelCall = {
    model,
    instructions: wordInstructions,
    messages: [...lastTurn(history), { role: 'user', content: `${question}\n\nSearch words:` }],
    maxOutputTokens: searchWordTokens,
    reasoning: 'none',
    abortSignal,
    passed,
    providerOptions,
  };
  let words = '';
  for await (const text of generateDeltas(call, () => ({ text: '', attempts }))) words += text;
  return words.slice(0, 2000);
}

/**
 * The last turn tells what "and on Windows?" is about: its texts alone, since a result without the call that it answers is refused, and
 * what tools have shown is long.
 */
function lastTurn(history: readonly ModelMessage[]): ModelMessage[] {
  const start = history.findLastIndex(({ role }) => role === 'user');
  return history.slice(Math.max(0, start)).flatMap(({ role, content }): ModelMessage[] => {
    if (role !== 'user' && role !== 'assistant') return [];
    const parts = typeof content === 'string' ? [{ type: 'text' as const, text: content }] : content;
    const text = parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
    return text === '' ? [] : [{ role, content: text }];
  });
}

const wordInstructions = `You write search words for a full-text index of documents. Do not answer the question. Write up to 40 words or short terms, separated by spaces, that a passage with the answer is likely to contain: the document's own terms, synonyms, names, headings, identifiers, in the language of the question and, where they differ, of the documents. Only the words.`;
