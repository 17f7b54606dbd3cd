import { createHash } from 'node:crypto';
import type { PackedSegment, Prefix } from '../context.ts';
import { segmentId, type TextSegment } from '../segment.ts';
import { findDelimiterKey } from '../text/delimiter-key.ts';
import { renderTagged } from '../text/tagged-text.ts';
import { orderSegments } from './order-segments.ts';

/**
 * Packs all segments into one prefix. Pure: the same segments give the same bytes in whatever order they come. `countTokens`
 * says what a segment takes with its tags.
 */
export function packSegments(
  segments: readonly TextSegment[],
  { countTokens }: { readonly countTokens: (segment: TextSegment) => number },
): Prefix {
  const ordered = orderSegments(segments);
  const key = findDelimiterKey(ordered.segments);
  const parts: string[] = [];
  const packed: PackedSegment[] = [];
  let length = 0;
  let tokens = 0;
  for (const segment of ordered.segments) {
    const { text, start, end } = renderTagged(segment, key);
    parts.push(text);
    const { source, location, headings, version } = segment;
    const segmentTokens = countTokens(segment);
    tokens += segmentTokens;
    packed.push({
      id: segmentId(segment),
      source,
      location,
      ...(headings !== undefined && { headings }),
      ...(version !== undefined && { version }),
      tokens: segmentTokens,
      start: length + start,
      end: length + end,
    });
    length += text.length;
  }
  const text = parts.join('');
  const hash = createHash('sha256').update(text, 'utf8').digest('hex');
  return { text, key, hash, tokens, order: ordered.order, segments: packed };
}
