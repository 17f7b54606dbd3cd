import type { PackedSegment, Prefix, TextStretch } from '../context.ts';
import type { TextSegment } from '../segment.ts';
import { packedText, stretchesOf } from '../text/packed-text.ts';
import { renderEdits, renderTagged, type TextEdit } from '../text/tagged-text.ts';
import { asShown, bodyOf } from './find-changes.ts';
import { findEdits, type LineEdit } from './find-edits.ts';
import { describeSegment } from './render-segments.ts';

/** A document of which some lines are to be replaced where it stands in a prefix. */
export interface SegmentEdit {
  readonly segment: TextSegment;
  readonly place: PackedSegment;
  readonly edits: readonly LineEdit[];
}

/**
 * An edit says everything twice, so from half of a document on a new copy is as short and easier to read. Over 50 commits of nine
 * repositories whole copies alone cost .12 to .31 of asking without a cache, edits .10 to .14.
 */
const mostOfDocument = 0.5;
/** A document in more pieces is given whole again: nobody should have to put it together. */
const mostPieces = 24;

/** The lines that have changed in a document, when that is much shorter than the document and only its text has changed. */
export function editSegment(
  segment: TextSegment,
  place: PackedSegment,
  { text, key }: Prefix,
): SegmentEdit | undefined {
  const rendered = renderTagged(segment, key);
  const tag = rendered.text.slice(0, rendered.start);
  if (!text.startsWith(tag, place.start - rendered.start)) return undefined;
  const after = asShown(bodyOf(rendered));
  const edits = findEdits(asShown(packedText(text, place)), after);
  if (edits === undefined) return undefined;
  const length = edits.reduce(
    (sum, edit) => sum + edit.end - edit.start + edit.afterEnd - edit.afterStart,
    0,
  );
  const pieces = stretchesOf(place).length + 2 * edits.length;
  return length > mostOfDocument * after.length || pieces > mostPieces
    ? undefined
    : { segment, place, edits };
}

/** Renders edits behind a prefix: the documents as they are then, and what no longer counts. */
export function renderSegmentEdits(
  changed: readonly SegmentEdit[],
  { text, key }: Prefix,
  countTokens: (segment: TextSegment) => number,
): {
  readonly text: string;
  readonly tokens: number;
  readonly segments: readonly PackedSegment[];
  readonly replaced: NonNullable<Prefix['replaced']>;
} {
  if (changed.length === 0) return { text: '', tokens: 0, segments: [], replaced: [] };
  const documents = changed.map(({ segment, place, edits }) => {
    const before = asShown(packedText(text, place));
    const body = bodyOf(renderTagged(segment, key));
    const after = asShown(body);
    return {
      ...{ id: place.id, segment, place, lineEdits: edits, isOpen: body !== after },
      edits: edits.map(
        (edit): TextEdit => ({
          before: before.slice(edit.start, edit.end),
          after: after.slice(edit.afterStart, edit.afterEnd),
        }),
      ),
      stretches: shownStretches(place, before.length),
      tokensPerUnit: Math.max(countTokens(segment) / after.length, 1 / fewestUnitsPerToken),
    };
  });
  const note = renderEdits(documents, { key, from: text.length });
  const segments: PackedSegment[] = [];
  const replaced: (TextStretch & { tokens: number })[] = [];
  let tokens = Math.ceil(note.text.length / fewestUnitsPerToken);
  for (const [
    index,
    { segment, place, lineEdits, isOpen, stretches, tokensPerUnit },
  ] of documents.entries()) {
    const places = note.places[index] ?? [];
    const pieces: TextStretch[] = [];
    let at = 0;
    for (const [number, { start, end }] of lineEdits.entries()) {
      const shown = places[number];
      if (shown === undefined) continue;
      pieces.push(...cut(stretches, at, start), shown.now);
      at = end;
      const lost = [...cut(stretches, start, end), shown.old];
      replaced.push(...lost.map((each) => ({ ...each, tokens: Math.ceil(lengthOf(each) * tokensPerUnit) })));
      // More than was counted of every text when it is dense.
      tokens += Math.ceil(
        (lengthOf(shown.old) + lengthOf(shown.now)) * (tokensPerUnit - 1 / fewestUnitsPerToken),
      );
    }
    pieces.push(...cut(stretches, at, Number.POSITIVE_INFINITY));
    segments.push(
      describeSegment(segment, {
        ...{ tokens: countTokens(segment), start: place.start, end: place.end },
        pieces: isOpen ? withoutLast(pieces) : pieces,
      }),
    );
  }
  return { text: note.text, tokens, segments, replaced };
}

/** Of code and prose a token takes 3.5 to 4 characters; what is appended is estimated from above. */
const fewestUnitsPerToken = 3;

/** The stretches with the line break that stands behind the last one where the text has none. */
function shownStretches(place: PackedSegment, shownLength: number): readonly TextStretch[] {
  const stretches = stretchesOf(place);
  const length = stretches.reduce((sum, stretch) => sum + lengthOf(stretch), 0);
  return stretches.map((stretch, index) =>
    index === stretches.length - 1 ? { ...stretch, end: stretch.end + shownLength - length } : stretch,
  );
}

/** What stands from one offset to another in a text that is several stretches. */
function cut(stretches: readonly TextStretch[], from: number, to: number): TextStretch[] {
  let at = 0;
  return stretches.flatMap((stretch) => {
    const start = stretch.start + Math.max(0, from - at);
    const end = Math.min(stretch.end, stretch.start + to - at);
    at += lengthOf(stretch);
    return start < end ? [{ start, end }] : [];
  });
}

/** Without the line break that is only shown. */
function withoutLast(pieces: readonly TextStretch[]): TextStretch[] {
  const end = pieces.reduce((sum, piece) => sum + lengthOf(piece), 0);
  return cut(pieces, 0, end - 1);
}

function lengthOf({ start, end }: TextStretch): number {
  return end - start;
}
