import { createHash } from 'node:crypto';
import type { PackedSegment, Prefix } from '../context.ts';
import type { TextSegment } from '../segment.ts';
import { holdsKey } from '../text/delimiter-key.ts';
import { renderSuperseded } from '../text/tagged-text.ts';
import type { PackChanges } from './find-changes.ts';
import { describeSegment, renderSegments } from './render-segments.ts';

/** Addresses take 3.5 to 4 bytes a token; a note is short beside the documents, so it is estimated from above. */
const bytesPerNoteToken = 3;

/**
 * The prefix with what has changed behind it, as one more part: which copies above no longer count, then the texts as they are now.
 * Not a byte of the old text is another, so a provider reads it from its cache. The prefix itself when nothing has changed;
 * `undefined` when a new text holds the key of the tags: then all must be packed with another one.
 */
export function appendChanges(
  earlier: Prefix,
  { unchanged, fresh, superseded }: PackChanges,
  {
    countTokens,
    volatile = [],
  }: {
    readonly countTokens: (segment: TextSegment) => number;
    /** What will stand behind the prefix, in tags of the same key. */
    readonly volatile?: readonly TextSegment[];
  },
): Prefix | undefined {
  const { key } = earlier;
  if (holdsKey([...fresh, ...volatile], key)) return undefined;
  if (fresh.length === 0 && superseded.length === 0) return earlier;
  const ids = superseded.map(({ id }) => id);
  const note = ids.length === 0 ? '' : renderSuperseded(ids, key);
  const added = renderSegments(fresh, {
    key,
    countTokens,
    from: earlier.text.length + note.length,
  });
  const text = earlier.text + note + added.text;
  const tokens = Math.ceil(Buffer.byteLength(note) / bytesPerNoteToken) + added.tokens;
  const stale = [...(earlier.superseded ?? []), ...superseded].sort(byPlace);
  const before = earlier.parts ?? [{ end: earlier.text.length, tokens: earlier.tokens }];
  return {
    ...{ text, key, order: earlier.order },
    hash: createHash('sha256').update(text, 'utf8').digest('hex'),
    tokens: earlier.tokens + tokens,
    segments: [...unchanged.map(({ segment, place }) => describeSegment(segment, place)), ...added.segments],
    ...(stale.length > 0 && { superseded: stale }),
    parts: [...before, { end: text.length, tokens }],
  };
}

function byPlace(a: PackedSegment, b: PackedSegment): number {
  return a.start - b.start;
}
