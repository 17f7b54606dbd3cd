import type { Box, Font, Line, PageContent, Span } from '../page-layout.ts';
import type { Piece } from './find-pieces.ts';
import { type Frame, toPage } from './frame.ts';
import { maxDropCapCharacters } from './join-drop-caps.ts';
import { findDirection, orderRuns } from './order-runs.ts';
import type { PlacedRun } from './place-runs.ts';
import { findWordGap, gapBetween, joinSpacedLetters, needNoBlank } from './word-gap.ts';

/** A line with its place in the frame of its text. */
export interface PlacedLine {
  readonly line: Line;
  readonly start: number;
  readonly end: number;
}

/** The pieces of one row as a line: runs are joined by what the page shows, a blank where there is a gap, nothing inside a word. */
export function makeLine(
  pieces: readonly Piece[],
  frame: Frame,
  fonts: PageContent['fonts'],
): PlacedLine | undefined {
  const main = pieces.reduce<Piece | undefined>(
    (most, piece) => (most && most.characters >= piece.characters ? most : piece),
    undefined,
  );
  if (!main) return undefined;
  const { baseline, size } = main;
  const runs = pieces.flatMap((piece) => piece.runs);
  const direction = findDirection(runs);
  const ordered = joinSpacedLetters(orderRuns(runs, direction));
  const wordGap = findWordGap(ordered);
  const spans: Span[] = [];
  let previous: PlacedRun | undefined;
  for (const placed of ordered) {
    const { run } = placed;
    const shift = findShift(placed, baseline, size);
    const next: Span = {
      text: placed.text,
      font: fonts.get(run.font) ?? unknownFont,
      size: run.size,
      ...(shift && { shift }),
      ...(run.link !== undefined && { link: run.link }),
    };
    addSpan(spans, next, previous !== undefined && areTwoWords(previous, placed, wordGap));
    previous = placed;
  }
  const start = pieces.reduce((least, piece) => Math.min(least, piece.start), main.start);
  const end = pieces.reduce((most, piece) => Math.max(most, piece.end), main.end);
  const box: Box = toPage(
    { left: start, top: baseline - size, right: end, bottom: baseline + size / 4 },
    frame,
  );
  return { line: { spans, box, baseline, size, angle: frame.angle, direction }, start, end };
}

const unknownFont: Font = { name: '', isBold: false, isItalic: false, isMonospace: false };

function areTwoWords(a: PlacedRun, b: PlacedRun, wordGap: number): boolean {
  if (a.hasBlankAfter || b.hasBlankBefore || changeScript(a, b)) return true;
  // A drop cap stands off from its word by a share of its own size.
  const isDropCap = a.size > 1.6 * b.size && a.text.length <= maxDropCapCharacters;
  const em = isDropCap ? 2 * a.size : (a.size + b.size) / 2;
  const gap = gapBetween(a, b);
  if (gap < wordGap * em) return false;
  return gap > em || !needNoBlank(a.text, b.text);
}

/**
 * pdf.js leaves out the blanks at the ends of right-to-left text but counts their width, so no gap shows before a Latin word. A
 * lone letter may be a prefix of it (Hebrew and Arabic write `and`, `in` and `the` so).
 */
function changeScript({ run: a, text: above }: PlacedRun, { run: b, text: below }: PlacedRun): boolean {
  if (a.direction === b.direction || !/\p{L}$/u.test(above) || !/^\p{L}/u.test(below)) return false;
  return !/(?:^|\P{L})[\p{L}]$|ـ$/u.test(above) && !below.startsWith('ـ');
}

/** Smaller by a sixth or more, and off the baseline by more than rounding. */
function findShift(placed: PlacedRun, baseline: number, size: number): Span['shift'] {
  if (placed.size > 0.85 * size) return undefined;
  const low = placed.baseline - baseline;
  if (low < -0.15 * size) return 'super';
  return low > 0.08 * size ? 'sub' : undefined;
}

/** A blank between two spans belongs to the one that is neither a link nor a mark, the first if both are plain. */
function addSpan(spans: Span[], next: Span, isApart: boolean): void {
  const last = spans.at(-1);
  if (!last) {
    spans.push(next);
    return;
  }
  const isSame =
    last.font === next.font &&
    last.size === next.size &&
    last.shift === next.shift &&
    last.link === next.link;
  if (isSame) {
    spans[spans.length - 1] = { ...last, text: `${last.text}${isApart ? ' ' : ''}${next.text}` };
    return;
  }
  const isFirstPlain = last.shift === undefined && last.link === undefined;
  if (isApart && isFirstPlain) spans[spans.length - 1] = { ...last, text: `${last.text} ` };
  spans.push(isApart && !isFirstPlain ? { ...next, text: ` ${next.text}` } : next);
}
