import type { PackedSegment, Prefix, TextStretch } from '../prefix.ts';
import type { TextSegment } from '../segment.ts';
import { packedText, stretchesOf } from '../text/packed-text.ts';
import { type EditPlace, renderEdits, renderTagged } from '../text/tagged-text.ts';
import { asShown, bodyOf } from './find-changes.ts';
import { findEdits, type LineEdit } from './find-edits.ts';
import { describeSegment } from './render-segments.ts';

/** A document of which some lines are to be replaced where it stands in a prefix. */
export interface SegmentEdit {
  readonly id: string;
  readonly segment: TextSegment;
  readonly place: PackedSegment;
  /** Both texts as they are shown, with a line break at the end. */
  readonly before: string;
  readonly after: string;
  /** Whether the text now has no line break at its end. */
  readonly isOpen: boolean;
  readonly lines: readonly LineEdit[];
}

/**
 * An edit says everything twice, so from half of a document on a new copy is as short and easier to read. Over 50 commits of nine
 * repositories whole copies alone would cost .12 to .31 of asking without a cache by estimate, with edits it is .10 to .14.
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
  const body = bodyOf(rendered);
  const [before, after] = [asShown(packedText(text, place)), asShown(body)];
  const lines = findEdits(before, after);
  if (lines === undefined) return undefined;
  const length = lines.reduce(
    (sum, line) => sum + line.end - line.start + line.afterEnd - line.afterStart,
    0,
  );
  if (length > mostOfDocument * after.length) return undefined;
  if (stretchesOf(place).length + 2 * lines.length > mostPieces) return undefined;
  return { id: place.id, segment, place, before, after, isOpen: body !== after, lines };
}

/** Edits behind a prefix: the text that tells them, the documents as they are then, and what no longer counts. */
export interface RenderedEdits {
  readonly text: string;
  readonly tokens: number;
  readonly segments: readonly PackedSegment[];
  readonly replaced: NonNullable<Prefix['replaced']>;
}

export function renderSegmentEdits(
  edited: readonly SegmentEdit[],
  { text, key }: Prefix,
  countTokens: (segment: TextSegment) => number,
): RenderedEdits {
  if (edited.length === 0) return { text: '', tokens: 0, segments: [], replaced: [] };
  const documents = edited.map(({ id, before, after, lines }) => ({
    id,
    edits: lines.map(({ start, end, afterStart, afterEnd }) => ({
      before: before.slice(start, end),
      after: after.slice(afterStart, afterEnd),
    })),
  }));
  const note = renderEdits(documents, { key, from: text.length });
  const placed = edited.map((edit, index) => placeEdit(edit, note.places[index] ?? [], countTokens));
  return {
    text: note.text,
    tokens: placed.reduce(
      (sum, { denser }) => sum + denser,
      Math.ceil(note.text.length / fewestUnitsPerToken),
    ),
    segments: placed.map(({ segment }) => segment),
    replaced: placed.flatMap(({ replaced }) => replaced),
  };
}

/** A document out of what still stands of it and the new lines, in their order. */
function placeEdit(
  { segment, place, before, after, isOpen, lines }: SegmentEdit,
  places: readonly EditPlace[],
  countTokens: (segment: TextSegment) => number,
) {
  const tokens = countTokens(segment);
  const tokensPerUnit = Math.max(tokens / after.length, 1 / fewestUnitsPerToken);
  const stretches = shownStretches(place, before.length);
  const pieces: TextStretch[] = [];
  const lost: TextStretch[] = [];
  let shownUnits = 0;
  let at = 0;
  for (const [index, { old, now }] of places.entries()) {
    const { start, end } = lines[index] as LineEdit;
    pieces.push(...cut(stretches, at, start), now);
    lost.push(...cut(stretches, start, end), old);
    shownUnits += lengthOf(old) + lengthOf(now);
    at = end;
  }
  pieces.push(...cut(stretches, at, before.length));
  return {
    segment: describeSegment(segment, {
      ...{ tokens, start: place.start, end: place.end },
      pieces: isOpen ? cut(pieces, 0, after.length - 1) : pieces,
    }),
    replaced: lost.map((each) => ({ ...each, tokens: Math.ceil(lengthOf(each) * tokensPerUnit) })),
    /** What its lines take over what was reckoned for all of the note. */
    denser: Math.ceil(shownUnits * (tokensPerUnit - 1 / fewestUnitsPerToken)),
  };
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

function lengthOf({ start, end }: TextStretch): number {
  return end - start;
}
