/** One way in which a file reaches another module. */
export interface ScannedImport {
  /** What is imported, as written; `undefined` for a dynamic import whose address is computed. */
  readonly specifier: string | undefined;
  /** `type` leaves nothing behind at run time. `import { type A }` does: it stays as an empty import. */
  readonly kind: 'static' | 'dynamic' | 'type';
  /** The imported names, `default` and `*` among them; empty for a dynamic import. */
  readonly names: readonly string[];
  /** Runs when something is called, not when the file is loaded. */
  readonly insideFunction: boolean;
  readonly line: number;
}

/** A piece of code: comments are gone, a regular expression or number is one piece. */
export interface Token {
  readonly type: 'word' | 'string' | 'other';
  readonly text: string;
  /** Open `{` around it. */
  readonly depth: number;
  readonly line: number;
}

/** Finds every import, `export … from` and dynamic import of a TypeScript file. */
export function scanImports(code: string): ScannedImport[] {
  const tokens = tokenize(code);
  return tokens.flatMap((token, at) => {
    if (token.type !== 'word' || isMember(tokens, at)) return [];
    if (token.text === 'import') return readImport(tokens, at);
    return token.text === 'export' ? readReexport(tokens, at) : [];
  });
}

/** Cuts TypeScript into words, strings and the rest. Templates give their `${…}` parts. */
export function tokenize(code: string): Token[] {
  const tokens: Token[] = [];
  // What each open brace returns to: code, or the text of a template.
  const open: ('code' | 'template')[] = [];
  let line = 1;
  let at = 0;
  const push = (type: Token['type'], text: string) => tokens.push({ type, text, depth: open.length, line });
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(code)?.[0];
    if (found === undefined) return undefined;
    at += found.length;
    return found;
  };
  const countLines = (text: string) => {
    line += text.split('\n').length - 1;
  };
  const template = () => {
    const text = take(/(?:\\[\s\S]|\$(?!\{)|[^\\`$])*(?:`|\$\{)/y);
    if (text === undefined) throw new Error(`A template is not closed, line ${line}.`);
    countLines(text);
    if (text.endsWith('${')) {
      push('other', '${');
      open.push('template');
    }
    // So that a slash behind it divides.
    else push('other', '`');
  };
  while (at < code.length) {
    const blank = take(/(?:\s|\/\/.*|\/\*[\s\S]*?\*\/)+/y);
    if (blank !== undefined) {
      countLines(blank);
      continue;
    }
    const text =
      take(/[\p{L}$_#][\p{L}\p{N}$_]*/uy) ??
      take(/'(?:\\[\s\S]|[^\\'\n])*'|"(?:\\[\s\S]|[^\\"\n])*"/y) ??
      (code[at] === '/' && startsExpression(tokens.at(-1))
        ? take(/\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[a-z]*/y)
        : undefined) ??
      take(/\d[\w.]*|=>|[\s\S]/y) ??
      '';
    if (text === '`') template();
    else if (text === '{') {
      push('other', text);
      open.push('code');
    } else if (text === '}') {
      if (open.pop() === 'template') template();
      else push('other', text);
    } else if (/^['"]/.test(text)) push('string', text.slice(1, -1));
    else push(/^[\p{L}$_#]/u.test(text) ? 'word' : 'other', text);
  }
  return tokens;
}

/** Whether a slash here begins a regular expression. Wrong only behind the `)` of an `if`. */
function startsExpression(before: Token | undefined): boolean {
  if (before === undefined) return true;
  if (before.type === 'word')
    return /^(return|typeof|case|in|of|do|else|await|yield|void)$/.test(before.text);
  return before.type === 'other' && !/^([)\]}`]|\d.*|\/.+)$/.test(before.text);
}

function readImport(tokens: readonly Token[], at: number): ScannedImport[] {
  const next = tokens[at + 1];
  const { line = 0 } = tokens[at] ?? {};
  if (next === undefined || next.text === '.') return [];
  if (next.type === 'string') {
    return [{ specifier: next.text, kind: 'static', names: [], insideFunction: false, line }];
  }
  if (next.text === '(') return [readDynamicImport(tokens, at)];
  return readClause(tokens, at, at + 1);
}

function readDynamicImport(tokens: readonly Token[], at: number): ScannedImport {
  const { depth = 0, line = 0 } = tokens[at] ?? {};
  const address = tokens[at + 2];
  const isLiteral = address?.type === 'string' && /^[),]$/.test(tokens[at + 3]?.text ?? '');
  const before = tokens[at - 1]?.text === 'await' ? tokens[at - 2] : tokens[at - 1];
  return {
    specifier: isLiteral ? address.text : undefined,
    // `typeof import('ai')` is the type of a module.
    kind: tokens[at - 1]?.text === 'typeof' ? 'type' : 'dynamic',
    names: [],
    insideFunction: depth > 0 || before?.text === '=>',
    line,
  };
}

function readReexport(tokens: readonly Token[], at: number): ScannedImport[] {
  const isType = tokens[at + 1]?.text === 'type';
  const first = tokens[at + (isType ? 2 : 1)]?.text;
  return first === '{' || first === '*' ? readClause(tokens, at, at + 1) : [];
}

/** What stands between `import` or `export` and `from`; nothing when no `from` follows, as in `export { a }`. */
function readClause(tokens: readonly Token[], at: number, start: number): ScannedImport[] {
  const isType = tokens[start]?.text === 'type' && !/^(from|,)$/.test(tokens[start + 1]?.text ?? '');
  const clause: Token[] = [];
  let end = isType ? start + 1 : start;
  for (; end < tokens.length; end++) {
    const token = tokens[end];
    if (token === undefined || token.text === ';') return [];
    if (token.text === 'from' && tokens[end + 1]?.type === 'string') break;
    if (token.type === 'other' && !/^[{},*]$/.test(token.text)) return [];
    clause.push(token);
  }
  const specifier = tokens[end + 1]?.text;
  if (specifier === undefined) return [];
  const { line = 0 } = tokens[at] ?? {};
  return [
    {
      specifier,
      kind: isType ? 'type' : 'static',
      names: readNames(clause),
      insideFunction: false,
      line,
    },
  ];
}

function readNames(clause: readonly Token[]): string[] {
  return clause.flatMap(({ text, type, depth }, index) => {
    if (text === '*') return ['*'];
    const before = clause[index - 1]?.text;
    if (type !== 'word' || before === 'as' || text === 'as') return [];
    if (depth === 0) return before === '*' ? [] : ['default'];
    const isModifier = text === 'type' && clause[index + 1]?.type === 'word';
    return isModifier ? [] : [text];
  });
}

function isMember(tokens: readonly Token[], at: number): boolean {
  return tokens[at - 1]?.text === '.' || tokens[at + 1]?.text === ':';
}
