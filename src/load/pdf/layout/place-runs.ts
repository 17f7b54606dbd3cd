import type { TextRun } from '../page-layout.ts';
import { cleanText } from './clean-text.ts';
import { createFrame, type Frame } from './frame.ts';

/** A run in the frame of its angle. */
export interface PlacedRun {
  readonly run: TextRun;
  /** Clean, and without the white space around it. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly baseline: number;
  readonly size: number;
  /** The run has white space at its start or end, whatever the gap says. */
  readonly hasBlankBefore: boolean;
  readonly hasBlankAfter: boolean;
  /** Its place in the drawing order. */
  readonly order: number;
}

/** The runs of one angle, in drawing order. */
export interface PlacedText {
  readonly frame: Frame;
  readonly runs: PlacedRun[];
  characters: number;
}

/**
 * The runs of a page by angle, the page's main text first. A text that is drawn twice
 * within a fraction of an em, as some programs draw bold, is there once. Runs whose place is no number come as `lost`.
 */
export function placeRuns(runs: readonly TextRun[]): { texts: PlacedText[]; lost: TextRun[] } {
  const byAngle = new Map<number, PlacedText>();
  const lost: TextRun[] = [];
  const isDoubled = createDoubleFinder();
  for (const [order, run] of runs.entries()) {
    const cleaned = cleanText(run.text);
    const text = cleaned.trim();
    if (text === '') continue;
    if (!isPlaced(run)) {
      lost.push({ ...run, text });
      continue;
    }
    const angle = snapAngle(run.angle);
    const placed = byAngle.get(angle) ?? { frame: createFrame(angle), runs: [], characters: 0 };
    byAngle.set(angle, placed);
    const placedRun = placeRun(run, cleaned, placed.frame, order);
    if (isDoubled(placedRun)) continue;
    placed.runs.push(placedRun);
    placed.characters += text.length;
  }
  return { texts: [...byAngle.values()].sort((a, b) => weigh(b) - weigh(a)), lost };
}

/** Upright text comes first, unless it is no more than the running head of a page whose table lies on its side. */
function weigh({ frame, characters }: PlacedText): number {
  return frame.angle === 0 ? 3 * characters : characters;
}

function placeRun(run: TextRun, cleaned: string, { cos, sin }: Frame, order: number): PlacedRun {
  const text = cleaned.trim();
  const lead = cleaned.length - cleaned.trimStart().length;
  const trail = cleaned.length - lead - text.length;
  // A blank is about half as wide as the mean character.
  const unit = run.width / (text.length + (lead + trail) / 2);
  const isRightToLeft = run.direction === 'rtl';
  const before = ((isRightToLeft ? trail : lead) * unit) / 2;
  const after = ((isRightToLeft ? lead : trail) * unit) / 2;
  const start = run.x * cos + run.y * sin;
  return {
    run,
    text,
    start: start + before,
    end: start + run.width - after,
    baseline: run.y * cos - run.x * sin,
    size: run.size,
    hasBlankBefore: lead > 0,
    hasBlankAfter: trail > 0,
    order,
  };
}

/** No page is larger than 14,400 units (PDF 1.7, annex C); what is a thousand times as far stands nowhere. */
const farAway = 1.44e7;

function isPlaced({ x, y, width, size, angle }: TextRun): boolean {
  return (
    Math.abs(x) < farAway &&
    Math.abs(y) < farAway &&
    width >= 0 &&
    width < farAway &&
    size > 0 &&
    size < farAway &&
    Number.isFinite(angle)
  );
}

/** Scans are askew by a degree or two, and each run by another fraction; watermarks run at 30 to 60 degrees. */
function snapAngle(angle: number): number {
  const turn = ((angle % 360) + 360) % 360;
  const quarter = Math.round(turn / 90) * 90;
  return (Math.abs(turn - quarter) <= 5 ? quarter : Math.round(turn / 3) * 3) % 360;
}

/** Bounded, so that a page with the same letter 100,000 times on one line is not compared with itself. */
const maxCompared = 32;

function createDoubleFinder(): (run: PlacedRun) => boolean {
  const seen = new Map<string, PlacedRun[]>();
  return (placed) => {
    const { text, run, start, baseline, size } = placed;
    const same = seen.get(text);
    if (!same) {
      seen.set(text, [placed]);
      return false;
    }
    const near = size * 0.15;
    for (let at = same.length - 1; at >= Math.max(0, same.length - maxCompared); at--) {
      const other = same[at];
      if (
        other &&
        other.run.angle === run.angle &&
        Math.abs(other.start - start) < near &&
        Math.abs(other.baseline - baseline) < near
      )
        return true;
    }
    same.push(placed);
    return false;
  };
}
