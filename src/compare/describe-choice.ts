import { formatCost } from '../model/format-cost.ts';
import type { CellKey, Comparison, PricedCell } from './comparison.ts';
import { type Arrival, arrivalWords, type ComparedStrategy } from './strategy.ts';

type Compared = Pick<Comparison, 'cells' | 'documents' | 'goldQuestions' | 'workload'>;

/** What to use, in words that a person can act on, and the cell that they speak of; none when nothing could be priced. */
export interface DescribedChoice {
  readonly words: string;
  readonly choice?: CellKey;
}

const wholeStrategies: readonly ComparedStrategy[] = ['full', 'explicit-cache', 'implicit-cache'];

/**
 * The question of a comparison, answered in words: which strategy, what it costs, and what the other way would have cost and missed. It
 * goes by the number of gold questions where that was compared, else by ten or the nearest to it.
 */
export function describeChoice({ cells, documents, workload, goldQuestions }: Compared): DescribedChoice {
  const priced = cells.filter(
    (cell): cell is PricedCell => cell.outcome === 'priced' && cell.cost !== undefined,
  );
  const { arrival } = workload;
  const counts = priced.filter((cell) => cell.arrival === arrival).map(({ questions }) => questions);
  const questions = nearest(counts, goldQuestions > 0 ? goldQuestions : 10);
  const cellsOf = (wanted: Arrival) =>
    priced.filter((cell) => cell.arrival === wanted && cell.questions === questions);
  const chosen = choose(cellsOf(arrival));
  if (chosen === undefined) return { words: 'Nothing could be priced: no price is known for this model.' };
  const over = `For ${plural(chosen.questions, 'question')} over ${plural(documents.count, 'document')} (${count(documents.tokens)} tokens), ${arrival}`;
  const others = [...new Set(priced.map((cell) => cell.arrival))].filter((each) => each !== arrival);
  const sentences = [
    `${over}: ${describe(chosen, cellsOf(arrival))}`,
    ...tellOneCall(chosen, cellsOf(arrival)),
    ...others.flatMap((other) => tellArrival(other, chosen, choose(cellsOf(other)))),
  ];
  const { strategy } = chosen;
  return { words: sentences.join(' '), choice: { strategy, arrival, questions: chosen.questions } };
}

/**
 * Where answers were graded, the strategy with most right ones; else the documents whole, unless retrieval is cheaper and is known to
 * find everything. Of equals the cheapest.
 */
function choose(cells: readonly PricedCell[]): PricedCell | undefined {
  const most = Math.max(...cells.map(({ right }) => right?.share ?? -1));
  if (most >= 0) return cheapest(cells.filter(({ right }) => right?.share === most));
  const whole = cheapestWhole(cells);
  const retrieval = bestRetrieval(cells);
  if (whole === undefined || retrieval === undefined) return whole ?? retrieval ?? cheapest(cells);
  return dollars(retrieval) < dollars(whole) && retrieval.evidenceRecall?.share === 1 ? retrieval : whole;
}

function describe(chosen: PricedCell, cells: readonly PricedCell[]): string {
  const costs = formatCost(chosen.cost);
  const retrieval = bestRetrieval(cells);
  const whole = cheapestWhole(cells);
  const way = `${wayOf(chosen.strategy)} (${chosen.strategy})`;
  const other = wholeStrategies.includes(chosen.strategy) ? retrieval : whole;
  if (chosen.right !== undefined) {
    return `${way}, for ${costs}${tellRight(chosen)}.${other === undefined ? '' : ` ${nameOf(other)} costs ${formatCost(other.cost)}${tellRight(other)}.`}`;
  }
  if (whole === undefined) {
    const because = 'since the documents do not fit';
    return `${way}, for ${costs}, ${because}${chosen === retrieval ? missed(chosen) : ''}.`;
  }
  if (chosen === retrieval) {
    return `${way}, for ${costs}: it found all of the gold evidence. The whole documents would cost ${formatCost(whole.cost)}.`;
  }
  if (retrieval === undefined) return `${way}, for ${costs}${tellUncached(chosen, cells)}.`;
  const cost = formatCost(retrieval.cost);
  if (dollars(retrieval) < dollars(whole) && retrieval.evidenceRecall === undefined) {
    return `${way}, for ${costs}, or retrieve (${retrieval.strategy}) for ${cost}. What retrieval misses is not known here: pass questions with their evidence.`;
  }
  const link = dollars(retrieval) < dollars(whole) ? 'but' : 'and';
  return `${way}, for ${costs}; retrieval (${retrieval.strategy}) costs ${cost}${missed(retrieval, link)}${tellUncached(chosen, cells)}.`;
}

/** What to do, to a person. */
function wayOf(strategy: ComparedStrategy): string {
  if (strategy === 'full') return 'send the documents whole, without the cache';
  if (wholeStrategies.includes(strategy)) return 'send the documents whole and cached';
  if (strategy.startsWith('retrieval')) return 'retrieve';
  if (strategy.startsWith('map-reduce')) return 'ask the documents in shards';
  return strategy === 'one-call' ? 'ask everything in one call' : 'let the model search';
}

function nameOf({ strategy }: PricedCell): string {
  return strategy.startsWith('retrieval') ? `Retrieval (${strategy})` : `Sending them whole (${strategy})`;
}

function tellUncached(chosen: PricedCell, cells: readonly PricedCell[]): string {
  const other = cells.find(
    ({ strategy }) => strategy === (chosen.strategy === 'full' ? 'explicit-cache' : 'full'),
  );
  if (other === undefined || other === chosen) return '';
  return chosen.strategy === 'full'
    ? `; marked for the cache they cost ${formatCost(other.cost)}`
    : `; without the cache the documents cost ${formatCost(other.cost)}`;
}

function tellRight({ right, usdPerRight }: PricedCell): string {
  if (right === undefined) return '';
  const each = usdPerRight && formatCost({ currency: 'USD', min: usdPerRight.usd, max: usdPerRight.usd });
  return ` with ${percent(right.share)} of ${plural(right.of, 'answer')} right${each === undefined ? '' : ` (${each} for each right one)`}`;
}

function tellOneCall(chosen: PricedCell, cells: readonly PricedCell[]): string[] {
  const one = cells.find(({ strategy }) => strategy === 'one-call');
  if (one === undefined || one === chosen || chosen.questions === 1 || dollars(one) >= dollars(chosen))
    return [];
  const measured = tellRight(one);
  const unmeasured = '; whether the answers suffer has to be measured';
  return [`All in one call would cost ${formatCost(one.cost)}${measured === '' ? unmeasured : measured}.`];
}

/** Said only where questions that come in another way want another strategy. */
function tellArrival(arrival: Arrival, chosen: PricedCell, other: PricedCell | undefined): string[] {
  if (other === undefined || other.strategy === chosen.strategy) return [];
  return [
    `Where questions come otherwise (${arrival}: ${arrivalWords[arrival]}), ${wayOf(other.strategy)} (${other.strategy}), for ${formatCost(other.cost)}.`,
  ];
}

function missed({ evidenceRecall: recall }: PricedCell, link: 'and' | 'but' = 'but'): string {
  if (recall === undefined) return '';
  return ` ${recall.share === 1 ? 'and misses none' : `${link} misses ${percent(1 - recall.share)}`} of the evidence (${Math.round(recall.share * recall.of)} of ${recall.of} places found)`;
}

/** The one that finds most; of those that find the same, the cheapest. Without gold evidence the library's own 16,000 tokens. */
function bestRetrieval(cells: readonly PricedCell[]): PricedCell | undefined {
  const retrievals = cells.filter(({ strategy }) => strategy.startsWith('retrieval'));
  const recall = (cell: PricedCell) => cell.evidenceRecall?.share ?? -1;
  const most = Math.max(...retrievals.map(recall));
  const best = retrievals.filter((cell) => recall(cell) === most);
  return (most < 0 ? best.find(({ strategy }) => strategy === 'retrieval-16k') : undefined) ?? cheapest(best);
}

function cheapestWhole(cells: readonly PricedCell[]): PricedCell | undefined {
  return cheapest(cells.filter(({ strategy }) => wholeStrategies.includes(strategy)));
}

function cheapest(cells: readonly PricedCell[]): PricedCell | undefined {
  return cells.toSorted((a, b) => dollars(a) - dollars(b))[0];
}

function dollars({ cost }: PricedCell): number {
  return cost?.max ?? Number.POSITIVE_INFINITY;
}

function nearest(counts: readonly number[], wanted: number): number | undefined {
  return counts.toSorted((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted) || a - b)[0];
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}

function count(tokens: number): string {
  return String(tokens).replace(/\B(?=(\d{3})+$)/g, ',');
}

function plural(amount: number, noun: string): string {
  return `${count(amount)} ${noun}${amount === 1 ? '' : 's'}`;
}
