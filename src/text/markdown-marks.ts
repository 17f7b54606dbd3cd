/** A text without its marks, and for each UTF-16 unit of it where what it stands for begins and ends in the original. */
export interface UnmarkedText {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/**
 * How a text is marked up. `markdown`: as people write it. `blocks`: with marks for headings, lists, quotations, tables and notes only, and
 * every other character as it was printed, as quire writes the pages of PDFs. `quote`: words copied from either, with or without the marks
 * that stood around them. `diff`: lines with a sign in front that says what became of them.
 */
export type Markup = 'markdown' | 'blocks' | 'quote' | 'diff';

/**
 * Takes out what a reader of the rendered text does not see: the marks of headings, list items, quotations, table cells and notes, and in
 * Markdown those of emphasis, code, links and escaped characters. Numbers of list items and `[x]` say something and stay, and
 * so does all that stands in a fenced block. Where one cell ends and the next begins is a space.
 */
export function removeMarkdownMarks(text: string, markup: Markup): UnmarkedText {
  const unmarked = createUnmarked(text);
  if (markup === 'diff') {
    for (const { index } of text.matchAll(/^[-+]/gm)) unmarked.replace(index, index + 1, '');
    return unmarked.end();
  }
  const lines = text.split('\n');
  let offset = 0;
  let fence: string | undefined;
  let inTable = false;
  for (const [index, line] of lines.entries()) {
    const [, ticks] = /^ {0,3}(`{3,}|~{3,})/.exec(line) ?? [];
    const isFence = ticks !== undefined && (fence === undefined || isClosedBy(fence, ticks, line));
    if (isFence) fence = fence === undefined ? ticks : undefined;
    const isInside = fence !== undefined || isFence;
    inTable = !isInside && isRow(lines, index, inTable, markup);
    if (!isInside) {
      const front = frontMark(line, lines[index - 1], markup);
      if (front > 0) unmarked.replace(offset, offset + front, '');
      if (inTable && delimiterRow.test(line)) unmarked.replace(offset + front, offset + line.length, ' ');
      else removeInLine(line, front, { unmarked, offset, markup, isTable: inTable });
    }
    offset += line.length + 1;
  }
  return unmarked.end();
}

interface Unmarked {
  /** Puts something shorter in place of a stretch behind all earlier ones. */
  replace(start: number, end: number, shown: string): void;
  end(): UnmarkedText;
}

function createUnmarked(original: string): Unmarked {
  const parts: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let position = 0;
  const copyUntil = (end: number) => {
    parts.push(original.slice(position, end));
    for (let offset = position; offset < end; offset += 1) {
      starts.push(offset);
      ends.push(offset + 1);
    }
    position = end;
  };
  return {
    replace(start, end, shown) {
      copyUntil(start);
      parts.push(shown);
      for (let count = 0; count < shown.length; count += 1) {
        starts.push(start);
        ends.push(end);
      }
      position = end;
    },
    end() {
      copyUntil(original.length);
      return { text: parts.join(''), starts, ends };
    },
  };
}

function isClosedBy(fence: string, ticks: string, line: string): boolean {
  return ticks[0] === fence[0] && ticks.length >= fence.length && line.trim() === ticks;
}

/** The row below a table's head: without it, bars in a line are no table, but code or mathematics. */
const delimiterRow = /^[ \t>]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?\s*$/;

function isRow(lines: readonly string[], index: number, isBelowRow: boolean, markup: Markup): boolean {
  if (!lines[index]?.includes('|')) return false;
  if (markup === 'quote' || isBelowRow) return true;
  const below = lines[index + 1] ?? '';
  return below.includes('|') && below.includes('-') && delimiterRow.test(below);
}

/** How long the marks in front of a line are, with the blanks around them. */
function frontMark(line: string, above: string | undefined, markup: Markup): number {
  const [block = ''] = /^[ \t]*(?:>[ \t]?)*(?:#{1,6}[ \t]+)?/.exec(line) ?? [];
  // Quire escapes what is printed so and is no mark.
  const escaped = markup === 'blocks' && /^\\(?=#{1,6}(?:\s|$)|>)/.test(line);
  if (escaped) return 1;
  if (block.trim() === '' && !mayBeginItem(above)) return 0;
  const [item = ''] = /^[ \t]*[-*+][ \t]+(?=\D)/.exec(line.slice(block.length)) ?? [];
  return block.trim() === '' && item === '' ? 0 : block.length + item.length;
}

/** A dash that begins a line is a mark behind a blank line, another item or a colon; else it may be a minus or a break of a sentence. */
function mayBeginItem(above: string | undefined): boolean {
  return above === undefined || /^[ \t>]*(?:[-*+][ \t]|\d+[.)][ \t]|$)|:\s*$/.test(above.trimEnd());
}

const everywhere = [
  /(?<note>\[\^[^\]\s]{1,32}\]:?)/,
  /(?<tag><br[ \t]*\/?>|<\/?(?:table|thead|tbody|tr|td|th)\b[^<>]{0,200}>)/,
  /(?<entity>&(?:amp|lt|gt);)/,
];
// All are bounded: a line may be a megabyte of the same bracket.
const written = [
  /(?<escape>\\[!-/:-@[-`{-~])/,
  /(?<code>(?<!`)`{1,2}(?!`)[^`]{1,300}`{1,2}(?!`))/,
  /(?<link>!?\[(?=[^[\]]{1,300}\]\()|\]\([^()\s]{0,1000}(?:[ \t]+"[^"]{0,200}")?\))/,
  /(?<opening>(?<![\p{L}\p{N}*\\])\*{1,3}(?=[\p{L}\p{N}\p{Pi}\p{Sc}[(`"'<@~_-]))/u,
  /(?<closing>(?<=[^\s*/])\*{1,3}(?!\.?[\p{L}\p{N}*/]))/u,
  /(?<low>(?<![\p{L}\p{N}_])_[^\s_](?:[^_]{0,300}[^\s_])?_(?![\p{L}\p{N}_]))/u,
];
const cell = /(?<cell>[ \t]*\|[ \t]*)/;
const escapedBar = /(?<escape>\\\|)/;

const inLine = new Map(
  [true, false].flatMap((isTable) => {
    const bars = isTable ? [cell] : [];
    const blocks = isTable ? [escapedBar, ...bars, ...everywhere] : everywhere;
    return [
      [`blocks ${isTable}`, anyOf(blocks)],
      [`markdown ${isTable}`, anyOf([...written, ...bars, ...everywhere])],
    ] as const;
  }),
);

function anyOf(marks: readonly RegExp[]): RegExp {
  return new RegExp(marks.map(({ source }) => source).join('|'), 'gu');
}

function removeInLine(
  line: string,
  from: number,
  {
    unmarked,
    offset,
    markup,
    isTable,
  }: {
    readonly unmarked: Unmarked;
    readonly offset: number;
    readonly markup: Markup;
    readonly isTable: boolean;
  },
): void {
  const marks = inLine.get(`${markup === 'blocks' ? 'blocks' : 'markdown'} ${isTable}`) as RegExp;
  for (const { 0: mark, index, groups = {} } of line.slice(from).matchAll(marks)) {
    const start = offset + from + index;
    const end = start + mark.length;
    if (groups.escape !== undefined) unmarked.replace(start, start + 1, '');
    else if (groups.entity !== undefined) unmarked.replace(start, end, characters[groups.entity] ?? mark);
    else if (groups.cell !== undefined || groups.tag !== undefined) unmarked.replace(start, end, ' ');
    else if (groups.code !== undefined || groups.low !== undefined) {
      const [sign] = /^(?:`+|_)/.exec(mark) ?? [''];
      unmarked.replace(start, start + sign.length, '');
      unmarked.replace(end - sign.length, end, '');
    } else unmarked.replace(start, end, '');
  }
}

const characters: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };
