import type { LanguageModel } from 'ai';
import { createBudget } from './answer/request/create-budget.ts';
import { bindJudge } from './bind-judge.ts';
import type { CacheStore } from './cache-store.ts';
import { compareCells, type EvidenceSearch } from './compare/compare-cells.ts';
import type { Comparison, ComparisonQuestion } from './compare/comparison.ts';
import { completeComparison } from './compare/complete-comparison.ts';
import { countFoundEvidence } from './compare/find-evidence.ts';
import type { Grader } from './compare/grade-answer.ts';
import { nameUncertainty } from './compare/name-uncertainty.ts';
import type { Arrival, ComparedStrategy } from './compare/strategy.ts';
import { workloadOf } from './compare/workload.ts';
import type { Context } from './context.ts';
import { orAborted, QuireError } from './errors.ts';
import { findModel } from './find-model.ts';
import { createTokenCounter } from './model/create-token-counter.ts';
import type { ModelProfileInput } from './model/model-profile.ts';
import type { PriceCard } from './model/price-card.ts';
import { liveRunners, type RunnerSetting, simulatedRunner } from './open-runners.ts';
import type { Prefix } from './prefix.ts';
import { prepareContext } from './prepare-context.ts';
import { prepareShards } from './prepare-shards.ts';
import type { ProgressEvent } from './progress.ts';
import type { Source, SourceItem } from './segment.ts';
import { nameOf } from './text/name-content.ts';
import { packedText } from './text/packed-text.ts';

/** What to compare. */
export interface CompareStrategiesOptions {
  readonly sources: readonly Source[];
  readonly model: LanguageModel;
  readonly profile?: ModelProfileInput;
  /** @default the built-in cards of the model's route */
  readonly prices?: readonly PriceCard[];
  /** What is asked: for its length, for the evidence that retrieval finds of it, and where it is asked for its right answers. */
  readonly questions?: readonly ComparisonQuestion[];
  /**
   * `dry`: in closed form, in seconds. `imitate`: the library's own requests, over a simulated cache on a virtual clock. `live`: the
   * model itself, for money, up to `maxCostUsd`.
   * @default 'dry'
   */
  readonly mode?: 'dry' | 'imitate' | 'live';
  /** Needed for `live`: no request is sent that could cross it. US dollars. */
  readonly maxCostUsd?: number;
  /** @default the documents whole, with and without the cache, 16,000 tokens retrieved, and all in one call */
  readonly strategies?: readonly ComparedStrategy[];
  /** How many questions. @default 1, 2, 10 and 50; live, as many as there are */
  readonly counts?: readonly number[];
  /** @default back to back, and with gaps in which the cache expires; live, back to back */
  readonly arrivals?: readonly Arrival[];
  /** Of one answer, in tokens, where none is measured. @default 500 */
  readonly outputTokens?: number;
  /** How answers are held against the accepted ones. @default 'contains' */
  readonly grader?: Grader;
  /**
   * Lets a model decide instead of `grader` whether an answer says what an accepted one says; live alone. Its requests are held to
   * `maxCostUsd` with all others, and are told apart: they are in no cell's cost. A person should look at some of its verdicts.
   */
  readonly judgeModel?: LanguageModel;
  /** Decides which questions come first, and which a cascade asks again where no evidence tells. @default 1 */
  readonly seed?: number;
  readonly cache?: CacheStore;
  readonly abortSignal?: AbortSignal;
  readonly onProgress?: (event: ProgressEvent) => void;
}

const defaultCounts = [1, 2, 10, 50];

/**
 * What each way of answering would cost over the same documents, and where it can be measured what it finds and answers. The same
 * options give the same report.
 *
 * @throws QuireError `bad-input`, `no-text`, `unknown-model`, `aborted`; live also what `answerQuestion` throws but `cost-cap`, which
 * ends the cell
 * @example
 * const comparison = await compareStrategies({ sources: [loadRepository('.')], model: 'alibaba/qwen3.5-flash' });
 * console.log(formatComparison(comparison));
 */
export async function compareStrategies(options: CompareStrategiesOptions): Promise<Comparison> {
  try {
    return await compare(options);
  } catch (error) {
    throw orAborted(error, options.abortSignal, 'Stopped before the strategies were compared.');
  }
}

async function compare(options: CompareStrategiesOptions): Promise<Comparison> {
  checkOptions(options);
  const {
    model,
    profile,
    prices,
    questions = [],
    mode = 'dry',
    seed = 1,
    cache,
    abortSignal,
    onProgress,
  } = options;
  // Read once: what is packed and what is searched are the same bytes.
  const items: SourceItem[] = [];
  for (const source of options.sources) for await (const item of source) items.push(item);
  const common = {
    ...{ sources: [items], model, profile, prices, cache, abortSignal, onProgress },
    // What is compared is the documents, not what was asked over them a minute ago.
    earlierPack: 'ignore' as const,
  };
  const context = await prepareContext(common);
  const strategies = options.strategies ?? defaultStrategies(context);
  const counter = await createTokenCounter(context.profile.tokenizer);
  const lengths = questions.map(({ question }) => counter(question));
  const meanLength = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  const arrivals = options.arrivals ?? (mode === 'live' ? ['back-to-back'] : ['back-to-back', 'gaps']);
  const counts = options.counts ?? (mode === 'live' ? [Math.max(1, questions.length)] : defaultCounts);
  const measured = workloadOf(context, {
    questions: counts[0] ?? 1,
    arrival: arrivals[0] ?? 'back-to-back',
    ...(lengths.length > 0 && { questionTokens: Math.round(meanLength) }),
    ...(options.outputTokens !== undefined && { outputTokens: options.outputTokens }),
  });
  const isSearched = questions.length > 0 && strategies.some((each) => /^(retrieval|cascade)/.test(each));
  const searched = isSearched ? await prepareContext({ ...common, strategy: 'retrieve' }) : undefined;
  const sharded =
    mode !== 'dry' && strategies.some((each) => each.startsWith('map-reduce'))
      ? await prepareShards({ sources: [items], model, profile, prices, cache, abortSignal })
      : undefined;
  const measuredShards = sharded?.shards.map(({ decision }) => decision.tokens.documents);
  const workload = { ...measured, ...(measuredShards && { measuredShards }) };
  const setting: RunnerSetting = {
    model,
    workload,
    counter,
    packed: context,
    searched,
    sharded,
    store: cache,
    abortSignal,
  };
  const live = mode === 'live' ? await openLive(setting, options) : undefined;
  const compared = await compareCells({
    ...{ workload, strategies, counts, arrivals, questions, seed, mode },
    prices: context.decision.prices,
    grader: options.grader ?? 'contains',
    findEvidence: (evidenceTokens) => findEvidence(setting, { questions, evidenceTokens }),
    openRunner: live?.openRunner ?? ((runner) => simulatedRunner(setting, runner)),
    judge: live?.judge,
  });
  return completeComparison({
    schemaVersion: 1,
    model: context.profile.id,
    documents: {
      count: context.coverage.documents.length,
      tokens: context.decision.tokens.documents,
      name: nameDocuments(context),
    },
    goldQuestions: questions.filter(({ evidence, accept }) => evidence ?? accept).length,
    seed,
    ...compared,
    prices: context.decision.prices,
    uncertain: nameUncertainty(context.decision, workload),
  });
}

/** The models that are really asked, under one limit. */
async function openLive(
  setting: RunnerSetting,
  { maxCostUsd = 0, judgeModel, prices, abortSignal }: CompareStrategiesOptions,
) {
  const budget = createBudget({ maxCostUsd });
  const model = judgeModel && (await findModel(judgeModel, setting.packed.profile));
  return {
    openRunner: await liveRunners(setting, budget),
    judge: model && bindJudge(model, { budget, prices, abortSignal }),
  };
}

function checkOptions({ mode, maxCostUsd, judgeModel, counts = [] }: CompareStrategiesOptions): void {
  if (mode !== 'live' && judgeModel !== undefined) {
    throw badOption('judgeModel', 'A model judges answers of a live comparison: others have none.');
  }
  if (mode === 'live' && maxCostUsd === undefined) {
    throw badOption('maxCostUsd', 'A live comparison spends money: say how much at most.');
  }
  const wrong = counts.find((count) => !Number.isSafeInteger(count) || count <= 0);
  if (wrong !== undefined)
    throw badOption('counts', `\`counts\` are positive whole numbers, and ${wrong} is none.`);
}

function badOption(option: string, message: string): QuireError<'bad-input'> {
  return new QuireError('bad-input', { option, message });
}

/** The documents whole, with the cache that the model has, and the two that a reader asks about next. */
function defaultStrategies({ profile }: Context): readonly ComparedStrategy[] {
  const cached = profile.cache.type === 'automatic' ? 'implicit-cache' : 'explicit-cache';
  return ['full', cached, 'retrieval-16k', 'one-call'];
}

/** What of the questions' gold places reaches the model, and how much text that takes. */
async function findEvidence(
  { packed, searched, sharded, abortSignal }: RunnerSetting,
  {
    questions,
    evidenceTokens,
  }: { readonly questions: readonly ComparisonQuestion[]; readonly evidenceTokens: number | 'whole' },
): Promise<EvidenceSearch | undefined> {
  if (evidenceTokens === 'whole') {
    const prefixes =
      packed.strategy === 'pack' ? [packed.prefix] : sharded?.shards.map(({ prefix }) => prefix);
    if (prefixes === undefined) return undefined;
    const documents = prefixes.flatMap(textsOf);
    return { found: questions.map(({ evidence = [] }) => countFoundEvidence(evidence, documents)) };
  }
  if (searched?.strategy !== 'retrieve') return undefined;
  const found: number[] = [];
  let tokens = 0;
  for (const { question, evidence = [] } of questions) {
    const passages = await searched.retriever.retrieve({ query: question, evidenceTokens, abortSignal });
    found.push(countFoundEvidence(evidence, passages));
    tokens += passages.reduce((sum, passage) => sum + passage.tokens, 0);
  }
  return { found, meanTokens: tokens / found.length };
}

function textsOf({ text, segments }: Prefix) {
  return segments.map((segment) => ({
    ...{ source: segment.source, location: segment.location },
    text: packedText(text, segment),
  }));
}

function nameDocuments(context: Context): string {
  if (context.strategy === 'pack') return context.prefix.hash.slice(0, 12);
  return nameOf(JSON.stringify(context.coverage.documents)).slice(0, 12);
}
