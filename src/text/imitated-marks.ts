/**
 * Makes `(1)` of every `[1]` that a model writes itself, outside of code: a document can order it to, papers number their references so,
 * and a reader would take it for the citation with that number. However the text is cut into deltas, the result is the same.
 */
export interface ImitationFilter {
  push(delta: string): string;
  /** What was held back, when something that is no text follows. */
  flush(): string;
}

const tokens = /`+|\[([1-9]\d{0,2})\]|\n[ \t]*\n/g;
/** So many and more fence a block, in which a blank line is code. */
const fenceTicks = 3;

/** A filter with its own state, for one output. */
export function createImitationFilter(): ImitationFilter {
  let held = '';
  /** How many backticks opened the code that goes on here; 0 outside of code. */
  let open = 0;

  const take = (text: string): string =>
    text.replace(tokens, (token, number: string | undefined) => {
      if (number !== undefined) return open === 0 ? `(${number})` : token;
      if (token.startsWith('`')) {
        if (open === 0) open = token.length;
        else if (token.length === open || (open >= fenceTicks && token.length > open)) open = 0;
      } else if (open < fenceTicks) open = 0;
      return token;
    });

  return {
    push(delta) {
      const text = held + delta;
      const end = endOfWhole(text);
      held = text.slice(end);
      return take(text.slice(0, end));
    },
    flush() {
      const text = held;
      held = '';
      return take(text);
    },
  };
}

/** Where the beginning of a token stands whose rest may still come. No regular expression: of a megabyte of backticks it would try each. */
function endOfWhole(text: string): number {
  const blanks = text.trimEnd().length;
  if (text.includes('\n', blanks)) return blanks;
  let ticks = text.length;
  while (text[ticks - 1] === '`') ticks -= 1;
  if (ticks < text.length) return ticks;
  const bracket = text.lastIndexOf('[');
  return bracket !== -1 && /^\[\d{0,3}$/.test(text.slice(bracket, bracket + 5)) ? bracket : text.length;
}
