import type { RequestGroup } from '../model/calculate-cost.ts';
import type { Cost, PriceCard, TokenBuckets } from '../model/price-card.ts';
import type { Location } from '../segment.ts';
import type { JudgedCell } from './judge.ts';
import type { Arrival, ComparedStrategy } from './strategy.ts';
import type { Workload } from './workload.ts';

/** A question to compare strategies by; what is known of its answer lets them be graded. */
export interface ComparisonQuestion {
  readonly question: string;
  /** Answers that are right when they stand in what the model says. Empty: the documents do not say. */
  readonly accept?: readonly string[];
  /** The places that an answer rests on. */
  readonly evidence?: readonly ComparisonEvidence[];
}

export interface ComparisonEvidence {
  readonly source: string;
  readonly location: Location;
  readonly quote: string;
}

/**
 * Where a cell's figures are from: `formula`, in closed form; `simulated`, the library's own code over a simulated provider; `live`, a
 * provider's own counts; `replayed`, a live run at other prices.
 */
export type CellBasis = 'formula' | 'simulated' | 'live' | 'replayed';

/** A share with the interval that 95 of 100 such samples hold the truth in (Wilson). */
export interface Share {
  readonly share: number;
  readonly low: number;
  readonly high: number;
  /** Of how many. */
  readonly of: number;
}

/** Which cell of a comparison. */
export interface CellKey {
  readonly strategy: ComparedStrategy;
  readonly arrival: Arrival;
  readonly questions: number;
}

/** One strategy for so many questions that come in one way. */
export type ComparisonCell = PricedCell | UnpricedCell;

export interface PricedCell extends CellKey {
  readonly outcome: 'priced';
  readonly basis: CellBasis;
  /** The requests themselves, so that anybody can price them anew. */
  readonly requests: readonly RequestGroup[];
  readonly tokens: TokenBuckets;
  /** `undefined` when no price is known. */
  readonly cost: Cost | undefined;
  /** What share of the input was read from the cache. */
  readonly hitRate: number;
  /** Requests that wrote to the cache. */
  readonly writes: number;
  /** What share of the gold evidence reached the model. */
  readonly evidenceRecall?: Share;
  readonly right?: Share;
  /** What share of the citations stand at the gold evidence. */
  readonly citationPrecision?: Share;
  /** US dollars for each right answer, at the dearest card: expected, and at both ends of the interval. */
  readonly usdPerRight?: { readonly usd: number; readonly low: number; readonly high: number };
  /** What a model took that judged the answers; in none of the other figures. */
  readonly judged?: JudgedCell;
  /** Median time of an answer, where it was measured. */
  readonly secondsPerAnswer?: number;
  /** Median time to the first text of an answer, where it was measured. */
  readonly secondsToFirstText?: number;
}

export interface UnpricedCell extends CellKey {
  readonly outcome: 'does-not-fit' | 'not-offered' | 'stopped';
  readonly because: string;
}

/** From which question on one strategy costs less than another, when they come back to back. */
export interface StatedBreakEven {
  readonly cheaper: ComparedStrategy;
  readonly than: ComparedStrategy;
  /** Where prices conflict, the latest. */
  readonly from: number;
  /** The same for a person. */
  readonly words: string;
}

/** What strategies cost, and where it was measured what they answer, over one set of documents. Plain JSON. */
export interface Comparison {
  readonly schemaVersion: 1;
  readonly model: string;
  readonly documents: {
    readonly count: number;
    readonly tokens: number;
    /** Names their content: equal documents have equal names. */
    readonly name: string;
  };
  /** Questions with gold evidence or answers. */
  readonly goldQuestions: number;
  readonly seed: number;
  /** The sizes that all cells share, at the first count and arrival. */
  readonly workload: Workload;
  readonly prices: readonly PriceCard[];
  readonly cells: readonly ComparisonCell[];
  /** The question of the comparison, answered in words. */
  readonly answer: string;
  /** The cell that the answer speaks for; absent when nothing could be priced. */
  readonly choice: CellKey | undefined;
  readonly breakEvens: readonly StatedBreakEven[];
  /** What a reader may not like to hear. */
  readonly truths: readonly string[];
  readonly uncertain: readonly string[];
}
