import { createHash } from 'node:crypto';
import type { Prefix } from '../prefix.ts';
import type { TextSegment } from '../segment.ts';
import { findDelimiterKey } from '../text/delimiter-key.ts';
import { orderSegments } from './order-segments.ts';
import { renderSegments } from './render-segments.ts';

/**
 * Packs all segments into one prefix. Pure: the same segments give the same bytes in whatever order they come. `countTokens`
 * says what a segment takes with its tags.
 */
export function packSegments(
  segments: readonly TextSegment[],
  {
    countTokens,
    volatile = [],
  }: {
    readonly countTokens: (segment: TextSegment) => number;
    /** What will stand behind the prefix, in tags of the same key. */
    readonly volatile?: readonly TextSegment[];
  },
): Prefix {
  const ordered = orderSegments(segments);
  const key = findDelimiterKey([...ordered.segments, ...volatile]);
  const rendered = renderSegments(ordered.segments, { key, countTokens, from: 0 });
  const hash = createHash('sha256').update(rendered.text, 'utf8').digest('hex');
  return {
    text: rendered.text,
    key,
    hash,
    tokens: rendered.tokens,
    order: ordered.order,
    segments: rendered.segments,
  };
}
