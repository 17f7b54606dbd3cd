import type { ModelProfile } from '../model/model-profile.ts';
import { safetyMargin } from '../model/safety-margin.ts';
import type { TextCount } from '../model/token-counts.ts';
import { type BudgetCheck, checkBudget, questionTokens } from './check-budget.ts';
import { type PackSize, tokensOf } from './pack-size.ts';

/** The request that documents are packed into, without them. */
export interface RequestFrame
  extends Pick<
    Parameters<typeof checkBudget>[0],
    'basis' | 'calibration' | 'overheadTokens' | 'maxOutputTokens'
  > {
  readonly profile: ModelProfile;
  /** Bytes of the images that go with every question. */
  readonly mediaBytes: number;
}

/** Whether documents of this size fit the request, with the safety margin that their scripts need. */
export function checkSize(
  size: PackSize,
  { mediaBytes, profile, basis, calibration, overheadTokens, maxOutputTokens }: RequestFrame,
): BudgetCheck {
  return checkBudget({
    documentTokens: tokensOf(size),
    margin: safetyMargin([
      { tokens: size.plainTokens, isForeign: false },
      { tokens: size.foreignTokens, isForeign: true },
    ]),
    bodyBytes: size.bytes + wrapperBytes + mediaBytes,
    ...{ profile, basis, calibration, overheadTokens, maxOutputTokens },
  });
}

/** The request around the documents: instructions, a question of 2,000 tokens, options. */
const wrapperBytes = 32_768;

/** What a request takes beside the documents, in tokens: its instructions (and images), and room for a question. */
export function overheadOf(instructionTokens: number): number {
  return instructionTokens + questionTokens + wrapperTokens;
}

/** The message wrapper and what services append to a prompt: "a few tokens, usually up to 10" (Alibaba, 2026-10). */
const wrapperTokens = 32;

/** A count as the provider's own tokenizer would give it, by the factor that its reports have taught. */
export function calibrate(count: TextCount, factor = 1): TextCount {
  return factor === 1 ? count : { ...count, tokens: Math.ceil(count.tokens * factor) };
}
