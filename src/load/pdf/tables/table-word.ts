import type { Box, PageContent, TextRun } from '../page-layout.ts';

/** A word of upright text with its place. A run may reach over several cells, so tables are made of words. */
export interface TableWord extends Box {
  readonly text: string;
  readonly baseline: number;
  readonly size: number;
  readonly isBold: boolean;
  readonly isMonospace: boolean;
  readonly isRightToLeft: boolean;
  /** False when it goes on where the word before it ends: two runs of one word. */
  readonly isApart: boolean;
}

/** The words of a page's upright text, in drawing order. */
export function findTableWords({ runs, fonts }: Pick<PageContent, 'runs' | 'fonts'>): readonly TableWord[] {
  const words: TableWord[] = [];
  let previous: TextRun | undefined;
  for (const run of runs) {
    if (Math.abs(run.angle) > 2 || run.text.trim() === '') {
      if (run.text !== '' && run.text.trim() === '') previous = undefined;
      continue;
    }
    const font = fonts.get(run.font);
    const touches =
      previous !== undefined &&
      Math.abs(previous.y - run.y) < 0.5 * run.size &&
      !previous.text.endsWith(' ') &&
      Math.abs(run.x - previous.x - previous.width) < 0.15 * Math.min(run.size, previous.size);
    const total = advance(run.text) || 1;
    for (const { 0: text, index } of run.text.matchAll(/\S+/g)) {
      const left = run.x + (run.width * advance(run.text.slice(0, index))) / total;
      const right = left + (run.width * advance(text)) / total;
      const place = run.direction === 'rtl' ? mirror(run, left, right) : { left, right };
      words.push({
        text,
        ...place,
        top: run.y - 0.75 * run.size,
        bottom: run.y + 0.2 * run.size,
        baseline: run.y,
        size: run.size,
        isBold: font?.isBold ?? false,
        isMonospace: font?.isMonospace ?? false,
        isRightToLeft: run.direction === 'rtl',
        isApart: index > 0 || !touches,
      });
    }
    previous = run;
  }
  return words;
}

/** Right-to-left text begins at the right end of its run. */
function mirror({ x, width }: TextRun, left: number, right: number) {
  return { left: 2 * x + width - right, right: 2 * x + width - left };
}

/** How wide a text is, in small letters of a usual typeface: where a word of a run begins is known by no other measure. */
function advance(text: string): number {
  let sum = 0;
  for (const letter of text) sum += narrow.test(letter) ? 0.55 : wide.test(letter) ? 1.4 : 1;
  return sum;
}

const narrow = /[\s.,;:!|'ijltfrI()[\]/-]/;
const wide = /[mwMWA-Z@%\u2e80-\uffee]/;
