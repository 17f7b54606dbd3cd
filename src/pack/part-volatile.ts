import type { Chunk } from '../chunk-store.ts';
import { sumTokens } from '../model/estimate-tokens.ts';
import type { TextSegment } from '../segment.ts';
import { orderSegments } from './order-segments.ts';

/**
 * Parts what changes from hour to hour from the documents. Where it would leave the documents less than half of the model's input, or
 * there is nothing else, it is a document like any other: searched or dealt out as they are.
 */
export function partVolatile(
  segments: readonly TextSegment[],
  {
    countTokens,
    budgetTokens,
  }: { readonly countTokens: (segment: TextSegment) => number; readonly budgetTokens: number },
): { readonly documents: readonly TextSegment[]; readonly volatile: readonly Chunk[] } {
  const documents = segments.filter(({ isVolatile }) => !isVolatile);
  const volatile = orderSegments(segments.filter(({ isVolatile }) => isVolatile)).segments.map((segment) => ({
    ...segment,
    tokens: countTokens(segment),
  }));
  const isLong = sumTokens(volatile) > budgetTokens / 2;
  return isLong || documents.length === 0 ? { documents: segments, volatile: [] } : { documents, volatile };
}
