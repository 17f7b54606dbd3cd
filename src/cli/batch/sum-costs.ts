import type { Cost, QuestionResult } from '../../index.ts';

/** What results cost together in this run, failed ones too; `undefined` when one of their requests has no known cost. */
export function sumCosts(results: readonly QuestionResult[]): Cost | undefined {
  let [min, max] = [0, 0];
  for (const result of results) {
    const attempts = result.status === 'answered' ? result.answer.attempts : attemptsOf(result.error.facts);
    for (const { cost } of attempts) {
      if (cost === undefined) return undefined;
      min += cost.min;
      max += cost.max;
    }
  }
  return { currency: 'USD', min, max };
}

type Attempts = Extract<QuestionResult, { status: 'answered' }>['answer']['attempts'];

function attemptsOf(facts: object): Attempts {
  return 'attempts' in facts && Array.isArray(facts.attempts) ? facts.attempts : [];
}
