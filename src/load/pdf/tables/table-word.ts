import type { Box, PageContent, TextRun } from '../page-layout.ts';

/** A word of a page with its place. A run may reach over several cells, so tables are made of words. */
export interface TableWord extends Box {
  readonly text: string;
  readonly baseline: number;
  readonly size: number;
  readonly isBold: boolean;
  readonly isMonospace: boolean;
  readonly isRightToLeft: boolean;
  /** Text at another angle: it fills cells, as the heads of narrow columns do, but lines nothing up. A run of it is one word. */
  readonly isTurned: boolean;
  /** False when it goes on where the word before it ends: two runs of one word. */
  readonly isApart: boolean;
  /** The middle of its run: what stands in a table is told by runs, so that no word is read twice or lost. */
  readonly middle: { readonly x: number; readonly y: number };
}

/** The words of a page, in drawing order. */
export function findTableWords({ runs, fonts }: Pick<PageContent, 'runs' | 'fonts'>): readonly TableWord[] {
  const words: TableWord[] = [];
  const drawn = new Map<string, TextRun[]>();
  let previous: TextRun | undefined;
  for (const run of runs) {
    if (isDrawnAgain(run, drawn)) continue;
    if (run.text.trim() === '') {
      if (run.text !== '') previous = undefined;
      continue;
    }
    const font = fonts.get(run.font);
    const shared = {
      size: run.size,
      isBold: font?.isBold ?? false,
      isMonospace: font?.isMonospace ?? false,
      isRightToLeft: run.direction === 'rtl',
      middle: middleOf(run),
    };
    if (Math.abs(run.angle) > 2) {
      const box = turnedBox(run);
      words.push({
        text: run.text.trim(),
        ...box,
        baseline: box.bottom,
        ...shared,
        isTurned: true,
        isApart: true,
      });
      previous = undefined;
      continue;
    }
    const touches =
      previous !== undefined &&
      Math.abs(previous.y - run.y) < 0.5 * run.size &&
      !previous.text.endsWith(' ') &&
      Math.abs(run.x - previous.x - previous.width) < 0.15 * Math.min(run.size, previous.size);
    const total = advance(run.text) || 1;
    let read = 0;
    let before = 0;
    for (const { 0: text, index } of run.text.matchAll(/\S+/g)) {
      before += advance(run.text.slice(read, index));
      const left = run.x + (run.width * before) / total;
      before += advance(text);
      read = index + text.length;
      const right = run.x + (run.width * before) / total;
      const place = run.direction === 'rtl' ? mirror(run, left, right) : { left, right };
      words.push({
        text,
        ...place,
        top: run.y - 0.75 * run.size,
        bottom: run.y + 0.2 * run.size,
        baseline: run.y,
        ...shared,
        isTurned: false,
        isApart: index > 0 || !touches,
      });
    }
    previous = run;
  }
  return words;
}

/** Some writers make bold type by drawing a text twice, a hair apart. */
function isDrawnAgain(run: TextRun, drawn: Map<string, TextRun[]>): boolean {
  const before = drawn.get(run.text) ?? [];
  const reach = 0.15 * run.size;
  if (before.some(({ x, y }) => Math.abs(x - run.x) < reach && Math.abs(y - run.y) < reach)) return true;
  drawn.set(run.text, [...before.slice(-8), run]);
  return false;
}

function middleOf({ x, y, width, size, angle }: TextRun): TableWord['middle'] {
  const turn = (angle * Math.PI) / 180;
  return {
    x: x + (width / 2) * Math.cos(turn) + (size / 4) * Math.sin(turn),
    y: y + (width / 2) * Math.sin(turn) - (size / 4) * Math.cos(turn),
  };
}

function turnedBox({ x, y, width, size, angle }: TextRun): Box {
  const turn = (angle * Math.PI) / 180;
  const corners = [0, width].flatMap((along) =>
    [0, 0.75 * size].map((up) => ({
      x: x + along * Math.cos(turn) + up * Math.sin(turn),
      y: y + along * Math.sin(turn) - up * Math.cos(turn),
    })),
  );
  const xs = corners.map((corner) => corner.x);
  const ys = corners.map((corner) => corner.y);
  return { left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
}

/** Right-to-left text begins at the right end of its run. */
function mirror({ x, width }: TextRun, left: number, right: number) {
  return { left: 2 * x + width - right, right: 2 * x + width - left };
}

/** How wide a text is, in small letters of a usual typeface: where a word of a run begins is known by no other measure. */
function advance(text: string): number {
  let sum = 0;
  for (const letter of text) sum += asciiAdvances[letter.charCodeAt(0)] ?? letterAdvance(letter);
  return sum;
}

function letterAdvance(letter: string): number {
  return narrow.test(letter) ? 0.55 : wide.test(letter) ? 1.4 : 1;
}

const narrow = /[\s.,;:!|'ijltfrI()[\]/-]/;
const wide = /[mwMWA-Z@%\u2e80-\uffee]/;
// Asked for each letter of a page: with the expressions alone it was a quarter of the time that tables take.
const asciiAdvances = Array.from({ length: 128 }, (_, code) => letterAdvance(String.fromCharCode(code)));
