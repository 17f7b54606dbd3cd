import type { FlexibleSchema } from 'ai';
import { type AskedOutcome, askSeveral } from './answer/ask-several.ts';
import { type AskedQuestion, nameQuestions, type QuestionInput } from './answer/name-questions.ts';
import { createBudget } from './answer/request/create-budget.ts';
import { type AnswerQuestionOptions, answerQuestion } from './answer-question.ts';
import { QuireError } from './errors.ts';
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
export type QuestionResult<Whole extends Answer = Answer> = AskedQuestion & AskedOutcome<Whole>;

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
  const asked = nameQuestions(questions);
  const budget = maxCostUsd === undefined ? options.budget : createBudget({ maxCostUsd });
  const outcomes = askSeveral(asked, {
    concurrency,
    abortSignal,
    ask: ({ question }, signal) => answerQuestion({ ...options, question, budget, abortSignal: signal }),
  });
  let done = 0;
  for await (const { item, outcome } of outcomes) {
    done += 1;
    options.onProgress?.({ type: 'questions', done, total: asked.length });
    yield { ...item, ...outcome };
  }
}

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
