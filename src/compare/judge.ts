import type { RequestGroup } from '../model/calculate-cost.ts';
import type { Attempt } from '../result.ts';

/** Decides whether an answer says what an accepted one says. */
export interface Judge {
  /** Its name, for the report. */
  readonly model: string;
  judge(answer: {
    readonly question: string;
    readonly accept: readonly string[];
    readonly text: string;
  }): Promise<Judgement>;
}

export interface Judgement {
  /** Absent when it said neither. */
  readonly right?: boolean;
  readonly attempts: readonly Attempt[];
}

/** What judging the answers of a cell took: it is in none of the cell's own figures. An answer in several cells is paid for once. */
export interface JudgedCell {
  readonly model: string;
  readonly requests: readonly RequestGroup[];
  /** US dollars, at the prices of the judging model; absent when one is unknown. */
  readonly usd?: number;
  /** Why not every answer was judged: the limit on what all may cost was reached. */
  readonly stopped?: string;
}
