import { instructions } from './answer/prompt/instructions.ts';
import { estimateSegment, isFarOver } from './model/estimate-tokens.ts';
import { readCalibration } from './model/kept-calibration.ts';
import type { ModelProfile } from './model/model-profile.ts';
import { openTokenCounts, type TextCount } from './model/token-counts.ts';
import { type BudgetCheck, tokenBudget } from './pack/check-budget.ts';
import { calibrate, checkSize, overheadOf } from './pack/check-size.ts';
import { collectSegments } from './pack/collect-segments.ts';
import type { PackSize } from './pack/pack-size.ts';
import { sizeMedia } from './pack/size-media.ts';
import type { PrepareContextOptions } from './prepare-options.ts';
import type { MediaSegment, Skipped, TextSegment } from './segment.ts';

/** Sources as they were read, and what they take of a model. */
export interface CountedSources {
  readonly segments: readonly TextSegment[];
  readonly media: readonly MediaSegment[];
  readonly skipped: readonly Skipped[];
  /** Addresses of files whose tokens no published rule tells. */
  readonly uncounted: readonly string[];
  /** Of the instructions, and of the media that go with every question. */
  readonly instructionTokens: number;
  /** The same, with room for a question. */
  readonly overheadTokens: number;
  /** The most input that the model takes. */
  readonly budgetTokens: number;
  /** Of a segment, corrected by what the provider has counted for others. */
  sizeOf(segment: TextSegment): TextCount;
  /** Whether documents of this size fit one prompt, and by how much. */
  check(size: PackSize): BudgetCheck;
}

/** Reads all sources, and counts them by the model's tokenizer or, where nothing hangs on it, by their bytes. */
export async function countSources(
  options: PrepareContextOptions,
  {
    profile,
    route,
    maxOutputTokens,
  }: { readonly profile: ModelProfile; readonly route: string; readonly maxOutputTokens: number },
): Promise<CountedSources> {
  const { fit = 'all', counting = 'near-the-budget', cache } = options;
  const read = await collectSegments(options);
  const media = sizeMedia(read.media, { ...profile, route });
  const counter = await openTokenCounts(profile.tokenizer, cache);
  const budgetTokens = tokenBudget(profile, maxOutputTokens);
  const isEstimated =
    fit === 'all' &&
    counting === 'near-the-budget' &&
    profile.tokenizer.type !== 'bytes' &&
    isFarOver(read.bytes, budgetTokens);
  const counts = isEstimated
    ? new Map(read.segments.map((segment) => [segment, estimateSegment(segment)]))
    : await counter.countSegments(read.segments, options);
  const instructionTokens = (await counter.countText(instructions)) + media.tokens;
  await counter.save();
  const overheadTokens = overheadOf(instructionTokens);
  const calibration = await readCalibration(cache, profile);
  return {
    segments: read.segments,
    media: read.media,
    skipped: read.skipped,
    uncounted: media.uncounted.map(({ source }) => source),
    instructionTokens,
    overheadTokens,
    budgetTokens,
    sizeOf: (segment) => calibrate(counts.get(segment) as TextCount, calibration?.factor),
    check: (size) =>
      checkSize(size, {
        ...{ calibration, overheadTokens, maxOutputTokens, profile },
        basis: isEstimated ? 'bytes' : 'tokenizer',
        mediaBytes: media.bytes,
      }),
  };
}
