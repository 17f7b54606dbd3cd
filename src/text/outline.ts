/** A place where a text begins something that has a name: a heading, a class, a function. */
export interface OutlineEntry {
  /** UTF-16 offset of the line it begins on; for a definition, of its decorators and leading comment. */
  readonly offset: number;
  /** 1 is outermost. */
  readonly level: number;
  readonly title: string;
}

/** The headings or definitions of a text in their order. The kind of text is read off the end of its name, else off the text. */
export function outline(text: string, name: string): OutlineEntry[] {
  const extension = /\.([^./#]+)(?:#.*)?$/.exec(name)?.[1]?.toLowerCase() ?? '';
  if (markdownExtensions.has(extension)) return markdownOutline(text);
  if (extension === 'rst') return underlinedOutline(text);
  if (dataExtensions.has(extension)) return [];
  if (extension === 'txt' || extension === '') {
    if (codeSign.test(text)) return codeOutline(text);
    return markdownOutline(text);
  }
  return codeOutline(text);
}

// The pages of a PDF are read as Markdown.
const markdownExtensions = new Set(['md', 'mdx', 'markdown', 'mdc', 'qmd', 'ipynb', 'pdf']);
const dataExtensions = new Set(['json', 'jsonl', 'csv', 'tsv', 'svg', 'xml', 'lock', 'log', 'po']);
const codeSign = /^(?:#include|import |from \S+ import|(?:pub )?fn |def |class |func )/m;

function markdownOutline(text: string): OutlineEntry[] {
  const entries: OutlineEntry[] = [];
  let fence: string | undefined;
  // A `#` inside a fenced block is a comment of its language, not a heading.
  for (const match of text.matchAll(/^ {0,3}(?:(```+|~~~+)|(#{1,6})[ \t]+([^\n]{1,300})$)/gm)) {
    const [, mark, hashes, title] = match;
    if (mark !== undefined) {
      if (fence === undefined) fence = mark;
      else if (mark.startsWith(fence)) fence = undefined;
    } else if (fence === undefined && hashes !== undefined && title !== undefined) {
      entries.push({ offset: match.index, level: hashes.length, title: plainTitle(title) });
    }
  }
  return entries;
}

// The underline characters in the order of first use are the levels, as reStructuredText defines it.
function underlinedOutline(text: string): OutlineEntry[] {
  const entries: OutlineEntry[] = [];
  const levels: string[] = [];
  for (const match of text.matchAll(/^(\S.*)\r?\n([=\-~^"'`#*+:.])\2{2,}[ \t]*$/gm)) {
    const [, title = '', character = ''] = match;
    if (!levels.includes(character)) levels.push(character);
    entries.push({ offset: match.index, level: levels.indexOf(character) + 1, title: plainTitle(title) });
  }
  // The options of a reference are written as directives, one under the other, without headings of their own.
  const directives =
    /^( {0,4})\.\. (?:[a-z]+:)?(?:data|function|class|method|attribute|option|envvar|confval|exception|fixture|describe|module|automodule|autoclass|autofunction):: (.+)$/gm;
  for (const match of text.matchAll(directives)) {
    entries.push({ offset: match.index, level: 7 + (match[1] as string).length, title: match[2] as string });
  }
  return entries.sort((a, b) => a.offset - b.offset);
}

// The bounds keep a line of megabytes (minified code) from being searched again and again.
const definition =
  /^([ \t]{0,8})(?:(?:export|default|async|pub(?:\([^)\n]*\))?|public|private|protected|internal|static|abstract|final|sealed|unsafe|extern|inline|declare|override|virtual)[ \t]+)*(?:(?:def|class|interface|trait|struct|enum|impl|fn|func|function\*?|type|module|namespace|object|record|macro_rules!|macro)[ \t]+([^\n{=;]{1,80})|(?:const|let|var)[ \t]+([\w$]+)[^\n]{0,200}(?:=>|function|[{[(]|class)|(?!(?:if|for|while|switch|catch|return|else|do|with|elif|try)\b)(?:(?:async|static|get|set|readonly|constructor)[ \t]+)*(#?[\w$]+)[ \t]*\([^\n;]{0,200}\)[^\n;]{0,80}\{[ \t]*$)/gm;

function codeOutline(text: string): OutlineEntry[] {
  const entries: OutlineEntry[] = [];
  for (const match of text.matchAll(definition)) {
    const [, indent = '', defined, variable, method] = match;
    const level = 1 + Math.floor(indent.replaceAll('\t', '    ').length / 2);
    // Deep definitions are parts of a function's body, and so are variables that are not at the margin.
    if (level > 5 || (variable !== undefined && level > 1)) continue;
    const title = (defined ?? variable ?? method ?? '').replace(/[(<:].*$/s, '').trim();
    entries.push({ offset: withLeadingComment(text, match.index), level, title });
  }
  return entries;
}

/** The offset of the first of the comment and decorator lines that stand right above. */
function withLeadingComment(text: string, offset: number): number {
  let start = offset;
  while (start > 0) {
    const lineStart = text.lastIndexOf('\n', start - 2) + 1;
    const line = text.slice(lineStart, start).trim();
    if (!/^(?:@|\/\/|\/\*|\*|#(?!include|define|if|endif)|--)/.test(line)) break;
    start = lineStart;
  }
  return start;
}

function plainTitle(title: string): string {
  return title
    .slice(0, 200)
    .replace(/[ \t]+#+[ \t]*\r?$/, '')
    .replace(/<[^>]*>|\{#[^}]*\}/g, '')
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[`*]/g, '')
    .trim();
}
