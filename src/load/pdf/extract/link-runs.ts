import type { Box, TextRun } from '../page-layout.ts';
import { boxOf, type Matrix } from './matrix.ts';
import type { Annotation } from './read-annotations.ts';

/** Puts the addresses of a page's links on the runs under them; a run that is a link in part is cut. Links within the document stay plain text. */
export function linkRuns(
  runs: readonly TextRun[],
  annotations: readonly Annotation[],
  transform: Matrix,
): readonly TextRun[] {
  const links = annotations.flatMap(({ subtype, url, rect, quadPoints }) =>
    subtype === 'Link' && url !== undefined
      ? quads(quadPoints, rect).map((quad) => ({ url, box: boxOf(transform, quad) }))
      : [],
  );
  if (links.length === 0) return runs;
  return runs.flatMap((run) => {
    const link = links.find(({ box }) => covers(box, run));
    return link === undefined ? [run] : cutRun(run, link.box, link.url);
  });
}

function quads(points: Annotation['quadPoints'], rect: readonly number[]): readonly (readonly number[])[] {
  const numbers = Array.from(points ?? []);
  const count = Math.floor(numbers.length / 8);
  if (count === 0) return [rect];
  return Array.from({ length: count }, (_, index) => {
    const quad = numbers.slice(8 * index, 8 * index + 8);
    const xs = quad.filter((_, at) => at % 2 === 0);
    const ys = quad.filter((_, at) => at % 2 === 1);
    return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  });
}

/** Whether a link lies on a part of a run: its height at least at the middle of the letters. Text that is turned has none. */
function covers({ left, top, right, bottom }: Box, { x, y, width, size, angle, text }: TextRun): boolean {
  const middle = y - 0.3 * size;
  return (
    Math.abs(angle) < 1 &&
    text.trim() !== '' &&
    middle > top &&
    middle < bottom &&
    x < right &&
    x + width > left
  );
}

/** A link covers whole words. How wide a part of the run is nobody says, so its letters share the width by their usual shapes. */
function cutRun(run: TextRun, box: Box, link: string): readonly TextRun[] {
  const total = widthOf(run.text);
  if (total === 0) return [{ ...run, link }];
  const at = (length: number) => run.x + (run.width * widthOf(run.text.slice(0, length))) / total;
  // Right-to-left runs are not cut: their first letter is on the right.
  const words = run.direction === 'rtl' ? [] : [...run.text.matchAll(/\S+/g)];
  const covered = words.filter(({ 0: word, index }) => {
    const middle = (at(index) + at(index + word.length)) / 2;
    return middle > box.left && middle < box.right;
  });
  const first = covered[0];
  const last = covered.at(-1);
  if (first === undefined || last === undefined) return [run.direction === 'rtl' ? { ...run, link } : run];
  const start = first.index;
  const end = last.index + last[0].length;
  const part = (from: number, to: number) => ({
    ...run,
    text: run.text.slice(from, to),
    x: at(from),
    width: at(to) - at(from),
  });
  return [part(0, start), { ...part(start, end), link }, part(end, run.text.length)].filter(
    ({ text }) => text !== '',
  );
}

/** In ems, roughly. */
function widthOf(text: string): number {
  let width = 0;
  for (const letter of text)
    width += /[\s.,:;'!|ijlIft()[\]-]/.test(letter) ? 0.3 : /[mwMW@%]/.test(letter) ? 0.85 : 0.55;
  return width;
}
