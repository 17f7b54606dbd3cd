/** What a strategy costs as questions come within the cache's life: the first, and each further one, in pico-dollars. */
export interface CostLine {
  readonly first: number;
  readonly next: number;
}

/** For how many questions one strategy is cheaper than another. */
export interface BreakEven {
  readonly from: number;
  /** Absent: for ever. */
  readonly until?: number;
}

/**
 * From how many questions on `one` is cheaper than `other`; `undefined` when it never is. Exact, by whole pico-dollars: one that costs
 * the same is not cheaper.
 */
export function findBreakEven(one: CostLine, other: CostLine): BreakEven | undefined {
  const ahead = one.first - other.first;
  const slope = one.next - other.next;
  if (ahead < 0) return slope <= 0 ? { from: 1 } : { from: 1, until: Math.ceil(-ahead / slope) };
  return slope < 0 ? { from: Math.floor(ahead / -slope) + 2 } : undefined;
}

/**
 * The cost line through what so many questions cost in pico-dollars; `undefined` for what is no line, as questions in one call or those
 * that now and then fall through, and where a price is unknown.
 */
export function toCostLine(costOf: (questions: number) => number | undefined): CostLine | undefined {
  const [first, two] = [costOf(1), costOf(2)];
  if (first === undefined || two === undefined) return undefined;
  const next = two - first;
  const isLine = [3, 10, 51].every((questions) => costOf(questions) === first + (questions - 1) * next);
  return isLine ? { first, next } : undefined;
}
