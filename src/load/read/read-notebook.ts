import type { TextSegment } from '../../segment.ts';

/** True for a Jupyter notebook, by its name. */
export function isNotebook(path: string): boolean {
  return path.toLowerCase().endsWith('.ipynb');
}

/**
 * The cells of a Jupyter notebook that hold anything, a segment each: the source, and below it what running it printed. Cells
 * count from 1, empty ones too, as a reader counts them. Images and other data are named with their size and left out; an output
 * is cut after 10,000 characters. `headings` are the Markdown titles above a cell.
 *
 * `undefined` when the text is no notebook (nbformat 3 and 4), or one without a word: then it is a text like any other.
 */
export function readNotebook(
  text: string,
  address: Omit<TextSegment, 'type' | 'location' | 'text' | 'headings'>,
): readonly TextSegment[] | undefined {
  const cells = parseCells(text);
  if (cells === undefined) return undefined;
  const titles: Title[] = [];
  const segments = cells.flatMap((cell, index): TextSegment[] => {
    const isMarkdown = cell.cell_type === 'markdown' || cell.cell_type === 'heading';
    const source = sourceOf(cell);
    const outputs = list(cell.outputs)
      .map(describeOutput)
      .filter((output) => output.trim() !== '');
    const body = [source, ...outputs.map((output) => `[output]\n${output}`)].filter(
      (part) => part.trim() !== '',
    );
    const headings = titles.map(({ title }) => title);
    if (isMarkdown) follow(titles, source);
    if (body.length === 0) return [];
    return [
      {
        type: 'text',
        ...address,
        location: { type: 'cell', cell: index + 1 },
        text: body.map((part) => part.replace(/\n*$/, '\n')).join('\n'),
        ...(headings.length > 0 && { headings }),
      },
    ];
  });
  return segments.length === 0 ? undefined : segments;
}

type Fields = Readonly<Record<string, unknown>>;

function parseCells(text: string): readonly Fields[] | undefined {
  let notebook: unknown;
  try {
    notebook = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isFields(notebook) || typeof notebook.nbformat !== 'number') return undefined;
  // Until nbformat 3 the cells stood in worksheets, nearly always one.
  return Array.isArray(notebook.cells)
    ? list(notebook.cells)
    : list(notebook.worksheets).flatMap((sheet) => list(sheet.cells));
}

function sourceOf(cell: Fields): string {
  const source = joined(cell.source ?? cell.input);
  return cell.cell_type === 'heading' && typeof cell.level === 'number'
    ? `${'#'.repeat(cell.level)} ${source}`
    : source;
}

const maxOutputCharacters = 10_000;

function describeOutput(output: Fields): string {
  if (output.output_type === 'error' || output.output_type === 'pyerr') {
    const trace = Array.isArray(output.traceback) ? output.traceback.map(String).join('\n') : '';
    return cut(withoutColours(trace === '' ? `${output.ename}: ${output.evalue}` : trace));
  }
  if (output.output_type === 'stream') return cut(withoutColours(joined(output.text)));
  // Until nbformat 3 the kinds of data stood beside the type, with short names.
  const data = isFields(output.data) ? output.data : { 'text/plain': output.text, 'image/png': output.png };
  const other = Object.entries(data)
    .filter(([type, value]) => /^(image|audio|video|application\/pdf)/.test(type) && value !== undefined)
    .map(([type, value]) => `[${type}, ${joined(value).length} characters: not read]`);
  const plain = joined(
    data['text/plain'] ?? data['text/markdown'] ?? data['text/latex'] ?? data['text/html'],
  );
  return [cut(withoutColours(plain)), ...other].filter((part) => part !== '').join('\n');
}

function cut(text: string): string {
  if (text.length <= maxOutputCharacters) return text;
  const left = text.length - maxOutputCharacters;
  return `${text.slice(0, maxOutputCharacters).toWellFormed()}\n[${left} more characters of output: not read]`;
}

/** A kernel colours its traces for a terminal. */
function withoutColours(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is looked for
  return text.replace(/\x1b\[[0-9;]*[A-Za-z]/g, '');
}

interface Title {
  readonly level: number;
  readonly title: string;
}

/** Takes the titles of a Markdown cell for what comes after it. */
function follow(titles: Title[], markdown: string): void {
  let isFenced = false;
  for (const line of markdown.split('\n')) {
    if (/^ {0,3}(```|~~~)/.test(line)) isFenced = !isFenced;
    const [, hashes, title] = /^ {0,3}(#{1,6})[ \t]+(\S.{0,300})$/.exec(line) ?? [];
    if (isFenced || hashes === undefined || title === undefined) continue;
    while ((titles.at(-1)?.level ?? 0) >= hashes.length) titles.pop();
    titles.push({ level: hashes.length, title: title.replace(/[ \t]+#*[ \t]*$/, '') });
  }
}

/** Text is kept as a string or as a list of lines with their ends. */
function joined(text: unknown): string {
  if (typeof text === 'string') return text;
  return Array.isArray(text) ? text.filter((line) => typeof line === 'string').join('') : '';
}

function list(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
