import type { DecisionRecord } from '../decision-record.ts';
import { calculateCost } from '../model/calculate-cost.ts';
import { formatCost } from '../model/format-cost.ts';
import { cacheLifeSeconds } from './arrival-times.ts';
import type { Workload } from './workload.ts';

/** What a quote does not know, in sentences, each with what it may move. */
export function nameUncertainty(
  { tokens, prices, uncounted }: Pick<DecisionRecord, 'tokens' | 'prices' | 'uncounted'>,
  { outputTokens, questionTokens, rules, prefixTokens }: Workload,
): readonly string[] {
  return [
    describeCount(tokens),
    `A question, with what is sent anew with it, is taken to be ${questionTokens} tokens and an answer ${outputTokens}, without thinking; each further 1,000 tokens of output cost ${formatCost(calculateCost({ uncached: 0, cacheWrite: 0, cacheRead: 0, output: 1_000 }, prices))}.`,
    ...(rules.type === 'explicit'
      ? [
          `An entry of the cache lives for ${cacheLifeSeconds(rules) / 60} minutes after its last use; each longer pause writes it again, for ${formatCost(calculateCost({ uncached: 0, cacheWrite: prefixTokens, cacheRead: 0, output: 0 }, prices))}.`,
        ]
      : []),
    ...(rules.type === 'automatic'
      ? ['The provider caches by itself and promises nothing: a prefix that was sent may be billed anew.']
      : []),
    ...(prices.length > 1
      ? [
          `${prices.length} sources of prices conflict, so amounts are ranges: ${prices.map(({ source }) => source).join('; ')}.`,
        ]
      : []),
    ...(uncounted === undefined
      ? []
      : [
          `How many tokens these files take is not published, so no amount is known: ${uncounted.join(', ')}.`,
        ]),
    ...(prices.length === 0 ? ['No price is known for this model on this route.'] : []),
  ];
}

function describeCount({ basis, margin, calibration }: DecisionRecord['tokens']): string {
  if (basis === 'bytes') return 'The tokens are estimated from bytes alone: a fifth more or less.';
  const share = `${Number((margin * 100).toPrecision(2))} %`;
  const learned =
    calibration === undefined
      ? ''
      : `; ${calibration.answers} answers of the model have corrected the estimate`;
  return `The tokens are counted without the model's own tokenizer: they may be ${share} more${learned}. That margin is in no amount but the bound.`;
}
