import type { DecisionRecord, LeaveOutCandidate } from '../decision-record.ts';
import type { Skipped } from '../segment.ts';
import type { DocumentKind } from '../text/document-kind.ts';
import type { BudgetCheck } from './check-budget.ts';
import type { LeftOut } from './leave-out.ts';

/** A document that was left out, told with its reason and its tokens. */
export function describeLeftOut({ source, kind, tokens }: LeftOut): Skipped {
  const detail = `Left out so that the rest fits: ${kindWords[kind]}.`;
  return { type: 'skipped', source, reason: 'over-budget', detail, tokens };
}

const kindWords: Readonly<Record<DocumentKind, string>> = {
  noise: 'generated, vendored or data',
  tests: 'a test',
  docs: 'prose',
  other: 'one of the largest',
};

/** How much was left out in all. */
export function sumLeftOut(leftOut: readonly LeftOut[]): DecisionRecord['leftOut'] {
  return { documents: leftOut.length, tokens: leftOut.reduce((sum, { tokens }) => sum + tokens, 0) };
}

/** By how much the documents are too large, and what leaving some of them out would save. */
export function describeExcess(
  { tokens, bytes }: BudgetCheck,
  candidates: readonly LeaveOutCandidate[],
): DecisionRecord['excess'] {
  return {
    tokens: Math.max(0, tokens.needed - tokens.budget),
    bytes: Math.max(0, bytes.needed - (bytes.budget ?? bytes.needed)),
    candidates,
  };
}
