export interface BackoffOptions {
  /** @default 9 */
  readonly maxAttempts?: number;
  /** @default 400 */
  readonly baseMs?: number;
}

const FACTOR = 1.8;
const CEILING_MS = 45_000;

/**
 * How long to wait before attempt `attempt` (the first is 1), or `undefined` to give up.
 * Up to a fifth is taken off at random, so that gauges that lost power together do not come back together.
 */
export function backoffMs(
  attempt: number,
  { maxAttempts = 9, baseMs = 400 }: BackoffOptions = {},
  random: () => number = Math.random,
): number | undefined {
  if (attempt > maxAttempts) return undefined;
  const wait = Math.min(CEILING_MS, baseMs * FACTOR ** (attempt - 1));
  return Math.round(wait * (1 - 0.2 * random()));
}
