import { type OutlineEntry, outline } from './outline.ts';

/** A stretch of a text: `text.slice(start, end)`. */
export interface TextPiece {
  readonly start: number;
  readonly end: number;
  /** The titles that hold for all of it, outermost first. */
  readonly headings: readonly string[];
  /** Every title in force somewhere in it: more than `headings` where short sections share a piece. */
  readonly titles: readonly string[];
}

/** How long the pieces may be, in UTF-16 units. */
export interface CutOptions {
  /** The name of the text: its ending says how headings and definitions look. */
  readonly name: string;
  /** A piece is never longer than this. */
  readonly most: number;
  /** A piece ends at the next heading or definition once it is this long; 0 cuts at each. */
  readonly enough: number;
}

/**
 * Cuts a text where its structure does: at headings and definitions; what is longer is cut at blank lines, then at line ends,
 * and a line that is too long by itself at white space. The pieces cover the text without gaps and hold no blank piece.
 */
export function cutText(text: string, { name, most, enough }: CutOptions): TextPiece[] {
  const pieces: Piece[] = [];
  let current: Piece | undefined;
  for (const section of sections(text, outline(text, name))) {
    const whole = section.end - section.start <= most;
    if (
      current !== undefined &&
      whole &&
      current.end - current.start < enough &&
      section.end - current.start <= most
    ) {
      current.end = section.end;
      current.paths.push(section.path);
      continue;
    }
    if (whole) {
      current = { start: section.start, end: section.end, paths: [section.path] };
      pieces.push(current);
      continue;
    }
    for (const [start, end] of cutLong(text, section.start, section.end, most)) {
      current = { start, end, paths: [section.path] };
      pieces.push(current);
    }
  }
  return pieces.filter(({ start, end }) => /\S/.test(text.slice(start, end))).map(describe);
}

interface Piece {
  start: number;
  end: number;
  paths: (readonly string[])[];
}

function* sections(text: string, entries: readonly OutlineEntry[]) {
  const open: OutlineEntry[] = [];
  let start = 0;
  let path: readonly string[] = [];
  for (const entry of entries) {
    if (entry.offset > start) yield { start, end: entry.offset, path };
    while ((open.at(-1)?.level ?? 0) >= entry.level) open.pop();
    open.push(entry);
    path = open.map(({ title }) => title);
    start = Math.max(start, entry.offset);
  }
  if (start < text.length) yield { start, end: text.length, path };
}

function* cutLong(text: string, start: number, end: number, most: number): Generator<[number, number]> {
  let from = start;
  while (end - from > most) {
    // Not before the middle, so that a piece is not a crumb.
    const floor = from + Math.floor(most / 2);
    const limit = from + most;
    const cut =
      lastEnd(text, '\n\n', floor, limit) ??
      lastEnd(text, '\n', floor, limit) ??
      lastEnd(text, '. ', floor, limit) ??
      lastEnd(text, ' ', floor, limit) ??
      wholeCharacter(text, limit);
    yield [from, cut];
    from = cut;
  }
  if (end > from) yield [from, end];
}

function lastEnd(text: string, mark: string, floor: number, limit: number): number | undefined {
  // Looked for in this window alone: where a mark is absent, `lastIndexOf` would walk back to the beginning for each piece.
  const window = text.slice(Math.max(0, floor - mark.length + 1), limit);
  const at = window.lastIndexOf(mark);
  return at === -1 ? undefined : limit - window.length + at + mark.length;
}

function wholeCharacter(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  return unit >= 0xdc00 && unit <= 0xdfff ? at - 1 : at;
}

function describe({ start, end, paths }: Piece): TextPiece {
  const [first = [], ...others] = paths;
  const shared = first.findIndex((title, depth) => others.some((path) => path[depth] !== title));
  return {
    start,
    end,
    headings: shared === -1 ? first : first.slice(0, shared),
    titles: [...new Set(paths.flat())],
  };
}
