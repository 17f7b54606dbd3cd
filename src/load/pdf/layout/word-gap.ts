import type { PlacedRun } from './place-runs.ts';

/**
 * The gap from which on two neighbouring runs of a line are two words, in em. A blank is 0.2 to 0.35 em wide and pressed to
 * 0.17 in tight lines; kerning and tracking are below 0.1. In letter-spaced text it is wider than the space between letters.
 */
export function findWordGap(runs: readonly PlacedRun[]): number {
  const tracking = findTracking(runs);
  return tracking === undefined ? plainWordGap : Math.max(plainWordGap, tracking * 1.7);
}

const plainWordGap = 0.14;

/** How far apart the letters of a line stand that is drawn letter by letter, in em. */
function findTracking(runs: readonly PlacedRun[]): number | undefined {
  if (runs.length < 4) return undefined;
  const gaps: number[] = [];
  for (let at = 1; at < runs.length; at++) {
    const [a, b] = [runs[at - 1], runs[at]];
    if (a && b && oneLetter.test(a.text) && oneLetter.test(b.text)) gaps.push(gapBetween(a, b) / b.size);
  }
  // Over half an em it is not tracking: choices such as `A   B   C   D`.
  const middle = gaps.sort((a, b) => a - b)[gaps.length >>> 1];
  return middle !== undefined && gaps.length >= 3 && middle > 0.1 && middle < 0.5 ? middle : undefined;
}

const oneLetter = /^\p{L}$/u;

/** Either side: right-to-left text goes on to the left of what was before. */
export function gapBetween(a: PlacedRun, b: PlacedRun): number {
  return Math.max(b.start - a.end, a.start - b.end);
}

/**
 * Undoes `C O N T E N T S  O F`, as pdf.js gives letter-spaced text: it takes every gap over 0.1 em for a blank, and ends a run
 * at the blanks between words. At least four letters, so that neither a formula nor a list of initials is glued; a line that has
 * such a word and otherwise nothing but single letters is letter-spaced as a whole.
 */
export function joinSpacedLetters(runs: readonly PlacedRun[]): readonly PlacedRun[] {
  if (!runs.some(({ text }) => spacedWord.test(text))) return runs;
  const isWholeLine = runs.every(({ text }) => spacedLetters.test(text));
  return runs.map((run) =>
    isWholeLine || spacedWord.test(run.text) ? { ...run, text: run.text.replaceAll(' ', '') } : run,
  );
}

const spacedWord = /^(?:\p{Lu} ){3,}\p{Lu}[.,:]?$|^\p{L} (?:\p{Ll} ){2,}\p{Ll}[.,:]?$/u;
const spacedLetters = /^\p{L}(?: \p{L})* ?[.,:]?$/u;

/** Chinese and Japanese are written without blanks; lines of them are justified by widening every gap. */
export function needNoBlank(before: string, after: string): boolean {
  return endsIdeographic.test(before) && startsIdeographic.test(after);
}

const endsIdeographic = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3001-\u303f\uff00-\uffef]$/u;
const startsIdeographic =
  /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3001-\u303f\uff00-\uffef]/u;
