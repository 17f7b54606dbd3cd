import type { FlexibleSchema } from 'ai';
import { createBudget } from './answer/create-budget.ts';
import { type AskedQuestion, nameQuestions, type QuestionInput } from './answer/name-questions.ts';
import { type AnswerQuestionOptions, answerQuestion } from './answer-question.ts';
import { type ErrorCode, orAborted, QuireError } from './errors.ts';
import type { Answer, ObjectAnswer } from './result.ts';

export type { AskedQuestion, QuestionInput };

/** Several questions, and how they are to be asked. */
export interface AnswerQuestionsOptions extends Omit<AnswerQuestionOptions, 'question' | 'history'> {
  /** In any number; with an `id` each, or none. */
  readonly questions: readonly (string | QuestionInput)[];
  /** How many are asked at once. Over a cold prefix the first goes alone and writes it. @default 4 */
  readonly concurrency?: number;
  /** The most that all questions together may cost, in US dollars: a request that could cross it is not sent. */
  readonly maxCostUsd?: number;
}

/** How one question of several ended. */
export type QuestionResult<Whole extends Answer = Answer> = AskedQuestion &
  (
    | { readonly status: 'answered'; readonly answer: Whole }
    /** This question failed, and the others went on; what it cost is in `error.facts`. */
    | { readonly status: 'failed'; readonly error: QuireError }
    /** Something that no question could get past, such as the limit of the costs or a refused key: nothing was sent for this one. */
    | { readonly status: 'not-asked'; readonly error: QuireError }
  );

/**
 * Asks several questions of one context: one writes the cached prefix, the others read it. Each result comes as soon as it is there,
 * in order of finishing. With a `journal` a run that broke off goes on where it was, and pays for no finished answer twice. Who stops
 * reading stops what is under way.
 *
 * @throws QuireError `aborted`; `bad-input` for an empty question, an id given twice, or options that no question can be asked with
 * @example
 * for await (const result of answerQuestions({ context, questions, maxCostUsd: 0.5, journal: folderCache('.cache/quire') })) {
 *   console.log(result.id, result.status === 'answered' ? result.answer.text : result.error.message);
 * }
 */
export function answerQuestions<Data>(
  options: AnswerQuestionsOptions & { readonly schema: FlexibleSchema<Data> },
): AsyncGenerator<QuestionResult<ObjectAnswer<Data>>>;
export function answerQuestions(options: AnswerQuestionsOptions): AsyncGenerator<QuestionResult>;
export async function* answerQuestions({
  questions,
  concurrency = 4,
  maxCostUsd,
  abortSignal,
  ...options
}: AnswerQuestionsOptions): AsyncGenerator<QuestionResult> {
  checkOptions({ concurrency, maxCostUsd, budget: options.budget });
  const waiting = nameQuestions(questions);
  const total = waiting.length;
  const left = new AbortController();
  const shared = {
    ...options,
    budget: maxCostUsd === undefined ? options.budget : createBudget({ maxCostUsd }),
    abortSignal: AbortSignal.any([left.signal, ...(abortSignal ? [abortSignal] : [])]),
  };
  const running = new Map<AskedQuestion['index'], Promise<QuestionResult>>();
  let atOnce = concurrency;
  let done = 0;
  let fatal: QuireError | undefined;
  try {
    for (;;) {
      while (fatal === undefined && running.size < atOnce && waiting.length > 0) {
        const asked = waiting.shift() as AskedQuestion;
        running.set(asked.index, ask(asked, shared));
      }
      if (running.size === 0) break;
      const result = await Promise.race(running.values());
      running.delete(result.index);
      if (abortSignal?.aborted && result.status === 'failed')
        throw orAborted(result.error, abortSignal, stopped);
      if (result.status === 'not-asked' && running.size > 0) {
        // What is under way may cost less than was held back for it: this question waits for that.
        waiting.unshift({ id: result.id, index: result.index, question: result.question });
        atOnce = running.size;
        continue;
      }
      if (result.status === 'failed' && fatalCodes.has(result.error.code)) fatal = result.error;
      done += 1;
      options.onProgress?.({ type: 'questions', done, total });
      yield result;
    }
    for (const asked of waiting) if (fatal) yield { ...asked, status: 'not-asked', error: fatal };
  } finally {
    left.abort();
    await Promise.allSettled(running.values());
  }
}

const stopped = 'Stopped before all questions were answered.';

async function ask(
  asked: AskedQuestion,
  options: Omit<AnswerQuestionOptions, 'question'>,
): Promise<QuestionResult> {
  try {
    const answer = await answerQuestion({ ...options, question: asked.question });
    return { ...asked, status: 'answered', answer };
  } catch (error) {
    if (!QuireError.isInstance(error)) throw error;
    return { ...asked, status: wasNeverSent(error) ? 'not-asked' : 'failed', error };
  }
}

/** The limit was met before anything was sent. */
function wasNeverSent(error: QuireError): boolean {
  return QuireError.isInstance(error, 'cost-cap') && (error.facts.attempts ?? []).length === 0;
}

/** What no other question gets past either. */
const fatalCodes: ReadonlySet<ErrorCode> = new Set([
  'provider-auth',
  'provider-quota',
  'provider-model-not-found',
  'provider-unreachable',
  'cost-unknown',
  'no-key',
  'unknown-model',
  'missing-package',
  'bad-input',
]);

function checkOptions({
  concurrency,
  maxCostUsd,
  budget,
}: Pick<AnswerQuestionsOptions, 'concurrency' | 'maxCostUsd' | 'budget'>): void {
  if (!Number.isSafeInteger(concurrency) || (concurrency as number) < 1) {
    const message = `\`concurrency\` is a positive whole number, not ${concurrency}.`;
    throw new QuireError('bad-input', { option: 'concurrency', message });
  }
  if (maxCostUsd !== undefined && budget !== undefined) {
    const message =
      'Pass `maxCostUsd` for these questions alone, or a `budget` that they share with others, not both.';
    throw new QuireError('bad-input', { option: 'budget', message });
  }
}
