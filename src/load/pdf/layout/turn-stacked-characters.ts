import type { TextRun } from '../page-layout.ts';

/**
 * Vertical writing as it is: some programs draw Japanese and Chinese columns sign by sign in a horizontal font, each sign below
 * the one before. On a page that is mostly written so, these signs run downwards as one text does that is drawn in a vertical font.
 */
export function turnStackedCharacters(runs: readonly TextRun[]): readonly TextRun[] {
  const stacked = new Set<TextRun>();
  let previous: TextRun | undefined;
  for (const run of runs) {
    if (previous && isBelow(previous, run)) stacked.add(previous).add(run);
    previous = run;
  }
  const written = runs.filter(({ text }) => text.trim() !== '').length;
  if (stacked.size <= written / 2) return runs;
  return runs.map((run) =>
    stacked.has(run)
      ? { ...run, angle: 90, x: run.x + run.size / 2, y: run.y - ascent * run.size, width: run.size }
      : run,
  );
}

/** In em: how far a sign reaches above its baseline. */
const ascent = 0.88;

function isBelow(above: TextRun, below: TextRun): boolean {
  const { size } = above;
  const distance = below.y - above.y;
  return (
    above.angle === 0 &&
    below.angle === 0 &&
    sign.test(above.text) &&
    sign.test(below.text) &&
    Math.abs(below.x - above.x) < 0.25 * size &&
    distance > 0.8 * size &&
    distance < 1.4 * size
  );
}

const sign =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3001-\u301f\u30fc\ufe10-\ufe48\uff01-\uff60]$/u;
