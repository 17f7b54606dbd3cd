/** A part of the report, in reading order. */
export type Block =
  | { readonly type: 'heading'; readonly level: 1 | 2; readonly text: string }
  /** Text with `*italics*` and `[^1]` for a footnote. */
  | { readonly type: 'paragraph'; readonly text: string }
  | TableBlock
  /** From here on a new page with this many columns. */
  | { readonly type: 'columns'; readonly count: 1 | 2 }
  | { readonly type: 'page' };

export interface TableBlock {
  readonly type: 'table';
  readonly caption: string;
  /** `ruled`: lines around every cell. `open`: white space alone. */
  readonly rules: 'ruled' | 'open';
  readonly align: readonly ('left' | 'right')[];
  /** The first row is the head. */
  readonly rows: readonly (readonly string[])[];
}

export interface Report {
  readonly meta: ReadonlyMap<string, string>;
  readonly front: readonly Block[];
  readonly body: readonly Block[];
  /** Footnotes by their number. */
  readonly notes: ReadonlyMap<string, string>;
  /** Words that may be divided, lower case, with the pieces they fall into. */
  readonly hyphenation: ReadonlyMap<string, readonly string[]>;
}

/** Reads `source.md`: Markdown with `:::` lines for what Markdown has no word for. Throws on a line it does not know. */
export function parseSource(source: string): Report {
  const [, head = '', rest = ''] = source.split(/^---$/m);
  const [, front = '', body = '', words = ''] = rest.split(/^:::(?:front|body|hyphenation)$/m);
  const notes = new Map<string, string>();
  return {
    meta: new Map(head.split('\n').flatMap((line) => [...line.matchAll(/^(\w+): (.+)$/g)].map(pair))),
    front: parseBlocks(front, notes),
    body: parseBlocks(body, notes),
    notes,
    hyphenation: new Map(
      words
        .split(/\s+/)
        .filter(Boolean)
        .map((word) => [word.replaceAll('-', ''), word.split('-')]),
    ),
  };
}

function pair([, name = '', value = '']: RegExpMatchArray): [string, string] {
  return [name, value];
}

function parseBlocks(text: string, notes: Map<string, string>): Block[] {
  const blocks: Block[] = [];
  let caption: RegExpMatchArray | undefined;
  for (const part of text.split(/\n{2,}/).map((part) => part.trim())) {
    const note = part.match(/^\[\^(\d+)\]: (.+)$/s);
    const heading = part.match(/^(##?) (.+)$/);
    const captionHere = part.match(/^(Table \d+\. .+) \{(ruled|open)\}$/);
    if (part === '') continue;
    if (note) notes.set(...pair(note));
    else if (heading)
      blocks.push({ type: 'heading', level: heading[1] === '#' ? 1 : 2, text: heading[2] ?? '' });
    else if (captionHere) caption = captionHere;
    else if (part.startsWith('|')) blocks.push(parseTable(part, caption));
    else if (part.startsWith(':::')) blocks.push(parseDirective(part));
    else blocks.push({ type: 'paragraph', text: part.replaceAll('\n', ' ') });
  }
  return blocks;
}

function parseTable(part: string, caption: RegExpMatchArray | undefined): TableBlock {
  if (!caption) throw new Error(`A table without a caption: ${part.slice(0, 60)}`);
  const [head = [], marks = [], ...rows] = part.split('\n').map((line) =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
  return {
    type: 'table',
    caption: caption[1] ?? '',
    rules: caption[2] === 'ruled' ? 'ruled' : 'open',
    align: marks.map((mark) => (mark.endsWith(':') ? 'right' : 'left')),
    rows: [head, ...rows],
  };
}

function parseDirective(part: string): Block {
  if (part === ':::page') return { type: 'page' };
  if (part === ':::columns 1') return { type: 'columns', count: 1 };
  if (part === ':::columns 2') return { type: 'columns', count: 2 };
  throw new Error(`Unknown directive: ${part}`);
}
