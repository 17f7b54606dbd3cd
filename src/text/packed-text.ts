import type { PackedSegment, TextStretch } from '../prefix.ts';

/** The text of a segment as it is now, out of the text of the prefix that it stands in. */
export function packedText(text: string, segment: Pick<PackedSegment, 'start' | 'end' | 'pieces'>): string {
  return stretchesOf(segment)
    .map(({ start, end }) => text.slice(start, end))
    .join('');
}

/** Where it stands: in one place, or in several when lines of it have been replaced. */
export function stretchesOf({
  start,
  end,
  pieces = [{ start, end }],
}: Pick<PackedSegment, 'start' | 'end' | 'pieces'>): readonly TextStretch[] {
  return pieces;
}
