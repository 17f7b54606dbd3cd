import { QuireError } from '../../errors.ts';
import type { Attempt } from '../../result.ts';
import type { Budget } from './create-budget.ts';
import type { RequestWatcher } from './record-attempts.ts';

/**
 * Holds back the most that each request may cost, and refuses the one that would cross the limit. A request whose cost stays unknown
 * counts as the most that it may have cost.
 */
export function watchBudget(budget: Budget, attempts: readonly Attempt[]): RequestWatcher {
  return ({ atMost, model }) => {
    if (atMost === undefined) throw costUnknown(model, budget.maxCostUsd);
    const reservation = budget.reserve(atMost.max);
    if (reservation === undefined) throw overCap(budget, atMost.max, attempts);
    return (attempt) => {
      if (attempt === undefined) return reservation.settle(0);
      const { cost } = attempt;
      reservation.settle(cost && Math.max(cost.max, cost.reported ?? 0));
    };
  };
}

/** A limit cannot be kept where no price is known, or where files take nobody knows how many tokens. */
export function costUnknown(
  model: string,
  maxCostUsd: number,
  uncounted: readonly string[] = [],
): QuireError {
  const why =
    uncounted.length === 0
      ? `No price is known for ${model}`
      : `How many tokens ${model} takes for ${uncounted.map((source) => `"${source}"`).join(', ')} is not published`;
  return new QuireError('cost-unknown', {
    model,
    message: `${why}, so a limit of $${maxCostUsd} cannot be kept. Leave the limit out to ask anyway.`,
  });
}

function overCap(
  { maxCostUsd, spentUsd, reservedUsd }: Budget,
  atMostUsd: number,
  attempts: readonly Attempt[],
): QuireError {
  const taken = spentUsd + reservedUsd;
  const limit = `over the limit of $${maxCostUsd}`;
  const where =
    taken === 0 ? limit : `which is ${limit} with the $${taken.toPrecision(3)} that are spent or under way`;
  const what = attempts.length === 0 ? 'One question' : 'One more request';
  return new QuireError('cost-cap', {
    atMostUsd,
    limitUsd: maxCostUsd,
    spentUsd: taken,
    attempts,
    message: `${what} may cost up to $${atMostUsd.toPrecision(3)}, ${where}. Raise the limit, or send less, as with \`strategy: 'retrieve'\` (command line: --strategy retrieve).`,
  });
}
