import type { ModelMessage } from 'ai';
import { QuireError } from '../errors.ts';
import type { Answer } from '../result.ts';
import { secondsBetween } from './arrival-times.ts';
import { formulaSizes } from './formula-requests.ts';
import { type ComparedStrategy, concurrentWorkers, conversationTurns, evidenceOf } from './strategy.ts';
import type { Workload } from './workload.ts';

/** How a strategy asks one question. */
export interface AskedQuestion {
  readonly way:
    | { readonly type: 'full' }
    | { readonly type: 'cached' }
    | { readonly type: 'retrieve'; readonly evidenceTokens: number }
    | { readonly type: 'shards' }
    | { readonly type: 'cached-shards' };
  /** More than one: all in one call. */
  readonly questions: readonly string[];
  readonly history: readonly ModelMessage[];
  /** Which process asks: what one knows of the cache, another does not. */
  readonly worker: number;
}

/** What asks, and the clock that it goes by: both real, or both simulated. */
export interface StrategyRunner {
  ask(asked: AskedQuestion): Promise<TimedAnswer>;
  /** From the end of an answer to the next question. */
  wait(seconds: number): Promise<void>;
}

/** An answer, and how long it and its first text took where that was measured. */
export interface TimedAnswer extends Answer {
  /** The answer to each question of a call that asks several. */
  readonly parts?: readonly Pick<Answer, 'text' | 'notFound' | 'citations'>[];
  readonly totalMs?: number;
  readonly firstTextMs?: number;
}

/** One question with all answers that it took: a cascade asks twice. */
export type AnsweredQuestion = readonly TimedAnswer[];

/** What a run brought, as far as it went. */
export interface StrategyRun {
  /** In the order of the questions. */
  readonly answered: readonly AnsweredQuestion[];
  /** Why it ended early: the limit on what it may cost was reached, or a reply could not be read. */
  readonly stopped?: string;
}

/**
 * Asks questions by one strategy as they arrive, and returns what each took. `fallsThrough` says of a cascade which questions retrieval
 * does not answer.
 */
export async function runStrategy(
  strategy: ComparedStrategy,
  workload: Pick<Workload, 'arrival' | 'rules' | 'outputTokens' | 'maxOutputTokens'>,
  {
    questions,
    runner,
    fallsThrough,
  }: {
    readonly questions: readonly string[];
    readonly runner: StrategyRunner;
    readonly fallsThrough: (question: number, answer: Answer) => boolean;
  },
): Promise<StrategyRun> {
  const answered: AnsweredQuestion[] = [];
  try {
    if (strategy === 'one-call') {
      await askInOneCall(workload, { questions, runner, answered });
      return { answered };
    }
    const ask = async (index: number, place: { history?: readonly ModelMessage[]; worker?: number } = {}) => {
      const common = { questions: [questions[index] ?? ''], history: [], worker: 0, ...place };
      const [first, second] = waysOf(strategy);
      const found = await runner.ask({ ...common, way: first });
      const answers = [found];
      if (second !== undefined && fallsThrough(index, found))
        answers.push(await runner.ask({ ...common, way: second }));
      answered[index] = answers;
      return answers;
    };
    const { arrival } = workload;
    const atOnce = arrival.endsWith('concurrent') ? Math.min(concurrentWorkers, questions.length) : 0;
    await Promise.all(
      Array.from({ length: atOnce }, (_, index) =>
        ask(index, { worker: arrival === 'cold-concurrent' ? index : 0 }),
      ),
    );
    let history: readonly ModelMessage[] = [];
    for (let index = atOnce; index < questions.length; index += 1) {
      if (index > 0) await runner.wait(secondsBetween(workload));
      if (index % conversationTurns === 0) history = [];
      const answers = await ask(index, { history });
      if (arrival === 'conversations') history = answers.at(-1)?.messages ?? [];
    }
    return { answered };
  } catch (error) {
    const isExpected = QuireError.isInstance(error, 'cost-cap') || QuireError.isInstance(error, 'bad-output');
    if (!isExpected) throw error;
    return { answered: answered.filter((each) => each !== undefined), stopped: error.message };
  }
}

function waysOf(strategy: ComparedStrategy): readonly [AskedQuestion['way'], AskedQuestion['way']?] {
  const evidenceTokens = evidenceOf[strategy];
  if (evidenceTokens !== undefined) return [{ type: 'retrieve', evidenceTokens }];
  if (strategy === 'cascade') {
    return [{ type: 'retrieve', evidenceTokens: formulaSizes.cascadeEvidenceTokens }, { type: 'cached' }];
  }
  if (strategy === 'map-reduce') return [{ type: 'shards' }];
  if (strategy === 'map-reduce-cached') return [{ type: 'cached-shards' }];
  return [{ type: strategy === 'full' ? 'full' : 'cached' }];
}

/** As many questions a call as their answers leave room for. */
async function askInOneCall(
  { outputTokens, maxOutputTokens }: Pick<Workload, 'outputTokens' | 'maxOutputTokens'>,
  {
    questions,
    runner,
    answered,
  }: {
    readonly questions: readonly string[];
    readonly runner: StrategyRunner;
    readonly answered: AnsweredQuestion[];
  },
): Promise<void> {
  const most = Math.max(1, Math.floor(maxOutputTokens / Math.max(1, outputTokens)));
  for (let start = 0; start < questions.length; start += most) {
    const asked = { questions: questions.slice(start, start + most), history: [], worker: 0 };
    answered.push([await runner.ask({ ...asked, way: { type: 'full' } })]);
  }
}
