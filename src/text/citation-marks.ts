/** A piece of a model's output: text for the reader, a citation, or the statement that the documents do not say. */
export type MarkPiece =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'citation'; readonly id: string; readonly quote: string }
  | { readonly type: 'not-found' };

/** How a model is told to say that the documents do not hold the answer. */
export const notFoundMark = '<not-found/>';

/** A citation as a model writes it: the id of a document and words copied from it. */
export function formatCitationMark({ id, quote }: { readonly id: string; readonly quote: string }): string {
  return `<cite id=${JSON.stringify(id)}>${quote}</cite>`;
}

/**
 * Takes a model's output as it arrives and splits it at the marks. No part of a mark is ever given out as text, and nothing
 * else is lost: `<cite>` and `</cite>` alone are HTML's own. However the output is cut into deltas, the result is the same.
 */
export interface MarkParser {
  push(delta: string): MarkPiece[];
  /** The rest, when the output has ended: an unclosed citation becomes one with the words that came. */
  end(): MarkPiece[];
}

// Models also write single quotes, or add an attribute: better a citation than a mark that nobody can read.
const opening = /<cite id=("(?:[^"\\\n]|\\[^\n])*"|'[^'\n]*')[^<>\n]*>/y;
/** The beginning of an opening mark whose rest has not arrived yet. */
const openingSoFar = /^<cite id=(?:"(?:[^"\\\n]|\\[^\n])*(?:\\|"[^<>\n]*)?|'[^'\n]*(?:'[^<>\n]*)?)$/;
/** What ends a quote: its closing mark, or the next citation when that was forgotten. */
const endOfQuote = /<\/cite>|<cite id=["']/;
const close = '</cite>';
const fixedMarks = [notFoundMark, '<not-found />'];
// Paths are shorter than 4,096 bytes on every system, so a longer address is none.
const longestOpening = 8192;
// A model is asked for a sentence or two; what runs on for longer is an answer whose mark was never closed.
const longestQuote = 4000;

/** A parser with its own state, for one output. */
export function createMarkParser(): MarkParser {
  let rest = '';
  // Closing marks still to come of citations that ended without theirs: the remains of a mark and not HTML.
  let strayCloses = 0;

  const take = (ended: boolean): MarkPiece[] => {
    const pieces: MarkPiece[] = [];
    let plain = '';
    let position = 0;
    while (position < rest.length) {
      const bracket = rest.indexOf('<', position);
      const plainEnd = bracket === -1 ? rest.length : bracket;
      plain += rest.slice(position, plainEnd);
      position = plainEnd;
      if (bracket === -1) break;
      const mark = readMark(rest, bracket, { ended, closes: strayCloses > 0 });
      if (mark === 'incomplete') break;
      if (mark === 'text') {
        plain += '<';
        position += 1;
        continue;
      }
      position = mark.end;
      strayCloses += mark.strayCloses ?? 0;
      if (mark.piece === undefined) continue;
      if (plain !== '') pieces.push({ type: 'text', text: plain });
      plain = '';
      pieces.push(mark.piece);
    }
    if (plain !== '') pieces.push({ type: 'text', text: plain });
    rest = rest.slice(position);
    return pieces;
  };

  return {
    push(delta) {
      rest += delta;
      return take(false);
    },
    end: () => take(true),
  };
}

interface Mark {
  /** Absent for the remains of a mark, which nobody is to see. */
  readonly piece?: MarkPiece;
  readonly end: number;
  /** How many closing marks are still to come (or, below zero, have come) on their own. */
  readonly strayCloses?: number;
}

function readMark(
  text: string,
  at: number,
  { ended, closes }: { readonly ended: boolean; readonly closes: boolean },
): Mark | 'incomplete' | 'text' {
  for (const mark of fixedMarks) {
    if (text.startsWith(mark, at)) return { piece: { type: 'not-found' }, end: at + mark.length };
  }
  if (closes && text.startsWith(close, at)) return { end: at + close.length, strayCloses: -1 };
  opening.lastIndex = at;
  const [opened, id = ''] = opening.exec(text) ?? [];
  if (opened !== undefined && opened.length <= longestOpening) {
    return readCitation(text, at + opened.length, { ended, id: unquote(id), empty: opened.endsWith('/>') });
  }
  const tail = text.slice(at, at + longestOpening);
  if (!mayBecomeMark(tail, closes)) return 'text';
  if (!ended) return 'incomplete';
  // Cut off inside a mark. One letter behind the bracket may as well be code: `i<n`.
  return tail.length <= 2 ? 'text' : { end: text.length };
}

function readCitation(
  text: string,
  start: number,
  { ended, id, empty }: { readonly ended: boolean; readonly id: string; readonly empty: boolean },
): Mark | 'incomplete' {
  const cite = (quote: string): MarkPiece => ({ type: 'citation', id, quote });
  if (empty) return { piece: cite(''), end: start };
  const body = text.slice(start, start + longestQuote + close.length);
  const { 0: stop, index = body.length } = endOfQuote.exec(body) ?? {};
  if (stop === close) return { piece: cite(body.slice(0, index)), end: start + index + close.length };
  const cut = stop === undefined && body.length < longestQuote + close.length;
  if (cut && !ended) return 'incomplete';
  // Never closed: the quote is what stands before the next blank line, and the rest is the reader's again.
  const words = body.slice(0, Math.min(index, longestQuote));
  const quote = words.split(/\n[ \t]*\n/, 1)[0] as string;
  if (!cut || quote.length < words.length) {
    return { piece: cite(quote), end: start + quote.length, strayCloses: 1 };
  }
  return { piece: cite(quote.replace(/<(?:\/(?:c(?:i(?:te?)?)?)?)?$/, '')), end: start + quote.length };
}

/** Whether this could be the beginning of a mark whose rest has not arrived yet. */
function mayBecomeMark(tail: string, closes: boolean): boolean {
  if (tail.length >= longestOpening) return false;
  const starts = ['<cite id="', "<cite id='", ...fixedMarks, ...(closes ? [close] : [])];
  return starts.some((mark) => mark.startsWith(tail)) || openingSoFar.test(tail);
}

function unquote(id: string): string {
  try {
    return JSON.parse(id) as string;
  } catch {
    return id.slice(1, -1);
  }
}
