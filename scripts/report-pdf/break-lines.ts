/** A stretch of one style. `spaceBefore` is false inside a word and for a footnote mark. */
export interface Piece {
  readonly text: string;
  readonly style: 'roman' | 'italic' | 'mark';
  readonly spaceBefore: boolean;
}

export interface Line {
  readonly pieces: readonly Piece[];
  /** The last line of a paragraph is never stretched. */
  readonly last: boolean;
  /** Numbers of the footnotes whose marks stand in this line. */
  readonly notes: readonly string[];
}

export interface BreakOptions {
  readonly width: number;
  /** Width in points of a text in a style, at the size of the paragraph. */
  readonly measure: (text: string, style: Piece['style']) => number;
  /** Words that may be divided, with their pieces; leave it out for text that is not divided. */
  readonly hyphenation?: ReadonlyMap<string, readonly string[]>;
}

/** Breaks a paragraph into lines, greedily, dividing words at a line's end where the list allows it. */
export function breakLines(text: string, options: BreakOptions): Line[] {
  const lines: Piece[][] = [];
  let line: Piece[] = [];
  const waiting = toPieces(text);
  for (let piece = waiting.shift(); piece; piece = waiting.shift()) {
    if (widthOf([...line, piece], options) <= options.width || !piece.spaceBefore || line.length === 0) {
      line.push(piece);
      continue;
    }
    const parts = divide(piece, line, options);
    if (parts) line.push(parts.head);
    waiting.unshift(parts?.tail ?? piece);
    lines.push(line);
    line = [];
  }
  return [...lines, line].map((pieces, index, all) => ({
    pieces,
    last: index === all.length - 1,
    notes: pieces.filter(({ style }) => style === 'mark').map(({ text }) => text),
  }));
}

/** Natural width of a line in points. A space at its beginning does not count. */
export function widthOf(pieces: readonly Piece[], { measure }: Pick<BreakOptions, 'measure'>): number {
  return pieces.reduce(
    (sum, { text, style, spaceBefore }, index) =>
      sum + measure(text, style) + (spaceBefore && index > 0 ? measure(' ', 'roman') : 0),
    0,
  );
}

function toPieces(text: string): Piece[] {
  const pieces: Piece[] = [];
  let style: Piece['style'] = 'roman';
  for (const word of text.split(' ')) {
    let spaceBefore = true;
    for (const part of word.split(/(\*|\[\^\d+\])/).filter(Boolean)) {
      const mark = part.match(/^\[\^(\d+)\]$/)?.[1];
      if (part === '*') {
        style = style === 'roman' ? 'italic' : 'roman';
        continue;
      }
      pieces.push(
        mark ? { text: mark, style: 'mark', spaceBefore: false } : { text: part, style, spaceBefore },
      );
      spaceBefore = false;
    }
  }
  return pieces;
}

/** The longest beginning of a word that still fits behind the line, with its hyphen, and the rest. */
function divide(
  piece: Piece,
  line: readonly Piece[],
  options: BreakOptions,
): { head: Piece; tail: Piece } | undefined {
  const [, before = '', word = '', after = ''] = piece.text.match(/^(\W*)(.*?)(\W*)$/) ?? [];
  // A word that has a hyphen of its own is divided there and nowhere else.
  const parts = word.includes('-') ? word.split(/(?<=-)/) : partsOf(word, options.hyphenation);
  for (let count = parts.length - 1; count > 0; count--) {
    const start = parts.slice(0, count).join('');
    const head = { ...piece, text: before + start + (start.endsWith('-') ? '' : '-') };
    if (widthOf([...line, head], options) > options.width) continue;
    return { head, tail: { ...piece, text: parts.slice(count).join('') + after } };
  }
  return undefined;
}

function partsOf(word: string, hyphenation: BreakOptions['hyphenation']): string[] {
  let from = 0;
  return (hyphenation?.get(word.toLowerCase()) ?? []).map((part) => {
    from += part.length;
    return word.slice(from - part.length, from);
  });
}
