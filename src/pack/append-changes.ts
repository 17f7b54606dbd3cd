import { createHash } from 'node:crypto';
import type { PackedSegment, Prefix } from '../prefix.ts';
import { segmentId, type TextSegment } from '../segment.ts';
import { holdsKey } from '../text/delimiter-key.ts';
import { renderSuperseded } from '../text/tagged-text.ts';
import { editSegment, renderSegmentEdits, type SegmentEdit } from './edit-segments.ts';
import type { PackChanges } from './find-changes.ts';
import { describeSegment, renderSegments } from './render-segments.ts';

/** Addresses take 3.5 to 4 bytes a token; a note is short beside the documents, so it is estimated from above. */
const bytesPerNoteToken = 3;

/**
 * The prefix with what has changed behind it, as one more part: which copies above no longer count, then the lines and the texts as
 * they are now. Not a byte of the old text is another, so a provider reads it from its cache. The prefix itself when nothing has
 * changed; `undefined` when a new text holds the key of the tags: then all must be packed with another one.
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
  const places = new Map(superseded.map((place) => [place.id, place]));
  const edits = new Map<string, SegmentEdit>();
  for (const segment of fresh) {
    const place = places.get(segmentId(segment));
    const edit = place && editSegment(segment, place, earlier);
    if (edit !== undefined) edits.set(edit.id, edit);
  }
  const edited = renderSegmentEdits([...edits.values()], earlier, countTokens);
  const gone = superseded.filter(({ id }) => !edits.has(id));
  const ids = gone.map(({ id }) => id);
  const note = ids.length === 0 ? '' : renderSuperseded(ids, key);
  const added = renderSegments(
    fresh.filter((segment) => !edits.has(segmentId(segment))),
    { key, countTokens, from: earlier.text.length + edited.text.length + note.length },
  );
  const text = earlier.text + edited.text + note + added.text;
  const tokens = edited.tokens + Math.ceil(Buffer.byteLength(note) / bytesPerNoteToken) + added.tokens;
  const standing = [
    ...unchanged.map(({ segment, place }) => describeSegment(segment, place)),
    ...edited.segments,
  ].sort(byPlace);
  const stale = [...(earlier.superseded ?? []), ...gone].sort(byPlace);
  const replaced = [...(earlier.replaced ?? []), ...edited.replaced];
  const before = earlier.parts ?? [{ end: earlier.text.length, tokens: earlier.tokens }];
  return {
    ...{ text, key, order: earlier.order },
    hash: createHash('sha256').update(text, 'utf8').digest('hex'),
    tokens: earlier.tokens + tokens,
    segments: [...standing, ...added.segments],
    ...(stale.length > 0 && { superseded: stale }),
    ...(replaced.length > 0 && { replaced }),
    parts: [...before, { end: text.length, tokens }],
  };
}

function byPlace(a: PackedSegment, b: PackedSegment): number {
  return a.start - b.start;
}
