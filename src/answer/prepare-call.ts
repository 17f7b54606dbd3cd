import type { LanguageModel, ModelMessage } from 'ai';
import type { Context } from '../context.ts';
import { modelAddress } from '../model/model-address.ts';
import type { Cost, PriceCard } from '../model/price-card.ts';
import type { Attempt } from '../result.ts';
import { nameOf } from '../text/name-content.ts';
import type { AnswerQuestionOptions } from './answer-options.ts';
import { addCacheOptions } from './cache/cache-options.ts';
import { evidenceMarker } from './cache/evidence-marker.ts';
import { type CacheLifetime, planCache } from './cache/plan-cache.ts';
import { type CacheUse, useCache } from './cache/use-cache.ts';
import type { CitableDocument } from './citations/find-citation.ts';
import { buildMessages, countBlocksBack, guardHistory, guardText } from './prompt/build-messages.ts';
import { findDocuments } from './prompt/find-documents.ts';
import { instructions } from './prompt/instructions.ts';
import { isLongPrompt } from './prompt/is-long-prompt.ts';
import { promptBytes } from './prompt/prompt-bytes.ts';
import { searchWordTokens, writeSearchWords } from './prompt/write-search-words.ts';
import { createObjectFormat, type ObjectFormat } from './reply/object-format.ts';
import type { ModelCall } from './request/call-model.ts';
import { guardRequests } from './request/guard-requests.ts';
import { mostOutputTokens } from './request/most-output-tokens.ts';
import type { OpenShelf } from './tools/look.ts';
import { openTools } from './tools/open-tools.ts';

/** A question that is ready to be sent. */
export interface PreparedCall {
  readonly call: ModelCall;
  /** What can be cited. It grows when the model looks into the documents. */
  readonly documents: readonly CitableDocument[];
  /** Whether sending the prompt twice would cost something worth speaking of. */
  readonly isLong: boolean;
  /** Filled while the call runs. */
  readonly attempts: readonly Attempt[];
  /** The form that the answer is to have; text with marks when there is none. */
  readonly format: ObjectFormat | undefined;
  readonly repairObject: 'never' | 'once';
  readonly mendCitations: 'never' | 'once';
  /** How the provider's cache is used; nothing where none is in play. */
  readonly cache: CacheUse | undefined;
  /** The history and this question, as they were asked. */
  readonly asked: readonly ModelMessage[];
  readonly warnings: readonly string[];
  /** Resolves when the ledger is written, with the reason when it could not be. */
  ledgerWritten(): Promise<string | undefined>;
}

/** A question whose model has been found. */
export interface PrepareCallOptions extends AnswerQuestionOptions {
  readonly model: Exclude<LanguageModel, string>;
  readonly prices: readonly PriceCard[];
  /** Where the model may look for itself; absent when it may not. */
  readonly shelf?: OpenShelf;
  /** The most that one request may cost; `undefined` when no price is known. */
  readonly estimate: (request: {
    /** What the question, the history and all else beside the documents and instructions take. */
    readonly questionBytes: number;
    /** Of passages beside those that one question may have, estimated. @default 0 */
    readonly besideTokens?: number;
    readonly maxOutputTokens: number;
    readonly marked: boolean;
    readonly cacheLifetime: CacheLifetime;
  }) => Cost | undefined;
}

/** Finds the documents for a question, lays out the messages, and wraps the model so that each request is recorded. */
export async function prepareCall({
  context,
  question,
  history = [],
  model,
  maxOutputTokens = context.maxOutputTokens,
  reasoning = 'none',
  maxRetries = 2,
  retryBilled = 'short',
  schema,
  repairObject = 'never',
  mendCitations = 'never',
  searchWords = 'question',
  evidence = 'question',
  cache = 'auto',
  cacheLifetime = '5m',
  store,
  providerOptions,
  abortSignal,
  now = Date.now,
  estimate,
  temperature,
  seed,
  headers,
  timeout,
  telemetry,
  ...options
}: PrepareCallOptions): Promise<PreparedCall> {
  const plan = planCache(context, { mode: cache, lifetime: cacheLifetime });
  const tooled = options.shelf === undefined ? 'none' : 'read';
  const marker = plan?.marker ?? evidenceMarker(context, { mode: cache, evidence, tools: tooled });
  const lifetime = plan?.lifetime ?? '5m';
  const { uncounted = [] } = context.decision;
  const requests = await guardRequests(model, {
    ...options,
    ...{ question, maxRetries, retryBilled, now, contextName: nameContext(context), uncounted },
  });
  const { attempts, guard } = requests;
  const passed = { temperature, seed, headers, timeout, telemetry };

  const isWritten = searchWords === 'model' && context.strategy === 'retrieve';
  const words = isWritten
    ? await writeSearchWords({
        ...{ question, history, passed, providerOptions, abortSignal, attempts },
        model: guard({
          isLong: false,
          cacheLifetime: lifetime,
          estimate: (prompt) =>
            estimate({
              questionBytes: promptBytes(prompt),
              maxOutputTokens: searchWordTokens,
              marked: false,
              cacheLifetime: lifetime,
            }),
        }),
      })
    : undefined;
  const { part, earlier, besideTokens, documents } = await findDocuments(context, {
    ...{ question, history, evidence, marker, abortSignal },
    searchWords: words,
  });
  const shelf = options.shelf && leaveRoom(options.shelf, { context, besideTokens });
  const tools = shelf && (await openTools(shelf, { ...options, key: part.key, marker, documents }));

  const guardedQuestion = guardText(question, part.key);
  const guardedHistory = guardHistory(history, part.key);
  const format = schema && (await createObjectFormat(schema, documents));
  const messages = buildMessages({
    documents: {
      ...part,
      ...(context.media !== undefined && { media: context.media }),
      // One of the markers that a request may have is for what tools show.
      ...(tools && part.maxMarkers !== undefined && { maxMarkers: part.maxMarkers - 1 }),
    },
    history: guardedHistory.history,
    earlier,
    question: guardedQuestion.text,
    ...(format !== undefined && { tail: guardText(format.tail, part.key).text }),
  });
  // A file of which nobody knows what it costs is not sent twice either.
  const isLong = isLongPrompt(messages) || uncounted.length > 0;
  const cacheUse =
    plan &&
    useCache(plan, {
      model: `${model.provider} ${model.modelId}`,
      front: instructions + (tools?.front ?? ''),
      now,
      store,
      blocksBack: countBlocksBack(history),
    });
  // Images of the context are in its own count.
  const mediaBytes = (context.media ?? []).reduce((sum, { data }) => sum + data.byteLength, 0);
  const evidenceTexts = [part.text, part.behind ?? '', ...earlier.values()];
  const documentBytes = evidenceTexts.reduce((sum, text) => sum + Buffer.byteLength(text), mediaBytes);
  const frontBytes = Buffer.byteLength(tools?.front ?? '');
  const outputTokens = mostOutputTokens({
    profile: context.profile,
    maxOutputTokens,
    reasoning,
    providerOptions,
  });
  const guarded = guard({
    isLong,
    cacheLifetime: lifetime,
    estimate: (prompt) =>
      estimate({
        questionBytes: Math.max(0, promptBytes(prompt) - documentBytes) + frontBytes,
        besideTokens,
        maxOutputTokens: outputTokens,
        marked: marker !== undefined,
        cacheLifetime: lifetime,
      }),
    first: cacheUse?.watcher,
  });
  return {
    call: {
      ...{ model: guarded, messages, maxOutputTokens, reasoning, abortSignal, passed },
      instructions: instructions + (tools?.instructions ?? ''),
      tools: tools?.tools,
      providerOptions:
        plan || marker
          ? addCacheOptions(providerOptions, { plan, profile: context.profile, ...modelAddress(model) })
          : providerOptions,
    },
    documents,
    isLong,
    attempts,
    format,
    repairObject,
    mendCitations,
    cache: cacheUse,
    asked: [...history, { role: 'user', content: question }],
    warnings:
      guardedQuestion.broken || guardedHistory.broken
        ? ['The question or the history held the key of the document tags; it was broken there.']
        : [],
    ledgerWritten: requests.ledgerWritten,
  };
}

/** Passages of earlier questions stand where tools would show something. */
function leaveRoom(
  shelf: OpenShelf,
  { context, besideTokens }: { readonly context: Context; readonly besideTokens: number },
): OpenShelf {
  const taken = Math.ceil(besideTokens * (1 + context.decision.tokens.margin));
  return { ...shelf, roomBytes: Math.max(0, shelf.roomBytes - taken) };
}

/** The same documents have the same name in every process. */
function nameContext(context: Context): string {
  if (context.strategy === 'pack') return context.prefix.hash.slice(0, 12);
  return nameOf(JSON.stringify(context.coverage.documents)).slice(0, 12);
}
