import type { Rule } from '../page-layout.ts';

/** A rule as a person sees it, however many pieces draw it: `at` across its direction, from `start` to `end` along it. */
export interface Stroke {
  readonly at: number;
  readonly start: number;
  readonly end: number;
}

/** The rules of one direction: pieces, dashes and double lines joined. */
export function joinRules(rules: readonly Rule[], direction: Rule['direction']): readonly Stroke[] {
  const strokes = rules
    .filter((rule) => rule.direction === direction)
    .map(({ box: { left, top, right, bottom } }) =>
      direction === 'horizontal'
        ? { at: (top + bottom) / 2, start: left, end: right }
        : { at: (left + right) / 2, start: top, end: bottom },
    )
    .toSorted((one, other) => one.at - other.at);
  const joined: Stroke[] = [];
  for (let first = 0; first < strokes.length; ) {
    const from = strokes[first]?.at ?? 0;
    let end = first;
    while (end < strokes.length && (strokes[end]?.at ?? 0) - from <= sameLine) end++;
    joined.push(...joinCollinear(strokes.slice(first, end)));
    first = end;
  }
  return joined.filter(({ start, end }) => end - start >= shortest);
}

/** Double lines and the edges of neighbouring cells lie up to 3 pt apart; rows and columns at least 6. */
const sameLine = 3;
/** Dashes and dots have gaps up to 3 pt. */
const dashGap = 3;
/** Shorter ones are ticks, bullets, the strokes of drawn letters. */
const shortest = 5;

function joinCollinear(strokes: readonly Stroke[]): readonly Stroke[] {
  const joined: Stroke[] = [];
  const at = strokes.reduce((sum, stroke) => sum + stroke.at, 0) / strokes.length;
  for (const { start, end } of strokes.toSorted((one, other) => one.start - other.start)) {
    const last = joined.at(-1);
    if (last && start - last.end <= dashGap)
      joined[joined.length - 1] = { ...last, end: Math.max(last.end, end) };
    else joined.push({ at, start, end });
  }
  return joined;
}
