import type { FlexibleSchema, LanguageModel, ModelMessage } from 'ai';
import type { CacheStore } from '../cache-store.ts';
import type { Context } from '../context.ts';
import { findPriceCards } from '../model/find-price-cards.ts';
import { modelAddress } from '../model/model-address.ts';
import type { ProgressEvent } from '../progress.ts';
import type { Attempt } from '../result.ts';
import { buildMessages, countBlocksBack, guardHistory, guardText } from './build-messages.ts';
import { addCacheOptions } from './cache-options.ts';
import type { ModelCall } from './call-model.ts';
import type { CitableDocument } from './find-citation.ts';
import { findDocuments } from './find-documents.ts';
import { instructions } from './instructions.ts';
import { isLongPrompt } from './is-long-prompt.ts';
import { createObjectFormat, type ObjectFormat } from './object-format.ts';
import { type CacheLifetime, type CacheMode, planCache } from './plan-cache.ts';
import { recordAttempts } from './record-attempts.ts';
import { type CacheUse, useCache } from './use-cache.ts';

/** A question that is ready to be sent. */
export interface PreparedCall {
  readonly call: ModelCall;
  readonly documents: readonly CitableDocument[];
  /** Whether sending the prompt twice would cost something worth speaking of. */
  readonly isLong: boolean;
  /** Filled while the call runs. */
  readonly attempts: readonly Attempt[];
  /** The form that the answer is to have; text with marks when there is none. */
  readonly format: ObjectFormat | undefined;
  readonly repairObject: 'never' | 'once';
  /** How the provider's cache is used; nothing where none is in play. */
  readonly cache: CacheUse | undefined;
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
  cache,
  cacheLifetime,
  store,
  schema,
  repairObject,
  providerOptions,
  onProgress,
  ...settings
}: {
  readonly context: Context;
  readonly question: string;
  readonly history: readonly ModelMessage[];
  readonly model: Exclude<LanguageModel, string>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  readonly cache: CacheMode;
  readonly cacheLifetime: CacheLifetime;
  readonly store: CacheStore | undefined;
  readonly schema: FlexibleSchema<unknown> | undefined;
  readonly repairObject: 'never' | 'once';
  readonly onProgress: ((event: ProgressEvent) => void) | undefined;
} & Pick<
  ModelCall,
  'maxOutputTokens' | 'reasoning' | 'maxRetries' | 'abortSignal' | 'providerOptions'
>): Promise<PreparedCall> {
  const plan = planCache(context, { mode: cache, lifetime: cacheLifetime });
  const marker = plan?.marker;
  const { part, documents } = await findDocuments(context, { question, history, marker, abortSignal });
  const guardedQuestion = guardText(question, part.key);
  const guardedHistory = guardHistory(history, part.key);
  const format = schema && (await createObjectFormat(schema, documents));
  const attempts: Attempt[] = [];
  const address = modelAddress(model);
  const cacheUse =
    plan &&
    useCache(plan, {
      model: `${model.provider} ${model.modelId}`,
      now,
      store,
      blocksBack: countBlocksBack(history),
    });
  const { wrapLanguageModel } = await import('ai');
  const recorded = wrapLanguageModel({
    model,
    middleware: recordAttempts({
      attempts,
      prices: findPriceCards(address),
      watchers: [
        ...(cacheUse === undefined ? [] : [cacheUse.watcher]),
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
    ...(format !== undefined && { tail: guardText(format.tail, part.key).text }),
  });
  return {
    call: {
      ...settings,
      abortSignal,
      model: recorded,
      instructions,
      messages,
      providerOptions: plan ? addCacheOptions(providerOptions, plan, address) : providerOptions,
    },
    documents,
    isLong: isLongPrompt(messages),
    attempts,
    format,
    repairObject,
    cache: cacheUse,
    asked: [...history, { role: 'user', content: question }],
    warnings:
      guardedQuestion.broken || guardedHistory.broken
        ? ['The question or the history held the key of the document tags; it was broken there.']
        : [],
  };
}
