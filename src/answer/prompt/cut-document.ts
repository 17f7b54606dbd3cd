import type { TextPart } from 'ai';
import type { CacheMarker } from '../../model/model-profile.ts';

/** A text that is cut into parts, and how its parts are marked. */
export interface CutText {
  readonly text: string;
  /** Set when it is to be cached. */
  readonly marker: CacheMarker | undefined;
  /** Where it is cut, when it is not one part: offsets of the parts' ends. */
  readonly ends?: readonly number[];
}

/**
 * The documents as content parts, cut where the prefix is. The last of them carry as many markers as are free: the end, where
 * the next question reads on, and the ends before it, where a prefix goes on that has changed since. One part where nothing is marked.
 */
export function cutDocument(
  { text, marker, ends = [text.length] }: CutText,
  { freeMarkers }: { readonly freeMarkers: number },
): TextPart[] {
  if (marker === undefined) return [{ type: 'text', text }];
  return ends.map((end, index) => ({
    type: 'text',
    text: text.slice(ends[index - 1] ?? 0, end),
    ...(index >= ends.length - Math.max(1, freeMarkers) && { providerOptions: marker }),
  }));
}
