/** Money that several calls may spend together. Amounts are US dollars. */
export interface Budget {
  readonly maxCostUsd: number;
  /** What has been billed, or may have been where a provider did not say. */
  readonly spentUsd: number;
  /** Held back for requests that are under way. */
  readonly reservedUsd: number;
  /** Holds back the most that a request may cost; `undefined` when that would cross the limit. */
  reserve(atMostUsd: number): Reservation | undefined;
}

/** Money held back for one request. */
export interface Reservation {
  /** Gives back what was not needed. `undefined` when the cost stayed unknown: then all of it counts as spent. */
  settle(costUsd: number | undefined): void;
}

/** Whole pico-dollars, so that no sum is off by a rounding. */
const picoPerDollar = 1e12;

/**
 * A limit that several calls share: pass it as `budget` to each. A request that could cross it is never sent, whatever else is under
 * way, and fails with `cost-cap`. To go on with what a ledger holds, pass what it says was spent.
 *
 * @example
 * const budget = createBudget({ maxCostUsd: 1 });
 * await Promise.all(questions.map((question) => answerQuestion({ context, question, budget })));
 */
export function createBudget({
  maxCostUsd,
  spentUsd = 0,
}: {
  readonly maxCostUsd: number;
  /** @default 0 */
  readonly spentUsd?: number;
}): Budget {
  const limit = Math.floor(maxCostUsd * picoPerDollar);
  let spent = Math.ceil(spentUsd * picoPerDollar);
  let reserved = 0;
  return {
    maxCostUsd,
    get spentUsd() {
      return spent / picoPerDollar;
    },
    get reservedUsd() {
      return reserved / picoPerDollar;
    },
    reserve(atMostUsd) {
      const held = Math.ceil(atMostUsd * picoPerDollar);
      // Not `>`: a limit that is no number allows nothing.
      if (!(spent + reserved + held <= limit)) return undefined;
      reserved += held;
      let settled = false;
      return {
        settle(costUsd) {
          if (settled) return;
          settled = true;
          reserved -= held;
          spent += costUsd === undefined ? held : Math.round(costUsd * picoPerDollar);
        },
      };
    },
  };
}
