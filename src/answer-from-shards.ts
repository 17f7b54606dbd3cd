import { askSeveral } from './answer/ask-several.ts';
import {
  askForFindings,
  askToReduce,
  type Finding,
  findingsSchema,
  mergeFindings,
  readFindings,
} from './answer/findings.ts';
import { createBudget } from './answer/request/create-budget.ts';
import { type AnswerQuestionOptions, answerQuestion } from './answer-question.ts';
import type { RetrievedChunk } from './chunk-store.ts';
import type { PackContext, RetrieveContext } from './context.ts';
import { QuireError } from './errors.ts';
import { addCosts } from './model/calculate-cost.ts';
import type { ShardedContext } from './prepare-shards.ts';
import type { Answer, Attempt } from './result.ts';

export type { Finding };

/** A question that every shard is asked. */
export interface AnswerFromShardsOptions
  extends Omit<
    AnswerQuestionOptions,
    | 'context'
    | 'history'
    | 'schema'
    | 'repairObject'
    // Everything is read: there is nothing to look up.
    | 'tools'
    | 'maxSteps'
    | 'maxReadBytes'
  > {
  readonly context: ShardedContext;
  /** How many shards are asked at once. @default 4 */
  readonly concurrency?: number;
  /** The most that all requests together may cost, in US dollars: one that could cross it is not sent. */
  readonly maxCostUsd?: number;
  /**
   * Called with what a shard told as soon as it has been read, in order of finishing: minutes may pass before the answer is there. What
   * two shards tell alike is one in the answer and comes twice here.
   */
  readonly onFindings?: (findings: readonly Finding[]) => void;
}

/** An answer from everything that was read. */
export interface ShardedAnswer extends Answer {
  /**
   * All that was found, shard after shard, each with its citations: put together by counting and not by a model, so that a list is as
   * whole, and a count as right, as what each shard told.
   */
  readonly findings: readonly Finding[];
}

/**
 * Asks every shard what it holds of a question, puts the findings together, and answers from them; no citation comes from anywhere
 * but the documents. With a `journal` a run that broke off goes on where it was and pays for no finished shard twice.
 *
 * @throws QuireError what `answerQuestion` throws; the attempts of all shards go with it
 * @example
 * const context = await prepareShards({ sources: [loadRepository('.')], model });
 * const { text, findings } = await answerFromShards({ context, question: 'List every endpoint that lacks authentication.' });
 */
export async function answerFromShards({
  context,
  question,
  concurrency = 4,
  maxCostUsd,
  onFindings,
  ...options
}: AnswerFromShardsOptions): Promise<ShardedAnswer> {
  if (question.trim() === '') {
    throw new QuireError('bad-input', { option: 'question', message: 'The question is empty.' });
  }
  if (maxCostUsd !== undefined && options.budget !== undefined) {
    const message =
      'Pass `maxCostUsd` for this question alone, or a `budget` that it shares with others, not both.';
    throw new QuireError('bad-input', { option: 'budget', message });
  }
  const shared = { ...options, ...(maxCostUsd !== undefined && { budget: createBudget({ maxCostUsd }) }) };
  const attempts: Attempt[] = [];
  const found = await map(context, { question, concurrency, onFindings, options: shared, attempts });
  const findings = mergeFindings(found);
  try {
    const answer = await reduce(context, { question, findings, options: shared });
    const all = [...attempts, ...answer.attempts];
    return { ...answer, attempts: all, cost: addCosts(all.map(({ cost }) => cost)), findings };
  } catch (error) {
    throw withAttempts(error, attempts);
  }
}

type SharedOptions = Omit<AnswerQuestionOptions, 'context' | 'question'>;

async function map(
  { shards }: ShardedContext,
  {
    question,
    concurrency,
    onFindings,
    options,
    attempts,
  }: {
    readonly question: string;
    readonly concurrency: number;
    readonly onFindings: AnswerFromShardsOptions['onFindings'];
    readonly options: SharedOptions;
    /** What is sent is added here. */
    readonly attempts: Attempt[];
  },
): Promise<readonly Finding[]> {
  const schema = await findingsSchema();
  const asked = askForFindings(question);
  const found = new Map<PackContext, readonly Finding[]>();
  options.onProgress?.({ type: 'shards', done: 0, total: shards.length });
  const outcomes = askSeveral(shards, {
    concurrency,
    abortSignal: options.abortSignal,
    ask: (context, abortSignal) =>
      answerQuestion({ ...options, context, question: asked, schema, repairObject: 'once', abortSignal }),
  });
  for await (const { item, outcome } of outcomes) {
    if (outcome.status !== 'answered') throw withAttempts(outcome.error, attempts);
    attempts.push(...outcome.answer.attempts);
    const findings = readFindings(outcome.answer, shards.indexOf(item) + 1);
    found.set(item, findings);
    onFindings?.(findings);
    options.onProgress?.({ type: 'shards', done: found.size, total: shards.length });
  }
  return shards.flatMap((shard) => found.get(shard) ?? []);
}

async function reduce(
  { shards }: ShardedContext,
  {
    question,
    findings,
    options,
  }: {
    readonly question: string;
    readonly findings: readonly Finding[];
    readonly options: SharedOptions;
  },
): Promise<Answer> {
  const [first] = shards;
  if (first === undefined)
    throw new QuireError('bad-input', { option: 'context', message: 'The context has no shards.' });
  const shown = fitFindings(findings, first.decision.tokens.budget);
  const chunks = shown.flatMap(toChunks);
  const context: RetrieveContext = {
    ...(first.model !== undefined && { model: first.model }),
    profile: first.profile,
    maxOutputTokens: first.maxOutputTokens,
    decision: { ...first.decision, strategy: 'retrieve', cache: { marked: false, because: 'retrieval' } },
    skipped: [],
    coverage: { documents: [], segments: 0, characters: 0 },
    strategy: 'retrieve',
    retriever: { retrieve: async () => chunks },
    evidenceTokens: chunks.reduce((sum, { tokens }) => sum + tokens, 0),
  };
  const answer = await answerQuestion({
    ...options,
    context,
    question: askToReduce(question, shown, findings.length),
  });
  if (shown.length === findings.length) return answer;
  const warning = `The text was written from the first ${shown.length} of ${findings.length} findings; all are in \`findings\`.`;
  return { ...answer, warnings: [...answer.warnings, warning] };
}

/** The passages that a finding cites, as documents: what was not found in any document is none. */
function toChunks({ citations }: Finding): readonly RetrievedChunk[] {
  return citations.flatMap(({ source, location, quote, verified }) =>
    verified && location !== undefined
      ? [
          {
            type: 'text',
            source,
            location,
            text: quote,
            tokens: Math.ceil(Buffer.byteLength(quote) / 2) + tagTokens,
            score: 0,
          },
        ]
      : [],
  );
}

/** The tags around a document, with an address of usual length. */
const tagTokens = 60;

/** As many as leave half of the window free: their bytes bound their tokens from above. */
function fitFindings(findings: readonly Finding[], budgetTokens: number): readonly Finding[] {
  let left = budgetTokens / 2;
  const end = findings.findIndex((finding) => {
    left -= Buffer.byteLength(finding.text) + toChunks(finding).reduce((sum, { tokens }) => sum + tokens, 0);
    return left < 0;
  });
  return end === -1 ? findings : findings.slice(0, end);
}

/** What had been paid for goes with the error. */
function withAttempts(error: unknown, before: readonly Attempt[]): unknown {
  if (!QuireError.isInstance(error) || before.length === 0) return error;
  const own = 'attempts' in error.facts && Array.isArray(error.facts.attempts) ? error.facts.attempts : [];
  const facts = { ...error.facts, attempts: [...before, ...own], message: error.message, cause: error };
  return new QuireError(error.code, facts);
}
