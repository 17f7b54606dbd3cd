import type { PackedSegment } from '../prefix.ts';
import { segmentId, type TextSegment } from '../segment.ts';
import { renderTagged } from '../text/tagged-text.ts';

/** Renders segments one after the other, each with its place in a text in which they begin at `from`. */
export function renderSegments(
  segments: readonly TextSegment[],
  {
    key,
    countTokens,
    from,
  }: {
    readonly key: string;
    /** What a segment takes with its tags. */
    readonly countTokens: (segment: TextSegment) => number;
    /** In UTF-16 units. */
    readonly from: number;
  },
): { readonly text: string; readonly tokens: number; readonly segments: readonly PackedSegment[] } {
  const parts: string[] = [];
  const packed: PackedSegment[] = [];
  let at = from;
  let sum = 0;
  for (const segment of segments) {
    const { text, start, end } = renderTagged(segment, key);
    const tokens = countTokens(segment);
    parts.push(text);
    packed.push(describeSegment(segment, { tokens, start: at + start, end: at + end }));
    at += text.length;
    sum += tokens;
  }
  return { text: parts.join(''), tokens: sum, segments: packed };
}

/** What a prefix says of a segment that stands at this place. */
export function describeSegment(
  segment: TextSegment,
  { tokens, start, end, pieces }: Pick<PackedSegment, 'tokens' | 'start' | 'end' | 'pieces'>,
): PackedSegment {
  const { source, location, headings, version } = segment;
  return {
    id: segmentId(segment),
    source,
    location,
    ...(headings !== undefined && { headings }),
    ...(version !== undefined && { version }),
    ...{ tokens, start, end },
    ...(pieces !== undefined && { pieces }),
  };
}
