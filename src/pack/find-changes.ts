import type { PackedSegment, Prefix } from '../prefix.ts';
import { segmentId, type TextSegment } from '../segment.ts';
import { packedText } from '../text/packed-text.ts';
import { renderTagged, type TaggedText } from '../text/tagged-text.ts';
import { orderSegments } from './order-segments.ts';

/** What became of the documents of a prefix. */
export interface PackChanges {
  /** What stands in the prefix as it is now, each with its place there. */
  readonly unchanged: readonly { readonly segment: TextSegment; readonly place: PackedSegment }[];
  /** What has changed or is new, in the order of a pack. */
  readonly fresh: readonly TextSegment[];
  /** What has changed or has gone, in the order of the prefix. */
  readonly superseded: readonly PackedSegment[];
}

/**
 * Compares documents with what a prefix says of them: the same only when the bytes between the tags, and the tags, are. Times of
 * change do not count: a commit that changes no text changes nothing.
 */
export function findChanges(earlier: Prefix, segments: readonly TextSegment[]): PackChanges {
  const places = new Map(earlier.segments.map((place) => [place.id, place]));
  const standing = new Set<string>();
  const unchanged: { segment: TextSegment; place: PackedSegment }[] = [];
  const fresh: TextSegment[] = [];
  for (const segment of orderSegments(segments).segments) {
    const place = places.get(segmentId(segment));
    if (place !== undefined && stands(segment, place, earlier)) {
      unchanged.push({ segment, place });
      standing.add(place.id);
    } else fresh.push(segment);
  }
  return {
    unchanged: unchanged.sort((a, b) => a.place.start - b.place.start),
    fresh,
    superseded: earlier.segments.filter(({ id }) => !standing.has(id)),
  };
}

function stands(segment: TextSegment, place: PackedSegment, { text, key }: Prefix): boolean {
  const rendered = renderTagged(segment, key);
  const at = place.start - rendered.start;
  if (place.pieces === undefined) return text.startsWith(rendered.text, at);
  const isTag = text.startsWith(rendered.text.slice(0, rendered.start), at);
  return isTag && asShown(packedText(text, place)) === asShown(bodyOf(rendered));
}

/** The text of a segment between its tags. */
export function bodyOf({ text, start, end }: TaggedText): string {
  return text.slice(start, end);
}

/** Every text that is not empty ends with a line break where it is shown. */
export function asShown(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
