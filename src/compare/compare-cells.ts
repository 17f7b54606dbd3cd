import type { PriceCard } from '../model/price-card.ts';
import type { Answer } from '../result.ts';
import { buildCell, type CellParts, groupRequests, toShare } from './build-cell.ts';
import type { CellBasis, ComparisonCell, ComparisonQuestion } from './comparison.ts';
import { type FormulaRequests, formulaRequests, formulaSizes } from './formula-requests.ts';
import { countGoldCitations, type Grader } from './grade-answer.ts';
import { gradeAnswers } from './grade-answers.ts';
import type { Judge } from './judge.ts';
import { type AnsweredQuestion, runStrategy, type StrategyRun, type StrategyRunner } from './run-strategy.ts';
import { shuffle } from './shuffle.ts';
import { type Arrival, type ComparedStrategy, evidenceOf, formulaStrategies } from './strategy.ts';
import type { Workload } from './workload.ts';

/** What a run needs of its runner. */
export interface OpenRunner {
  /** So many requests are under way at once, and know nothing of each other. */
  readonly together: number;
  /** Whether it writes to the provider's cache. */
  readonly caches: boolean;
}

/** What searching for the questions brought. */
export interface EvidenceSearch {
  /** For each question, how many of its gold places. */
  readonly found: readonly number[];
  /** On average, in tokens; absent where the documents go whole or there are no questions. */
  readonly meanTokens?: number;
}

export interface CompareCellsOptions {
  /** The sizes that all cells share. */
  readonly workload: Workload;
  readonly strategies: readonly ComparedStrategy[];
  readonly counts: readonly number[];
  readonly arrivals: readonly Arrival[];
  readonly questions: readonly ComparisonQuestion[];
  readonly seed: number;
  readonly mode: 'dry' | 'imitate' | 'live';
  readonly prices: readonly PriceCard[];
  readonly grader: Grader;
  /** Grades in place of the grader. */
  readonly judge: Judge | undefined;
  /** What reaches the model of the questions' gold places, with so much evidence or with the whole documents; absent where unknown. */
  readonly findEvidence: (evidenceTokens: number | 'whole') => Promise<EvidenceSearch | undefined>;
  /** A new runner: nothing is cached, nothing is known. */
  readonly openRunner: (runner: OpenRunner) => StrategyRunner | Promise<StrategyRunner>;
}

/** All cells, in the order strategy, arrival, count; those that cannot be filled say why. With the workload as searching measured it. */
export async function compareCells(
  options: CompareCellsOptions,
): Promise<{ readonly cells: readonly ComparisonCell[]; readonly workload: Workload }> {
  const { strategies, arrivals, counts, questions, seed, findEvidence } = options;
  const order = shuffle(
    questions.map((_, index) => index),
    seed,
  );
  const asked = order.map((index) => questions[index] as ComparisonQuestion);
  const hasGold = asked.some(({ evidence = [] }) => evidence.length > 0);
  const searches = new Map<number | 'whole', EvidenceSearch>();
  const budgets = strategies.flatMap((strategy) => budgetOf(strategy) ?? []);
  for (const budget of new Set(budgets)) {
    const search = await findEvidence(budget);
    if (search !== undefined) searches.set(budget, search);
  }
  const inOrder = (budget: number | 'whole') => order.map((index) => searches.get(budget)?.found[index] ?? 0);
  // Which questions a cascade asks again: those whose evidence was not all found, where that is known.
  const missed =
    hasGold && strategies.includes('cascade')
      ? inOrder(formulaSizes.cascadeEvidenceTokens).map(
          (found, index) => found < (asked[index]?.evidence?.length ?? 0),
        )
      : undefined;
  const measured = [...searches].flatMap(([budget, { meanTokens }]) =>
    meanTokens === undefined ? [] : [[budget, Math.round(meanTokens)] as const],
  );
  const workload = {
    ...options.workload,
    ...(measured.length > 0 && { measuredEvidence: Object.fromEntries(measured) }),
    ...(missed !== undefined && { fallThroughShare: missed.filter(Boolean).length / missed.length }),
  };
  const cells: ComparisonCell[] = [];
  for (const strategy of strategies) {
    const budget = strategy === 'cascade' ? undefined : budgetOf(strategy);
    const found = hasGold && budget !== undefined && searches.has(budget) ? inOrder(budget) : undefined;
    const gold = asked.reduce((sum, { evidence = [] }) => sum + evidence.length, 0);
    const evidenceRecall =
      found &&
      toShare(
        found.reduce((sum, each) => sum + each, 0),
        gold,
      );
    const shared = { ...options, asked, workload, missed, strategy, evidenceRecall };
    for (const arrival of arrivals) cells.push(...(await compareArrival({ ...shared, arrival }, counts)));
  }
  return { cells, workload };
}

interface ArrivalOptions extends CompareCellsOptions {
  readonly asked: readonly ComparisonQuestion[];
  readonly missed: readonly boolean[] | undefined;
  readonly strategy: ComparedStrategy;
  readonly arrival: Arrival;
  readonly evidenceRecall: CellParts['evidenceRecall'];
}

async function compareArrival(options: ArrivalOptions, counts: readonly number[]): Promise<ComparisonCell[]> {
  const { strategy, arrival, mode, workload, evidenceRecall, prices } = options;
  const planned = counts.map((questions) => formulaRequests(strategy, { ...workload, arrival, questions }));
  const runs =
    mode === 'dry' || formulaStrategies.includes(strategy) ? undefined : createRuns(options, counts);
  const cells: ComparisonCell[] = [];
  for (const [index, questions] of counts.entries()) {
    const key = { strategy, arrival, questions };
    const formula = planned[index] as FormulaRequests;
    if (formula.type !== 'requests') {
      const because = formula.type === 'not-offered' ? formula.because : 'the documents do not fit the model';
      cells.push({ ...key, outcome: formula.type, because });
      continue;
    }
    const recall = evidenceRecall && { evidenceRecall };
    if (runs === undefined) {
      const parts = { ...key, basis: 'formula', requests: formula.groups, ...recall } as const;
      cells.push(buildCell(parts, prices));
      continue;
    }
    const { answered, stopped } = await runs(questions);
    if (stopped !== undefined) cells.push({ ...key, outcome: 'stopped', because: stopped });
    else cells.push(await measureCell({ ...key, ...recall, answered }, options));
  }
  return cells;
}

/** One run serves all counts where questions come one after the other; else each count is a run of its own. */
function createRuns(options: ArrivalOptions, counts: readonly number[]) {
  const { strategy, arrival, workload, asked, missed, mode, openRunner } = options;
  const fallsThrough = (index: number, { notFound }: Answer) => {
    // A model says by itself what it did not find.
    if (mode === 'live') return notFound;
    return missed === undefined
      ? Math.round((index + 1) * workload.fallThroughShare) > Math.round(index * workload.fallThroughShare)
      : (missed[index % missed.length] ?? false);
  };
  const run = async (questions: number): Promise<StrategyRun> => {
    const together = arrival === 'cold-concurrent' && strategy !== 'one-call' ? Math.min(10, questions) : 1;
    const caches = ['explicit-cache', 'implicit-cache', 'cascade', 'map-reduce-cached'].includes(strategy);
    const runner = await openRunner({ together, caches });
    const texts = Array.from({ length: questions }, (_, index) => questionText(asked, index, workload));
    return runStrategy(strategy, { ...workload, arrival }, { questions: texts, runner, fallsThrough });
  };
  if (strategy === 'one-call' || arrival.endsWith('concurrent')) return run;
  let longest: Promise<StrategyRun> | undefined;
  return async (questions: number): Promise<StrategyRun> => {
    longest ??= run(Math.max(...counts));
    const { answered, stopped } = await longest;
    if (answered.length >= questions) return { answered: answered.slice(0, questions) };
    return { answered, ...(stopped !== undefined && { stopped }) };
  };
}

/**
 * Questions that come again are another text: a provider must not read from its cache what a person would not ask twice. A mark is no word
 * to search for: a number there found a fifth more passages.
 */
function questionText(
  asked: readonly ComparisonQuestion[],
  index: number,
  { questionTokens }: Workload,
): string {
  const question = asked[index % Math.max(1, asked.length)]?.question;
  const round = Math.floor(index / Math.max(1, asked.length));
  if (question !== undefined) return `${question}${'?'.repeat(round)}`;
  // Nothing was given to ask: as many short words as the question has tokens.
  return `${'why '.repeat(Math.max(1, questionTokens - 2))}${index + 1}?`;
}

async function measureCell(
  {
    answered,
    ...key
  }: Pick<CellParts, 'strategy' | 'arrival' | 'questions' | 'evidenceRecall'> & {
    readonly answered: readonly AnsweredQuestion[];
  },
  options: ArrivalOptions,
): Promise<ComparisonCell> {
  const { mode, asked, prices } = options;
  const attempts = answered.flat().flatMap((answer) => answer.attempts);
  const tokens = attempts.flatMap((attempt) => attempt.tokens ?? []);
  if (tokens.length < attempts.length) {
    return { ...key, outcome: 'stopped', because: 'the provider did not tell what every request used' };
  }
  const basis: CellBasis = mode === 'live' ? 'live' : 'simulated';
  const parts: CellParts = { ...key, basis, requests: groupRequests(tokens) };
  if (mode !== 'live') return buildCell(parts, prices);
  // A question that came again is graded once.
  const replies = answered.flatMap((answers) => answers.at(-1)?.parts ?? answers.slice(-1));
  const graded = replies.slice(0, asked.length).flatMap((answer, index) => {
    const question = asked[index];
    return question === undefined ? [] : [{ answer, question }];
  });
  const { grades, judged } = await gradeAnswers(graded, options);
  const cited = graded.filter(({ question }) => question.evidence !== undefined);
  const right = toShare(grades.filter(Boolean).length, grades.length);
  const citationPrecision = toShare(
    cited.reduce((sum, { answer, question }) => sum + countGoldCitations(question, answer), 0),
    cited.reduce((sum, { answer }) => sum + answer.citations.length, 0),
  );
  const times = answered.map((answers) => answers.reduce((sum, { totalMs = 0 }) => sum + totalMs, 0));
  const firstTexts = answered.flatMap((answers) => answers.at(-1)?.firstTextMs ?? []);
  return buildCell(
    {
      ...parts,
      ...(right && { right }),
      ...(judged && { judged }),
      ...(citationPrecision && { citationPrecision }),
      secondsPerAnswer: median(times) / 1000,
      ...(firstTexts.length > 0 && { secondsToFirstText: median(firstTexts) / 1000 }),
    },
    prices,
  );
}

/** How much of the documents a strategy brings before the model; absent where that is not known. */
function budgetOf(strategy: ComparedStrategy): number | 'whole' | undefined {
  if (strategy === 'cascade') return formulaSizes.cascadeEvidenceTokens;
  return evidenceOf[strategy] ?? (strategy === 'tools' ? undefined : 'whole');
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
