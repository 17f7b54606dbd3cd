import { setTimeout as sleep } from 'node:timers/promises';
import type { LanguageModel } from 'ai';
import { createBudget } from './answer/request/create-budget.ts';
import { answerQuestion } from './answer-question.ts';
import type { CacheStore } from './cache-store.ts';
import { cacheLifeSeconds, secondsAfterExpiry, secondsPerAnswer } from './compare/arrival-times.ts';
import { createCacheSimulator } from './compare/cache-simulator.ts';
import type { OpenRunner } from './compare/compare-cells.ts';
import type { AskedQuestion, StrategyRunner } from './compare/run-strategy.ts';
import { simulatedModel } from './compare/simulated-model.ts';
import type { Workload } from './compare/workload.ts';
import type { Context } from './context.ts';
import { findModel } from './find-model.ts';
import type { TokenCounter } from './model/create-token-counter.ts';
import { modelAddress } from './model/model-address.ts';

/** What all runs of a comparison share. */
export interface RunnerSetting {
  readonly model: LanguageModel;
  readonly workload: Workload;
  readonly counter: TokenCounter;
  readonly packed: Context;
  /** The same documents to be searched; absent where nobody searches. */
  readonly searched: Context | undefined;
  readonly maxCostUsd?: number | undefined;
  readonly store?: CacheStore | undefined;
  readonly abortSignal?: AbortSignal | undefined;
}

/** The library's own calls over a simulated cache, on a clock that only waiting moves. */
export function simulatedRunner(setting: RunnerSetting, { together }: OpenRunner): StrategyRunner {
  const { packed, workload, counter, abortSignal } = setting;
  const { cache: rules, id } = packed.profile;
  const { route } = modelAddress(setting.model);
  let clock = 0;
  const now = () => clock;
  const simulator = createCacheSimulator(rules, { now });
  const marker = rules.type === 'explicit' ? rules.marker : undefined;
  const counts = new Map<string, number>();
  const countTokens = (text: string) => {
    // The prefix is what the estimate says it is: counting 4 MB for each question would take longer than all else.
    if (packed.strategy === 'pack' && text === packed.prefix.text) return packed.decision.tokens.documents;
    const tokens = counts.get(text) ?? counter(text);
    counts.set(text, tokens);
    return tokens;
  };
  const models = new Map<number, LanguageModel>();
  const modelFor = (answers: number) => {
    const outputTokens = workload.outputTokens * answers;
    const model =
      models.get(answers) ??
      simulatedModel({ id, provider: route, simulator, marker, countTokens, outputTokens, together });
    models.set(answers, model);
    return model;
  };
  const contextOf = createContexts(setting);
  return {
    ask: (asked) =>
      answerQuestion({ ...callOf(asked, contextOf(asked)), model: modelFor(asked.answers), now }),
    async wait(seconds) {
      abortSignal?.throwIfAborted();
      clock += (seconds + secondsPerAnswer) * 1000;
    },
  };
}

/** The model itself. Before a run that caches, what the one before has cached must have expired. */
export async function liveRunners(
  setting: RunnerSetting,
): Promise<(runner: OpenRunner) => Promise<StrategyRunner>> {
  const { packed, workload, abortSignal, store, maxCostUsd = 0 } = setting;
  const model = await findModel(setting.model, packed.profile);
  const budget = createBudget({ maxCostUsd });
  const wait = (seconds: number) => sleep(seconds * 1000, undefined, { signal: abortSignal });
  let hasCached = false;
  return async ({ caches }) => {
    if (caches && hasCached) await wait(cacheLifeSeconds(workload.rules) + secondsAfterExpiry);
    hasCached ||= caches;
    const contextOf = createContexts(setting);
    return {
      ask: (asked) =>
        answerQuestion({ ...callOf(asked, contextOf(asked)), model, budget, store, abortSignal }),
      wait,
    };
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

function callOf({ way, question, history, answers }: AskedQuestion, context: Context) {
  const { maxOutputTokens, profile } = context;
  return {
    ...{ context, question, history },
    cache: way.type === 'full' ? ('off' as const) : ('auto' as const),
    maxOutputTokens: Math.min(profile.maxOutputTokens, maxOutputTokens * answers),
  };
}
