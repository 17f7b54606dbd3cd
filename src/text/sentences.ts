/** A part of a text that can stand by itself: `text.slice(start, end)`, without white space around it. */
export interface TextUnit {
  readonly type: 'sentence' | 'item' | 'row' | 'heading' | 'code';
  readonly start: number;
  readonly end: number;
  /** Units with the same number stand in one block: a paragraph, a list, a table, a run of code without a blank line. */
  readonly block: number;
}

/**
 * Splits a text into sentences, list items, table rows, headings and pieces of code. A fenced code block is one unit; where
 * the text is code (`kind: 'code'`), and where markup lists properties line by line, each line is a unit.
 */
export function splitUnits(text: string, { kind }: { readonly kind: 'prose' | 'code' }): TextUnit[] {
  const units: TextUnit[] = [];
  for (const [block, { start, end, fenced }] of splitBlocks(text, kind).entries()) {
    if (fenced) {
      units.push({ type: 'code', start, end, block });
      continue;
    }
    const lines = kind === 'code' || isStructured(text.slice(start, end));
    for (const unit of lines ? codeUnits(text, start, end) : proseUnits(text, start, end)) {
      for (const part of partsOf(text, unit)) units.push({ ...unit, ...part, block });
    }
  }
  return units;
}

// Longer than any sentence: a line of minified code or data, or prose without a full stop.
const longestUnit = 1000;

function* partsOf(text: string, { start, end }: Stretch): Generator<Stretch> {
  let from = start;
  while (end - from > longestUnit) {
    const space = text.lastIndexOf(' ', from + longestUnit / 2);
    const to = space > from ? space : from + longestUnit / 2;
    yield { start: from, end: to };
    from = to;
  }
  yield { start: from, end };
}

function* codeUnits(text: string, start: number, end: number): Generator<Omit<TextUnit, 'block'>> {
  for (const line of linesOf(text, start, end)) yield { type: 'code', ...line };
}

interface Stretch {
  readonly start: number;
  readonly end: number;
}

const fence = /^\s*(?:```+|~~~+)/;

/** Stretches between blank lines; a fenced block is one stretch, blank lines and all. */
function splitBlocks(text: string, kind: 'prose' | 'code'): (Stretch & { readonly fenced: boolean })[] {
  const blocks: (Stretch & { readonly fenced: boolean })[] = [];
  let open: { start: number; end: number; fenced: boolean } | undefined;
  const close = () => {
    if (open !== undefined) blocks.push(open);
    open = undefined;
  };
  for (const line of allLines(text)) {
    const content = text.slice(line.start, line.end);
    const blank = content.trim() === '';
    const isFence = kind === 'prose' && fence.test(content);
    if (open?.fenced) {
      open.end = line.end;
      if (isFence) close();
    } else if (isFence) {
      close();
      open = { start: line.start, end: line.end, fenced: true };
    } else if (blank) close();
    else if (open === undefined) open = { start: line.start, end: line.end, fenced: false };
    else open.end = line.end;
  }
  close();
  return blocks;
}

/** Whether most lines are markup or data and not running text. */
function isStructured(body: string): boolean {
  const lines = body.split('\n');
  if (lines.length < 3) return false;
  const marked = lines.filter((line) => /^\s*(?:[{}[\]()<]|['"\w$]+\??: |[$>] )|[{}[\];]\s*,?$/.test(line));
  return marked.length * 2 > lines.length;
}

const listItem = /^\s*(?:[-*+•]|\d{1,3}[.)])\s+/;
const tableRow = /^\s*\|.*\|\s*$/;
const heading = /^ {0,3}#{1,6}\s/;
const underline = /^([=\-~^"'`#*+:.])\1{2,}\s*$/;

function* proseUnits(text: string, start: number, end: number): Generator<Omit<TextUnit, 'block'>> {
  let run: { start: number; end: number; type: 'sentence' | 'item' } | undefined;
  const lines = [...linesOf(text, start, end)];
  const loose = areLoose(lines.map((line) => text.slice(line.start, line.end)));
  for (const [index, line] of lines.entries()) {
    const content = text.slice(line.start, line.end);
    const next = lines[index + 1];
    const titled = next !== undefined && underline.test(text.slice(next.start, next.end));
    if (
      run !== undefined &&
      (loose || titled || heading.test(content) || tableRow.test(content) || listItem.test(content))
    ) {
      yield* sentences(text, run);
      run = undefined;
    }
    if (underline.test(content)) continue;
    if (titled || heading.test(content)) yield { type: 'heading', ...line };
    else if (tableRow.test(content)) {
      if (!/^[\s|:-]*$/.test(content)) yield { type: 'row', ...line };
    } else if (run === undefined) {
      run = { ...line, type: listItem.test(content) ? 'item' : 'sentence' };
    } else run.end = line.end;
  }
  if (run !== undefined) yield* sentences(text, run);
}

// Hardly any prose is wrapped to less.
const narrowest = 60;
const runsOn = /[.!?]\s+\S.*[^\s.!?:;,]$/;

/**
 * Whether each line says something of its own, as in a price list or opening hours typed line by line, and is not a piece of a wrapped
 * paragraph: there a line ends because the next word had no room, most lines go on with a small letter, and some begin a sentence that
 * another one ends.
 */
function areLoose(lines: readonly string[]): boolean {
  const plain = lines.filter((line) => !listItem.test(line) && !tableRow.test(line));
  if (plain.length < 3 || plain.some((line) => runsOn.test(line))) return false;
  const width = Math.max(narrowest, ...plain.map((line) => line.length));
  const begun = plain.slice(1).filter((line, index) => {
    const before = plain[index] as string;
    const word = /^\S+/.exec(line)?.[0] ?? '';
    return !/^\p{Ll}/u.test(line) && before.length + 1 + word.length <= width;
  });
  return begun.length * 2 > plain.length - 1;
}

// A full stop ends a sentence when white space and no small letter follow; after these it is part of an abbreviation.
const sentenceEnd = /[.!?]["'”’)\]*_`]*\s+(?=[^\s\p{Ll}])|[。！？]/gu;
const abbreviation =
  /(?:^|[\s(])(?:e\.g|i\.e|etc|vs|cf|fig|eq|sec|dr|mr|mrs|ms|prof|st|no|nos|vol|pp?|approx|al|[A-Z])\.$/i;

function* sentences(
  text: string,
  { start, end, type }: Stretch & { readonly type: 'sentence' | 'item' },
): Generator<Omit<TextUnit, 'block'>> {
  const body = text.slice(start, end);
  let from = 0;
  for (const match of body.matchAll(sentenceEnd)) {
    const at = match.index + match[0].length;
    if (abbreviation.test(body.slice(Math.max(0, match.index - 10), match.index + 1))) continue;
    yield* trimmed(text, start + from, start + at, type);
    from = at;
  }
  yield* trimmed(text, start + from, end, type);
}

function* trimmed<Type extends TextUnit['type']>(text: string, start: number, end: number, type: Type) {
  const body = text.slice(start, end);
  const first = body.search(/\S/);
  if (first !== -1) yield { type, start: start + first, end: start + body.trimEnd().length };
}

function* linesOf(text: string, start: number, end: number): Generator<Stretch> {
  for (const line of allLines(text.slice(start, end))) {
    const content = text.slice(start + line.start, start + line.end);
    const indent = content.search(/\S/);
    if (indent !== -1) {
      yield { start: start + line.start + indent, end: start + line.start + content.trimEnd().length };
    }
  }
}

function* allLines(text: string): Generator<Stretch> {
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    yield { start, end };
    start = end + 1;
  }
}
