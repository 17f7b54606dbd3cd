import { setTimeout as sleep } from 'node:timers/promises';
import type { LanguageModel } from 'ai';
import { asksForFindings } from './answer/findings.ts';
import type { Budget } from './answer/request/create-budget.ts';
import { answersSchema, askForAnswers, asksForAnswers, readAnswers } from './answer/several-answers.ts';
import { answerFromShards } from './answer-from-shards.ts';
import { answerQuestion, streamAnswer } from './answer-question.ts';
import type { CacheStore } from './cache-store.ts';
import { cacheLifeSeconds, secondsAfterExpiry, secondsPerAnswer } from './compare/arrival-times.ts';
import { createCacheSimulator } from './compare/cache-simulator.ts';
import type { OpenRunner } from './compare/compare-cells.ts';
import { formulaSizes } from './compare/formula-requests.ts';
import type { AskedQuestion, StrategyRunner } from './compare/run-strategy.ts';
import { type SimulatedReply, simulatedModel } from './compare/simulated-model.ts';
import type { Workload } from './compare/workload.ts';
import type { Context } from './context.ts';
import { findModel } from './find-model.ts';
import type { TokenCounter } from './model/create-token-counter.ts';
import { modelAddress } from './model/model-address.ts';
import type { ShardedContext } from './prepare-shards.ts';

/** What all runs of a comparison share. */
export interface RunnerSetting {
  readonly model: LanguageModel;
  readonly workload: Workload;
  readonly counter: TokenCounter;
  readonly packed: Context;
  /** The same documents to be searched; absent where nobody searches. */
  readonly searched: Context | undefined;
  /** The same documents dealt out to shards; absent where no strategy asks shards. */
  readonly sharded: ShardedContext | undefined;
  readonly store?: CacheStore | undefined;
  readonly abortSignal?: AbortSignal | undefined;
}

/** The library's own calls over a simulated cache, on a clock that only waiting moves. */
export function simulatedRunner(setting: RunnerSetting, { together }: OpenRunner): StrategyRunner {
  const { packed, sharded, workload, counter, abortSignal } = setting;
  const { cache: rules, id } = packed.profile;
  const { route } = modelAddress(setting.model);
  let clock = 0;
  const now = () => clock;
  const simulator = createCacheSimulator(rules, { now });
  const marker = rules.type === 'explicit' ? rules.marker : undefined;
  // A prefix is what the estimate says it is: counting 4 MB for each question would take longer than all else.
  const packs = [...(packed.strategy === 'pack' ? [packed] : []), ...(sharded?.shards ?? [])];
  const counts = new Map(packs.map(({ prefix, decision }) => [prefix.text, decision.tokens.documents]));
  const countTokens = (text: string) => {
    const tokens = counts.get(text) ?? counter(text);
    counts.set(text, tokens);
    return tokens;
  };
  const models = new Map<number, LanguageModel>();
  const openModel = (answers: number, atOnce = together) =>
    simulatedModel({
      ...{ id, provider: route, simulator, marker, countTokens, together: atOnce },
      replyTo: createReplies(workload.outputTokens * answers),
    });
  const modelFor = (answers: number) => {
    const model = models.get(answers) ?? openModel(answers);
    models.set(answers, model);
    return model;
  };
  const contextOf = createContexts(setting);
  const shardsOf = createShards(setting);
  // All shards of a question are under way at once, and those of ten cold processes with them.
  const concurrency = sharded?.shards.length ?? 1;
  const shardModel = openModel(1, together * concurrency);
  return {
    async ask(asked) {
      const context = shardsOf(asked);
      return context === undefined
        ? answerQuestion({
            ...(await callOf(asked, contextOf(asked))),
            ...{ model: modelFor(asked.questions.length), now },
          })
        : answerFromShards({ ...shardCallOf(asked, context), model: shardModel, concurrency, now });
    },
    async wait(seconds) {
      abortSignal?.throwIfAborted();
      clock += (seconds + secondsPerAnswer) * 1000;
    },
  };
}

/** The model itself, within a limit. Before a run that caches, what the one before has cached must have expired. */
export async function liveRunners(
  setting: RunnerSetting,
  budget: Budget,
): Promise<(runner: OpenRunner) => Promise<StrategyRunner>> {
  const { packed, workload, abortSignal, store } = setting;
  const model = await findModel(setting.model, packed.profile);
  const wait = (seconds: number) => sleep(seconds * 1000, undefined, { signal: abortSignal });
  let hasCached = false;
  return async ({ caches }) => {
    if (caches && hasCached) await wait(cacheLifeSeconds(workload.rules) + secondsAfterExpiry);
    hasCached ||= caches;
    const contextOf = createContexts(setting);
    const shardsOf = createShards(setting);
    const shared = { model, budget, store, abortSignal };
    return {
      async ask(asked) {
        const context = shardsOf(asked);
        const startedAt = performance.now();
        const elapsed = () => performance.now() - startedAt;
        if (context !== undefined) {
          const answer = await answerFromShards({ ...shardCallOf(asked, context), ...shared });
          return { ...answer, totalMs: elapsed() };
        }
        const { textStream, answer } = streamAnswer({
          ...(await callOf(asked, contextOf(asked))),
          ...shared,
        });
        let firstTextMs: number | undefined;
        for await (const _ of textStream) firstTextMs ??= elapsed();
        const times = { totalMs: elapsed(), ...(firstTextMs !== undefined && { firstTextMs }) };
        const whole = await answer;
        return { ...whole, ...times, ...(asked.questions.length > 1 && { parts: readAnswers(whole) }) };
      },
      wait,
    };
  };
}

/** What the simulated model says: findings when a shard is asked for them, no two alike, and else an answer. */
function createReplies(outputTokens: number): (asked: readonly string[]) => SimulatedReply {
  // What is said is sent again, in a conversation or to join findings, so it is as long as it is billed: a short word is a token.
  const wordsOf = (tokens: number) => 'so '.repeat(tokens).trim();
  const answer = { text: wordsOf(outputTokens), outputTokens };
  const answers = {
    text: JSON.stringify({ data: { answers: [answer.text] }, citations: [] }),
    outputTokens,
  };
  const { partialAnswerTokens } = formulaSizes;
  let found = 0;
  return (asked) => {
    if (asked.some(asksForAnswers)) return answers;
    if (!asked.some(asksForFindings)) return answer;
    found += 1;
    const findings = [`${found} ${wordsOf(partialAnswerTokens)}`];
    const text = JSON.stringify({ data: { findings }, citations: [] });
    return { text, outputTokens: partialAnswerTokens };
  };
}

/** The shards of each worker, new to each run, as `createContexts`. */
function createShards({ sharded }: RunnerSetting): (asked: AskedQuestion) => ShardedContext | undefined {
  const workers = new Map<number, ShardedContext>();
  return ({ way, worker }) => {
    if (sharded === undefined || (way.type !== 'shards' && way.type !== 'cached-shards')) return undefined;
    const fresh = () => sharded.shards.map((shard) => ({ ...shard, prefix: { ...shard.prefix } }));
    const own = workers.get(worker) ?? { ...sharded, shards: fresh() };
    workers.set(worker, own);
    return own;
  };
}

function shardCallOf({ way, questions }: AskedQuestion, context: ShardedContext) {
  return {
    context,
    question: questions.join('\n'),
    cache: way.type === 'shards' ? ('off' as const) : ('auto' as const),
  };
}

/** A context for each worker, new to each run: what the library knows of a warm prefix goes by the prefix's object. */
function createContexts({ packed, searched }: RunnerSetting): (asked: AskedQuestion) => Context {
  const workers = new Map<number, Context>();
  return ({ way, worker }) => {
    if (way.type === 'retrieve') {
      // Retrieval that nobody searched for is never asked.
      const context = searched ?? packed;
      return context.strategy === 'retrieve' ? { ...context, evidenceTokens: way.evidenceTokens } : context;
    }
    const own =
      workers.get(worker) ??
      (packed.strategy === 'pack' ? { ...packed, prefix: { ...packed.prefix } } : packed);
    workers.set(worker, own);
    return own;
  };
}

async function callOf({ way, questions, history }: AskedQuestion, context: Context) {
  const { maxOutputTokens, profile } = context;
  const [only] = questions;
  return {
    ...{ context, history },
    ...(questions.length === 1 && only !== undefined
      ? { question: only }
      : { question: askForAnswers(questions), schema: await answersSchema() }),
    cache: way.type === 'full' ? ('off' as const) : ('auto' as const),
    maxOutputTokens: Math.min(profile.maxOutputTokens, maxOutputTokens * questions.length),
  };
}
