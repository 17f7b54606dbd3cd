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

/** Takes a model's output as it arrives and splits it at the marks. No part of a mark is ever given out as text. */
export interface MarkParser {
  push(delta: string): MarkPiece[];
  /** The rest, when the output has ended: an unclosed citation becomes one with the words that came. */
  end(): MarkPiece[];
}

const open = /<cite id="((?:[^"\\]|\\.)*)"\s*>/y;
const close = '</cite>';
// A model is asked for a sentence or two; what runs on for longer is an answer whose mark was never closed.
const longestQuote = 4000;

/** A parser with its own state, for one output. */
export function createMarkParser(): MarkParser {
  let buffer = '';
  return {
    push(delta) {
      buffer += delta;
      const { pieces, rest } = split(buffer, false);
      buffer = rest;
      return pieces;
    },
    end() {
      const { pieces } = split(buffer, true);
      buffer = '';
      return pieces;
    },
  };
}

function split(text: string, ended: boolean): { pieces: MarkPiece[]; rest: string } {
  const pieces: MarkPiece[] = [];
  let position = 0;
  let plain = '';
  const flush = () => {
    if (plain !== '') pieces.push({ type: 'text', text: plain });
    plain = '';
  };
  while (position < text.length) {
    const bracket = text.indexOf('<', position);
    plain += text.slice(position, bracket === -1 ? text.length : bracket);
    if (bracket === -1) {
      position = text.length;
      break;
    }
    position = bracket;
    const mark = readMark(text, bracket, ended);
    if (mark === 'incomplete') break;
    if (mark === undefined) {
      plain += '<';
      position += 1;
      continue;
    }
    if (mark.piece !== undefined) {
      flush();
      pieces.push(mark.piece);
    }
    position = mark.end;
  }
  flush();
  return { pieces, rest: text.slice(position) };
}

function readMark(
  text: string,
  at: number,
  ended: boolean,
): { piece?: MarkPiece; end: number } | 'incomplete' | undefined {
  if (text.startsWith(notFoundMark, at))
    return { piece: { type: 'not-found' }, end: at + notFoundMark.length };
  // A closing tag without an opening one is the remains of a broken mark.
  if (text.startsWith(close, at)) return { end: at + close.length };
  open.lastIndex = at;
  const opened = open.exec(text);
  if (opened !== null) {
    const closed = text.indexOf(close, open.lastIndex);
    const body = text.slice(open.lastIndex, closed === -1 ? text.length : closed);
    if (closed === -1 && !ended && body.length < longestQuote) return 'incomplete';
    // Never closed: the quote is what stands before the next blank line, and the rest is the reader's again.
    const quote = closed === -1 ? (body.split('\n\n', 1)[0] as string).slice(0, longestQuote) : body;
    const end = open.lastIndex + quote.length + (closed === -1 ? 0 : close.length);
    return { piece: { type: 'citation', id: unquote(opened[1] as string), quote }, end };
  }
  return mayBecomeMark(text.slice(at)) ? (ended ? { end: text.length } : 'incomplete') : undefined;
}

/** Whether this could be the beginning of a mark whose rest has not arrived yet. */
function mayBecomeMark(tail: string): boolean {
  const start = '<cite id="';
  if (tail.length <= start.length) {
    return [start, notFoundMark, close].some((mark) => mark.startsWith(tail));
  }
  // An address without its end: paths are shorter than 4,096 bytes on every system, so a longer one is no address.
  return (
    tail.length < 8192 && ((tail.startsWith(start) && !tail.includes('\n')) || notFoundMark.startsWith(tail))
  );
}

function unquote(id: string): string {
  try {
    return JSON.parse(`"${id}"`) as string;
  } catch {
    return id;
  }
}
