import type { Box, HiddenText, PageSize, TextRun } from '../page-layout.ts';
import type { PaintedText, Painting } from './read-painted-text.ts';

/** A page's runs, and what was taken out of them. */
export interface SeparatedText {
  readonly runs: readonly TextRun[];
  readonly hidden: readonly HiddenText[];
}

/**
 * Takes out of a page's runs what nobody sees. The invisible text that OCR lays over the image of a page stays: it is what the
 * image shows.
 */
export function separateHiddenText(
  runs: readonly TextRun[],
  { texts, images }: Painting,
  page: PageSize,
): SeparatedText {
  const isScan = shareOf(images, page) >= 0.5;
  const hidden = texts.filter(
    (text) =>
      text.hidden !== undefined && text.text.trim() !== '' && !(isScan && text.hidden === 'invisible'),
  );
  if (hidden.length === 0) return { runs, hidden: [] };
  const isHidden = new Set(hidden);
  const visible = byLine(texts.filter((text) => !isHidden.has(text) && text.annotation === undefined));
  // White below black: a halo, or a letter that is drawn twice.
  const alone = hidden.filter((text) => !near(visible, text).some((other) => isTwin(text, other)));
  const hiddenLines = byLine(alone);
  const kept = runs.flatMap((run) => {
    if (!near(hiddenLines, run).some((text) => isPartOf(text, run))) return [run];
    // What is seen of a run of both is taken from what is painted.
    return near(visible, run)
      .filter((text) => isPartOf(text, run))
      .map(({ text, x, y, width, size, angle }) => ({ ...run, text, x, y, width, size, angle }));
  });
  return { runs: kept, hidden: describe(alone) };
}

/** How much of the page its images cover, 0 to 1; those that lie on one another count twice. */
function shareOf(images: readonly Box[], { width, height }: PageSize) {
  const areas = images.map(
    ({ left, top, right, bottom }) => Math.max(0, right - left) * Math.max(0, bottom - top),
  );
  return areas.reduce((sum, area) => sum + area, 0) / (width * height);
}

type Placed = Pick<TextRun, 'x' | 'y' | 'width' | 'size' | 'angle'>;

/** By their distance from the page's corner across the direction of writing, in steps of 4 points, so that a line is found at once. */
function byLine(texts: readonly PaintedText[]): ReadonlyMap<number, readonly PaintedText[]> {
  return Map.groupBy(texts, lineOf);
}

/** A run and what is painted of it are hardly a point apart; the lines on both sides are looked at too. */
const step = 4;

function lineOf(placed: Placed): number {
  return Math.round(inLine(placed).across / step);
}

function near(lines: ReadonlyMap<number, readonly PaintedText[]>, placed: Placed): readonly PaintedText[] {
  const line = lineOf(placed);
  return [line - 1, line, line + 1].flatMap((key) => lines.get(key) ?? []);
}

function inLine({ x, y, width, angle }: Placed) {
  const turn = (angle * Math.PI) / 180;
  const start = x * Math.cos(turn) + y * Math.sin(turn);
  return { start, end: start + width, across: y * Math.cos(turn) - x * Math.sin(turn) };
}

function isTwin(text: PaintedText, other: PaintedText): boolean {
  const away = Math.hypot(text.x - other.x, text.y - other.y);
  return text.text.trim() === other.text.trim() && away < 0.3 * text.size;
}

function isPartOf(text: PaintedText, run: TextRun): boolean {
  if (Math.abs(text.angle - run.angle) > 1) return false;
  const piece = inLine(text);
  const whole = inLine(run);
  const middle = (piece.start + piece.end) / 2;
  return (
    Math.abs(piece.across - whole.across) < 0.3 * Math.max(run.size, 1) &&
    middle > whole.start - 0.1 * run.size &&
    middle < whole.end + 0.1 * run.size
  );
}

/** One for each reason, in the order of painting. */
function describe(texts: readonly PaintedText[]): readonly HiddenText[] {
  const parts = new Map<HiddenText['because'], { text: string; last: PaintedText }>();
  for (const text of texts) {
    if (text.hidden === undefined) continue;
    const before = parts.get(text.hidden);
    const joined =
      before && (isNext(before.last, text) ? before.text + text.text : `${before.text} ${text.text}`);
    parts.set(text.hidden, { text: joined ?? text.text, last: text });
  }
  return [...parts].map(([because, { text }]) => ({ because, text: text.replace(/\s+/g, ' ').trim() }));
}

function isNext(before: PaintedText, text: PaintedText): boolean {
  const one = inLine(before);
  const other = inLine(text);
  return Math.abs(one.across - other.across) < 1 && Math.abs(other.start - one.end) < 0.2 * text.size;
}
