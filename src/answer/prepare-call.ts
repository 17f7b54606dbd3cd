import type { LanguageModel, ModelMessage } from 'ai';
import type { Context } from '../context.ts';
import { findPriceCards } from '../model/find-price-cards.ts';
import { modelAddress } from '../model/model-address.ts';
import type { ProgressEvent } from '../progress.ts';
import type { Attempt } from '../result.ts';
import { buildMessages, guardHistory, guardText } from './build-messages.ts';
import type { ModelCall } from './call-model.ts';
import type { CitableDocument } from './find-citation.ts';
import { findDocuments } from './find-documents.ts';
import { findPrefixCache } from './find-prefix-cache.ts';
import { instructions } from './instructions.ts';
import type { PrefixCache } from './prefix-cache.ts';
import { recordAttempts } from './record-attempts.ts';
import { watchPrefixCache } from './watch-prefix-cache.ts';

/** A question that is ready to be sent. */
export interface PreparedCall {
  readonly call: ModelCall;
  readonly documents: readonly CitableDocument[];
  /** Filled while the call runs. */
  readonly attempts: readonly Attempt[];
  /** Whether the prefix carries a cache marker. */
  readonly marked: boolean;
  /** The history and this question, as they were asked. */
  readonly asked: readonly ModelMessage[];
  readonly warnings: readonly string[];
}

/** Finds the documents for a question, lays out the messages, and wraps the model so that each request is recorded. */
export async function prepareCall({
  context,
  question,
  history,
  model,
  abortSignal,
  now,
  onProgress,
  ...settings
}: {
  readonly context: Context;
  readonly question: string;
  readonly history: readonly ModelMessage[];
  readonly model: Exclude<LanguageModel, string>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly onProgress: ((event: ProgressEvent) => void) | undefined;
} & Pick<
  ModelCall,
  'maxOutputTokens' | 'reasoning' | 'maxRetries' | 'abortSignal' | 'providerOptions'
>): Promise<PreparedCall> {
  const { part, documents } = await findDocuments(context, { question, history, abortSignal });
  const guardedQuestion = guardText(question, part.key);
  const guardedHistory = guardHistory(history, part.key);
  const attempts: Attempt[] = [];
  const prefixCache = usePrefixCache(context, { model, now });
  const { wrapLanguageModel } = await import('ai');
  const recorded = wrapLanguageModel({
    model,
    middleware: recordAttempts({
      attempts,
      prices: findPriceCards(modelAddress(model)),
      watchers: [
        ...(prefixCache === undefined ? [] : [watchPrefixCache(prefixCache)]),
        ({ number, model: id }) => {
          onProgress?.({ type: 'request', attempt: number, model: id });
          return undefined;
        },
      ],
    }),
  });
  const messages = buildMessages({
    documents: part,
    history: guardedHistory.history,
    question: guardedQuestion.text,
  });
  return {
    call: { ...settings, abortSignal, model: recorded, instructions, messages },
    documents,
    attempts,
    marked: part.marker !== undefined,
    asked: [...history, { role: 'user', content: question }],
    warnings:
      guardedQuestion.broken || guardedHistory.broken
        ? ['The question or the history held the key of the document tags; it was broken there.']
        : [],
  };
}

/** What is known of the prefix in this model's cache; nothing where no cache is in play. */
function usePrefixCache(
  context: Context,
  { model, now }: { readonly model: Exclude<LanguageModel, string>; readonly now: () => number },
): PrefixCache | undefined {
  const { cache } = context.decision;
  if (context.strategy !== 'pack' || (!cache.marked && cache.because !== 'automatic')) return undefined;
  const { cache: rules } = context.profile;
  const ttlSeconds = rules.type === 'explicit' ? rules.ttlSeconds : automaticTtlSeconds;
  return findPrefixCache(context.prefix, {
    model: `${model.provider} ${model.modelId}`,
    ttlMs: ttlSeconds * 1000,
    now,
  });
}

/** Providers that cache by themselves promise nothing; five to ten idle minutes are what OpenAI names (digest of 2026-09-24). */
const automaticTtlSeconds = 300;
