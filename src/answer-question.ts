import type { FlexibleSchema, UIMessageChunk } from 'ai';
import type { AnswerQuestionOptions } from './answer/answer-options.ts';
import { type PreparedCall, prepareCall } from './answer/prepare-call.ts';
import { createEventLog } from './answer/reply/event-log.ts';
import { toUIMessageStream } from './answer/reply/ui-message-stream.ts';
import { runCall } from './answer/run-call.ts';
import { orAborted, QuireError } from './errors.ts';
import { estimateAtMost } from './estimate-cost.ts';
import { findModel } from './find-model.ts';
import { findPriceCards } from './model/find-price-cards.ts';
import { learnFromUsage } from './model/kept-calibration.ts';
import { modelAddress } from './model/model-address.ts';
import { openShelf } from './open-shelf.ts';
import type { Answer, AnswerEvent, ObjectAnswer } from './result.ts';

export type { AnswerQuestionOptions };

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
 * @throws QuireError `aborted`, `cost-cap`, `cost-unknown`, `cache-miss`, `bad-output`, `bad-input`, and the `provider-…` codes
 * @example
 * const { text, citations, cost } = await answerQuestion({ context, question: 'Where are retries configured?' });
 */
export async function answerQuestion<Data>(
  options: AnswerQuestionOptions & { readonly schema: FlexibleSchema<Data> },
): Promise<ObjectAnswer<Data>>;
export async function answerQuestion(options: AnswerQuestionOptions): Promise<Answer>;
export async function answerQuestion(options: AnswerQuestionOptions): Promise<Answer> {
  const answer = await runCall(await prepare(options, options.onProgress), { manner: 'whole' });
  await learn(options, answer);
  return answer;
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
    await learn(options, finished);
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

/** Not where a model looked things up: what that took beside the documents is not known by its answer. */
async function learn({ tools, store, context }: AnswerQuestionOptions, answer: Answer): Promise<void> {
  if (tools !== 'read') await learnFromUsage(store, { context, answer });
}

async function* textOf(events: AsyncIterable<AnswerEvent>): AsyncGenerator<string> {
  for await (const event of events) if (event.type === 'text') yield event.text;
}

async function prepare(
  options: AnswerQuestionOptions,
  onProgress: AnswerQuestionOptions['onProgress'],
): Promise<PreparedCall> {
  const { context, question, abortSignal } = options;
  if (question.trim() === '') {
    throw new QuireError('bad-input', { option: 'question', message: 'The question is empty.' });
  }
  const model = await findModel(options.model ?? context.model, context.profile);
  const address = modelAddress(model);
  // Cards of the context are for the model that it was prepared for: another one, by another route, costs what it costs.
  const known = context.decision.prices.filter(
    ({ route }) => options.model === undefined || route === address.route,
  );
  const prices = findPriceCards(address, options.prices ?? known);
  try {
    const prepared = await prepareCall({
      ...options,
      ...{ onProgress, model, prices },
      ...(options.tools === 'read' && openShelf(context)),
      estimate: (request) =>
        estimateAtMost({ context: { ...context, decision: { ...context.decision, prices } }, ...request }),
    });
    // The SDK leaves it to the model to look at the signal, and then counts a request that was never sent.
    abortSignal?.throwIfAborted();
    return prepared;
  } catch (error) {
    throw orAborted(error, abortSignal, 'Stopped before the question was sent.');
  }
}
