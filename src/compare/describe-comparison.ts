import { formatCost } from '../model/format-cost.ts';
import type { PriceCard } from '../model/price-card.ts';
import type { Comparison, PricedCell, StatedBreakEven } from './comparison.ts';
import { breakEvenOf } from './describe-money.ts';
import type { ComparedStrategy } from './strategy.ts';
import type { Workload } from './workload.ts';

type Compared = Pick<Comparison, 'cells' | 'documents' | 'goldQuestions' | 'workload' | 'prices'>;

const wholeStrategies: readonly ComparedStrategy[] = ['full', 'explicit-cache', 'implicit-cache'];

/**
 * The question of a comparison, answered in words: which strategy, what it costs, and what the other way would have cost and missed. It
 * goes by the number of gold questions where that was compared, else by ten or the nearest to it.
 */
export function describeChoice(comparison: Compared): string {
  const { documents, workload, goldQuestions } = comparison;
  const priced = comparison.cells.filter(
    (cell): cell is PricedCell => cell.outcome === 'priced' && cell.arrival === workload.arrival,
  );
  const wanted = goldQuestions > 0 ? goldQuestions : 10;
  const questions = nearest(
    priced.map((cell) => cell.questions),
    wanted,
  );
  const cells = priced.filter((cell) => cell.questions === questions && cell.cost !== undefined);
  if (questions === undefined || cells.length === 0)
    return 'Nothing could be priced: no price is known for this model.';
  const over = `For ${plural(questions, 'question')} over ${plural(documents.count, 'document')} (${count(documents.tokens)} tokens), ${workload.arrival}`;
  const whole = cheapest(cells.filter(({ strategy }) => wholeStrategies.includes(strategy)));
  const retrieval = bestRetrieval(cells);
  const sentences = [
    ...(whole === undefined && retrieval !== undefined
      ? [
          `${over}: retrieve, for ${formatCost(retrieval.cost)} (${retrieval.strategy}), since the documents do not fit${missed(retrieval)}.`,
        ]
      : []),
    ...(whole !== undefined ? describeWhole(over, whole, retrieval) : []),
    ...tellOneCall(cells, whole),
  ];
  return sentences.join(' ');
}

function describeWhole(over: string, whole: PricedCell, retrieval: PricedCell | undefined): string[] {
  const way =
    whole.strategy === 'full'
      ? 'send the documents whole, without the cache'
      : 'send the documents whole and cached';
  const cost = formatCost(whole.cost);
  if (retrieval === undefined) return [`${over}: ${way}, for ${cost}.`];
  const other = formatCost(retrieval.cost);
  const cheaper = (retrieval.cost?.max ?? 0) < (whole.cost?.max ?? 0);
  const recall = retrieval.evidenceRecall;
  if (!cheaper)
    return [
      `${over}: ${way}, for ${cost}; retrieval (${retrieval.strategy}) costs ${other}${missed(retrieval, 'and')}.`,
    ];
  if (recall?.share === 1) {
    return [
      `${over}: retrieve (${retrieval.strategy}), for ${other}: it found all of the gold evidence. The whole documents would cost ${cost}.`,
    ];
  }
  if (recall === undefined) {
    return [
      `${over}: ${way}, for ${cost}, or retrieve (${retrieval.strategy}) for ${other}. What retrieval misses is not known here: pass questions with their evidence.`,
    ];
  }
  return [
    `${over}: ${way}, for ${cost}; retrieval (${retrieval.strategy}) costs ${other}${missed(retrieval)}.`,
  ];
}

function tellOneCall(cells: readonly PricedCell[], whole: PricedCell | undefined): string[] {
  const one = cells.find(({ strategy }) => strategy === 'one-call');
  if (one?.cost === undefined || whole?.cost === undefined || one.cost.max >= whole.cost.max) return [];
  return [
    `All in one call would cost ${formatCost(one.cost)}; whether the answers suffer has to be measured.`,
  ];
}

function missed({ evidenceRecall: recall }: PricedCell, link: 'and' | 'but' = 'but'): string {
  if (recall === undefined) return '';
  const share = `${Number(((1 - recall.share) * 100).toPrecision(2))} %`;
  return ` ${recall.share === 1 ? 'and misses none' : `${link} misses ${share}`} of the evidence (${Math.round(recall.share * recall.of)} of ${recall.of} places found)`;
}

/** The one that finds most; of those that find the same, the cheapest. Without gold evidence the library's own 16,000 tokens. */
function bestRetrieval(cells: readonly PricedCell[]): PricedCell | undefined {
  const retrievals = cells.filter(({ strategy }) => strategy.startsWith('retrieval'));
  const recall = (cell: PricedCell) => cell.evidenceRecall?.share ?? -1;
  const most = Math.max(...retrievals.map(recall));
  const best = retrievals.filter((cell) => recall(cell) === most);
  return (most < 0 ? best.find(({ strategy }) => strategy === 'retrieval-16k') : undefined) ?? cheapest(best);
}

function cheapest(cells: readonly PricedCell[]): PricedCell | undefined {
  return cells.toSorted((a, b) => (a.cost?.max ?? 0) - (b.cost?.max ?? 0))[0];
}

function nearest(counts: readonly number[], wanted: number): number | undefined {
  return counts.toSorted((a, b) => Math.abs(a - wanted) - Math.abs(b - wanted) || a - b)[0];
}

/** From how many questions on which compared strategy is the cheaper one; a range where prices conflict. */
export function describeBreakEvens(
  strategies: readonly ComparedStrategy[],
  workload: Workload,
  prices: readonly PriceCard[],
): readonly StatedBreakEven[] {
  const pairs = strategies.flatMap((one) =>
    strategies.filter((other) => other !== one).map((other) => [one, other] as const),
  );
  return pairs.flatMap(([one, other]) => {
    const found = prices.map((card) => breakEvenOf(one, other, workload, card)?.from ?? 1);
    // What is cheaper from the first question on, or only at first, is told from the other side.
    if (found.length === 0 || found.includes(1)) return [];
    const ends = [...new Set([Math.min(...found), Math.max(...found)])];
    const by = ends.length > 1 ? ', by which price holds' : '';
    const words = `${one} costs less than ${other} from question ${ends.join(' or ')} on${by}.`;
    return [{ cheaper: one, than: other, from: Math.max(...found), words }];
  });
}

function count(tokens: number): string {
  return String(tokens).replace(/\B(?=(\d{3})+$)/g, ',');
}

function plural(amount: number, noun: string): string {
  return `${count(amount)} ${noun}${amount === 1 ? '' : 's'}`;
}
