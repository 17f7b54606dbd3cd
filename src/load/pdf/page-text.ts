/** A run of text as pdf.js gives it: `transform` is [a, b, c, d, x, y], `width` is along the baseline. */
export interface TextRun {
  readonly str: string;
  readonly transform: readonly number[];
  readonly width: number;
  readonly hasEOL: boolean;
}

/**
 * A page's text, line by line, in the order in which the page draws it. Runs are joined by what the page shows: a blank where
 * there is a gap, nothing inside a word.
 */
export function pageText(runs: readonly TextRun[]): string {
  const lines: string[] = [];
  let line = '';
  let previous: PlacedRun | undefined;
  let lineEnded = false;
  for (const run of runs) {
    const placed = placeRun(run);
    if (placed) {
      if (previous && (lineEnded || isOtherLine(previous, placed))) {
        lines.push(line.trimEnd());
        line = '';
      } else if (previous && hasGap(previous, placed) && !/\s$/.test(line) && !/^\s/.test(run.str)) {
        line += ' ';
      }
      line += run.str;
      previous = placed;
      lineEnded = false;
    }
    lineEnded ||= run.hasEOL;
  }
  if (line !== '') lines.push(line.trimEnd());
  // NUL stands for glyphs without a character in some fonts (24 of 4,703 public PDFs).
  return lines.join('\n').replaceAll('\0', '').toWellFormed();
}

/** A run in the frame of its own baseline: `along` from start to end, `across` the distance of the baseline. */
interface PlacedRun {
  readonly em: number;
  readonly angle: number;
  readonly start: number;
  readonly end: number;
  readonly across: number;
}

function placeRun({ str, transform, width }: TextRun): PlacedRun | undefined {
  if (str === '') return undefined;
  const [a = 1, b = 0, c = 0, d = 1, x = 0, y = 0] = transform;
  const angle = Math.atan2(b, a);
  const along = x * Math.cos(angle) + y * Math.sin(angle);
  const across = y * Math.cos(angle) - x * Math.sin(angle);
  return { em: Math.hypot(c, d) || 1, angle, start: along, end: along + width, across };
}

function isOtherLine(previous: PlacedRun, run: PlacedRun): boolean {
  if (Math.abs(previous.angle - run.angle) > 0.01) return true;
  // Half an em of the larger run: a raised footnote mark stays in its line.
  return Math.abs(previous.across - run.across) > 0.5 * Math.max(previous.em, run.em);
}

/** Either side: right-to-left text goes on to the left of what was before. */
function hasGap(previous: PlacedRun, run: PlacedRun): boolean {
  const gap = Math.max(run.start - previous.end, previous.start - run.end);
  // A blank is about 0.25 em wide, letter spacing under 0.15.
  return gap > 0.2 * Math.min(previous.em, run.em);
}
