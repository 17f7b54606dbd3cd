import type { FlexibleSchema, LanguageModel, ModelMessage, UIMessageChunk } from 'ai';
import type { ProviderOptions, Reasoning } from './answer/call-model.ts';
import { createEventLog } from './answer/event-log.ts';
import type { CacheLifetime, CacheMode } from './answer/plan-cache.ts';
import { type PreparedCall, prepareCall } from './answer/prepare-call.ts';
import { runCall } from './answer/run-call.ts';
import { toUIMessageStream } from './answer/ui-message-stream.ts';
import type { CacheStore } from './cache-store.ts';
import type { Context } from './context.ts';
import { orAborted, QuireError } from './errors.ts';
import { estimateCost } from './estimate-cost.ts';
import { findPriceCards } from './model/find-price-cards.ts';
import { modelAddress } from './model/model-address.ts';
import type { ModelProfile } from './model/model-profile.ts';
import type { ProgressEvent } from './progress.ts';
import { resolveModel } from './resolve-model.ts';
import type { Answer, AnswerEvent, ObjectAnswer } from './result.ts';

export interface AnswerQuestionOptions {
  readonly context: Context;
  readonly question: string;
  /** Needed when the context was kept as JSON, which has no model. @default the context's own */
  readonly model?: LanguageModel;
  /** The `messages` of the answer before, for a follow-up. */
  readonly history?: readonly ModelMessage[];
  /** @default the context's */
  readonly maxOutputTokens?: number;
  /** Always sent: what a provider does by default differs, and thinking is billed as output. @default 'none' */
  readonly reasoning?: Reasoning;
  /** How often a failed request is sent again; each one is in `attempts`. @default 2 */
  readonly maxRetries?: number;
  /** Refuse to ask when one request may cost more than this. US dollars. */
  readonly maxCostUsd?: number;
  /**
   * The form of the answer: a zod schema or any other that the AI SDK takes. The answer then has an `object`, and each citation the
   * `path` of the value that rests on it. The schema goes behind the question, so that the cached prefix stays.
   */
  readonly schema?: FlexibleSchema<unknown>;
  /** Whether to ask once more, and pay once more, when the reply does not match the schema. @default 'never' */
  readonly repairObject?: 'never' | 'once';
  /**
   * How the provider's cache is used. `required` fails with `cache-miss` when it neither wrote nor read the prefix (the answer goes
   * with the error); `off` marks nothing.
   * @default 'auto': as the context decided
   */
  readonly cache?: CacheMode;
  /** How long a cached prefix lives after its last use; only some models have `1h`, and it is dearer to write. @default '5m' */
  readonly cacheLifetime?: CacheLifetime;
  /**
   * Remembers which prefixes were cached last, so that a miss can be explained after an edit or in another process: names and
   * hashes of documents, none of their text. @default none: nothing is written
   */
  readonly store?: CacheStore;
  /**
   * Passed through to the provider. Through the AI Gateway a cached prefix goes to the one provider whose cache is meant, unless
   * `gateway.only` or `gateway.order` is set here.
   */
  readonly providerOptions?: ProviderOptions;
  readonly abortSignal?: AbortSignal;
  readonly onProgress?: (event: ProgressEvent) => void;
  /** The clock that the life of a cached prefix is reckoned by, in milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}

/** An answer on its way. */
export interface AnswerStream<Whole extends Answer = Answer> {
  /** Everything in order: text, citations, progress, and the whole answer at the end. May be read more than once. */
  readonly stream: AsyncIterable<AnswerEvent>;
  /** The text alone. */
  readonly textStream: AsyncIterable<string>;
  /** The whole answer. Never rejects unhandled: leave it alone when you read the stream. */
  readonly answer: Promise<Whole>;
  /** For `createUIMessageStreamResponse` of the AI SDK; citations become `source-document` parts. */
  toUIMessageStream(): ReadableStream<UIMessageChunk>;
}

/**
 * Answers a question from a context, with citations that were looked up in the documents and the cost of every request.
 *
 * @throws QuireError `aborted`, `cost-cap`, `cost-unknown`, `bad-input`, and the `provider-…` codes
 * @example
 * const { text, citations, cost } = await answerQuestion({ context, question: 'Where are retries configured?' });
 */
export async function answerQuestion<Data>(
  options: AnswerQuestionOptions & { readonly schema: FlexibleSchema<Data> },
): Promise<ObjectAnswer<Data>>;
export async function answerQuestion(options: AnswerQuestionOptions): Promise<Answer>;
export async function answerQuestion(options: AnswerQuestionOptions): Promise<Answer> {
  return runCall(await prepare(options, options.onProgress), { manner: 'whole' });
}

/**
 * The same, as it arrives. Returns at once; failures reach the readers of the stream and `answer`.
 *
 * @example
 * const { textStream, answer } = streamAnswer({ context, question });
 * for await (const text of textStream) process.stdout.write(text);
 * console.log((await answer).citations);
 */
export function streamAnswer<Data>(
  options: AnswerQuestionOptions & { readonly schema: FlexibleSchema<Data> },
): AnswerStream<ObjectAnswer<Data>>;
export function streamAnswer(options: AnswerQuestionOptions): AnswerStream;
export function streamAnswer(options: AnswerQuestionOptions): AnswerStream {
  const log = createEventLog<AnswerEvent>();
  const answer = run();
  answer.then(log.close, log.fail);

  async function run(): Promise<Answer> {
    const prepared = await prepare(options, (progress) => {
      options.onProgress?.(progress);
      log.push({ type: 'progress', progress });
    });
    const finished = await runCall(prepared, { manner: 'streamed', onEvent: log.push });
    log.push({ type: 'finish', answer: finished });
    return finished;
  }

  return {
    stream: { [Symbol.asyncIterator]: () => log.read()[Symbol.asyncIterator]() },
    textStream: { [Symbol.asyncIterator]: () => textOf(log.read()) },
    answer,
    toUIMessageStream: () => toUIMessageStream(log.read()),
  };
}

async function* textOf(events: AsyncIterable<AnswerEvent>): AsyncGenerator<string> {
  for await (const event of events) if (event.type === 'text') yield event.text;
}

async function prepare(
  { context, question, history = [], reasoning = 'none', maxRetries = 2, ...options }: AnswerQuestionOptions,
  onProgress: AnswerQuestionOptions['onProgress'],
): Promise<PreparedCall> {
  const { maxCostUsd, abortSignal, providerOptions, now = Date.now } = options;
  if (question.trim() === '') {
    throw new QuireError('bad-input', { option: 'question', message: 'The question is empty.' });
  }
  const model = await findModel(options.model ?? context.model, context.profile);
  const maxOutputTokens = options.maxOutputTokens ?? context.maxOutputTokens;
  if (maxCostUsd !== undefined) {
    checkCap({ context, model, maxOutputTokens, maxCostUsd, question, history });
  }
  const { cache = 'auto', cacheLifetime = '5m', store, schema, repairObject = 'never' } = options;
  try {
    const prepared = await prepareCall({
      ...{ context, question, history, model, now, onProgress, cache, cacheLifetime, store },
      ...{ schema, repairObject },
      ...{ maxOutputTokens, reasoning, maxRetries, abortSignal, providerOptions },
    });
    // The SDK leaves it to the model to look at the signal, and then counts a request that was never sent.
    abortSignal?.throwIfAborted();
    return prepared;
  } catch (error) {
    throw orAborted(error, abortSignal, 'Stopped before the question was sent.');
  }
}

async function findModel(
  model: LanguageModel | undefined,
  profile: ModelProfile,
): Promise<Exclude<LanguageModel, string>> {
  if (model === undefined) {
    throw new QuireError('bad-input', {
      option: 'model',
      message: 'This context was kept without its model: pass `model`.',
    });
  }
  if (typeof model !== 'string') return model;
  // The AI SDK's own hook for what a plain name means goes first.
  const provider = globalThis.AI_SDK_DEFAULT_PROVIDER;
  const resolved = provider?.languageModel(model) ?? (await resolveModel(model, { profile })).model;
  return typeof resolved === 'string' ? findModel(resolved, profile) : resolved;
}

function checkCap({
  context,
  model,
  maxOutputTokens,
  maxCostUsd,
  question,
  history,
}: {
  readonly context: Context;
  readonly model: Exclude<LanguageModel, string>;
  readonly maxOutputTokens: number;
  readonly maxCostUsd: number;
  readonly question: string;
  readonly history: readonly ModelMessage[];
}): void {
  const prices = findPriceCards(modelAddress(model));
  const { atMost } = estimateCost({
    context: { ...context, decision: { ...context.decision, prices } },
    question,
    history,
    maxOutputTokens,
  });
  if (atMost === undefined) {
    throw new QuireError('cost-unknown', {
      model: model.modelId,
      message: `No price is known for ${model.modelId}, so a limit of $${maxCostUsd} cannot be kept. Leave the limit out to ask anyway.`,
    });
  }
  if (atMost.max <= maxCostUsd) return;
  throw new QuireError('cost-cap', {
    atMostUsd: atMost.max,
    limitUsd: maxCostUsd,
    message: `One question may cost up to $${atMost.max.toPrecision(3)}, over the limit of $${maxCostUsd}. Raise the limit, or pass \`strategy: 'retrieve'\`.`,
  });
}
