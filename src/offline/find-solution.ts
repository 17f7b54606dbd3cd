import type { TextUnit } from '../text/sentences.ts';

const problem =
  /^[#\s]*(?:issues?|problems?|symptoms?|background|causes?|description|question|what happens)\b[^\n]{0,20}$/i;
const solution =
  /^[#\s]*(?:solutions?|fix|fixes|resolution|workarounds?|answer|remedy|how to fix|what to do)\b[^\n]{0,30}$/i;

/**
 * On a page with sections "Issue" and "Solution" a question matches the first and is answered by the second: the first sentence of the
 * solution, when the unit stands in such a section.
 */
export function findSolution(text: string, units: readonly TextUnit[], unit: TextUnit): TextUnit | undefined {
  const at = units.indexOf(unit);
  const over = units.findLast((other, index) => index < at && other.type === 'heading');
  if (over === undefined || !problem.test(text.slice(over.start, over.end))) return undefined;
  const heading = units.findIndex(
    (other, index) =>
      index > at && other.type === 'heading' && solution.test(text.slice(other.start, other.end)),
  );
  return heading === -1
    ? undefined
    : units.find((other, index) => index > heading && other.type !== 'heading');
}
