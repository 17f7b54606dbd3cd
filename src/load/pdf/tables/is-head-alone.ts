import type { Box } from '../page-layout.ts';
import { isNumeric } from './count-head-rows.ts';
import { findRows } from './find-rows.ts';
import { findSegments } from './segments.ts';
import type { TableWord } from './table-word.ts';

/**
 * Whether what stands in a frame of few lines is the head of a table whose rows go on below it without a rule: the next line, or
 * the next one below short titles, falls apart into as many pieces.
 */
export function isHeadAlone(
  { left, right, bottom }: Omit<Box, 'top'>,
  inside: readonly TableWord[],
  words: readonly TableWord[],
): boolean {
  const lines = findRows(inside);
  const last = lines.at(-1);
  if (!last || lines.length > maxLines) return false;
  if (lines.flatMap((line) => findSegments(line)).some(isNumeric)) return false;
  const pieces = Math.max(3, ...lines.map((line) => findSegments(line).length));
  const below = findRows(
    words.filter((word) => word.baseline > bottom && word.right > left - 3 && word.left < right + 3),
  );
  let above = Math.max(bottom, last.baseline);
  for (const line of below.slice(0, 1 + maxTitles)) {
    if (line.baseline - above > farthestBody * last.size) return false;
    const segments = findSegments(line);
    if (segments.length > 1) return segments.length >= pieces;
    const [title] = segments;
    if (title && title.right - title.left > (right - left) / 3) return false;
    above = line.baseline;
  }
  return false;
}

const maxLines = 4;
/** The title of the first rows, and the one above it. */
const maxTitles = 2;
/** In em, from the rule to the first row's baseline. */
const farthestBody = 2.2;
