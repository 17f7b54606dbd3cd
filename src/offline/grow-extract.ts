import type { TextUnit } from '../text/sentences.ts';

// A paragraph of ordinary length, and the code or list that it introduces.
const paragraph = 500;
const withExample = 900;

/**
 * Widens a matching sentence or line to what a reader needs to understand it: its paragraph, list or few lines of code, and the
 * code block or list that follows a colon or, where the question asks for steps, any sentence.
 */
export function growExtract({
  text,
  units,
  unit,
  steps,
}: {
  readonly text: string;
  /** All units of the passage, in order. */
  readonly units: readonly TextUnit[];
  readonly unit: TextUnit;
  readonly steps: boolean;
}): { readonly start: number; readonly end: number } {
  const block = units.filter((other) => other.block === unit.block);
  let { start, end } = within(block, unit, paragraph);
  const fencedCode = unit.type === 'code' && block.length === 1;
  if (fencedCode) {
    const before = units.filter((other) => other.block === unit.block - 1 && other.type !== 'heading');
    const intro = before.at(-1);
    if (intro !== undefined && end - intro.start <= withExample) start = intro.start;
    return { start, end: cutAtLine(text, start, end) };
  }
  const last = block.at(-1) as TextUnit;
  const introduces = end === last.end && (text[end - 1] === ':' || steps);
  const next = units.filter((other) => other.block === unit.block + 1);
  const follows = next[0]?.type === 'code' || next[0]?.type === 'item';
  if (introduces && follows) end = cutAtLine(text, start, (next.at(-1) as TextUnit).end);
  return { start, end };
}

/** The units around one, nearest first, while all together stay within a length. */
function within(block: readonly TextUnit[], unit: TextUnit, most: number): { start: number; end: number } {
  let first = block.indexOf(unit);
  let last = first;
  for (;;) {
    const start = (block[first] as TextUnit).start;
    const end = (block[last] as TextUnit).end;
    const before = block[first - 1];
    const after = block[last + 1];
    // What follows explains more often than what comes before.
    if (
      after !== undefined &&
      after.end - start <= most &&
      (before === undefined || last - first <= 2 * (block.indexOf(unit) - first) + 1)
    ) {
      last += 1;
    } else if (before !== undefined && end - before.start <= most) first -= 1;
    else if (after !== undefined && after.end - start <= most) last += 1;
    else return { start, end };
  }
}

function cutAtLine(text: string, start: number, end: number): number {
  if (end - start <= withExample) return end;
  const newline = text.lastIndexOf('\n', start + withExample);
  return newline > start ? newline : end;
}
