import type { Font, Line, PageContent, Span, TextRun } from '../page-layout.ts';

/** A page's lines in the order in which the page draws them. Runs are joined by what the page shows: a blank where there is a gap, nothing inside a word. */
export function findLines({ runs, fonts }: Pick<PageContent, 'runs' | 'fonts'>): readonly Line[] {
  const lines: TextRun[][] = [];
  for (const run of runs) {
    const line = lines.at(-1);
    const previous = line?.at(-1);
    if (line && previous && !isOtherLine(previous, run)) line.push(run);
    else lines.push([run]);
  }
  return lines.map((line) => toLine(line, fonts)).filter((line) => line.spans.length > 0);
}

const unknownFont: Font = { name: '', isBold: false, isItalic: false, isMonospace: false };

function toLine(runs: readonly TextRun[], fonts: PageContent['fonts']): Line {
  const spans: Span[] = [];
  let previous: TextRun | undefined;
  for (const run of runs) {
    const last = spans.at(-1);
    const isApart = previous && hasGap(previous, run) && !/\s$/.test(previous.text) && !/^\s/.test(run.text);
    const text = isApart ? ` ${run.text}` : run.text;
    const font = fonts.get(run.font) ?? unknownFont;
    if (last && last.font === font && last.size === run.size)
      spans[spans.length - 1] = { ...last, text: last.text + text };
    else spans.push({ text, font, size: run.size });
    previous = run;
  }
  const [first] = runs;
  const left = Math.min(...runs.map(({ x }) => x));
  const right = Math.max(...runs.map(({ x, width }) => x + width));
  const size = first?.size ?? 0;
  const baseline = first?.y ?? 0;
  return {
    spans,
    box: { left, top: baseline - size, right, bottom: baseline + size / 4 },
    baseline,
    size,
    angle: first?.angle ?? 0,
    direction: first?.direction ?? 'ltr',
  };
}

/** A run in the frame of its own baseline: `start` to `end` along it, `across` the distance of the baseline. */
function place({ x, y, width, angle }: TextRun) {
  const turn = (angle * Math.PI) / 180;
  const start = x * Math.cos(turn) + y * Math.sin(turn);
  return { start, end: start + width, across: y * Math.cos(turn) - x * Math.sin(turn) };
}

function isOtherLine(previous: TextRun, run: TextRun): boolean {
  if (Math.abs(previous.angle - run.angle) > 0.5) return true;
  // Half an em of the larger run: a raised footnote mark stays in its line.
  return Math.abs(place(previous).across - place(run).across) > 0.5 * Math.max(previous.size, run.size);
}

/** Either side: right-to-left text goes on to the left of what was before. */
function hasGap(previous: TextRun, run: TextRun): boolean {
  const before = place(previous);
  const here = place(run);
  const gap = Math.max(here.start - before.end, before.start - here.end);
  // A blank is about 0.25 em wide, letter spacing under 0.15.
  return gap > 0.2 * Math.min(previous.size, run.size);
}
