import type { DecisionRecord } from '../decision-record.ts';
import type { ModelProfile } from '../model/model-profile.ts';

/** Room that is kept for a question and a short history, in tokens. A page of text is about 700. */
export const questionTokens = 2_000;

/** What the documents need of a model's input and what the model takes. */
export interface BudgetCheck extends Pick<DecisionRecord, 'tokens' | 'bytes'> {
  readonly verdict: 'fits' | 'over-token-budget' | 'over-byte-budget';
}

/**
 * Whether the packed documents fit a model: ceil(tokens x (1 + margin)) + overhead <= min(input cap, window - output), and the
 * serialised body within the byte cap. Exactly at the edge fits.
 */
export function checkBudget({
  documentTokens,
  basis,
  calibration,
  margin,
  overheadTokens,
  bodyBytes,
  maxOutputTokens,
  profile,
}: {
  readonly documentTokens: number;
  readonly basis: DecisionRecord['tokens']['basis'];
  /** What the estimate was multiplied by already. */
  readonly calibration?: DecisionRecord['tokens']['calibration'];
  /** Safety margin of the token estimate, as a share. */
  readonly margin: number;
  /** Tokens of the instructions and the room kept for the question. */
  readonly overheadTokens: number;
  readonly bodyBytes: number;
  readonly maxOutputTokens: number;
  readonly profile: Pick<ModelProfile, 'contextWindow' | 'maxInputTokens' | 'maxBodyBytes'>;
}): BudgetCheck {
  // Six decimals, since 100 * 1.1 is 110.00000000000001 in binary and would round up to 111.
  const needed = Math.ceil(Number((documentTokens * (1 + margin)).toFixed(6))) + overheadTokens;
  const budget = tokenBudget(profile, maxOutputTokens);
  const overBytes = profile.maxBodyBytes !== undefined && bodyBytes > profile.maxBodyBytes;
  return {
    verdict: needed > budget ? 'over-token-budget' : overBytes ? 'over-byte-budget' : 'fits',
    tokens: { documents: documentTokens, basis, ...(calibration && { calibration }), margin, needed, budget },
    bytes: { needed: bodyBytes, budget: profile.maxBodyBytes },
  };
}

/** The most input tokens that leave room for the answer. */
export function tokenBudget(
  { maxInputTokens, contextWindow }: Pick<ModelProfile, 'contextWindow' | 'maxInputTokens'>,
  maxOutputTokens: number,
): number {
  return Math.min(maxInputTokens, contextWindow - maxOutputTokens);
}
