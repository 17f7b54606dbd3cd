/**
 * A line of an ignore file in `folder` (relative to the root, '' for the root itself) as rules for `ignore`, said from the
 * root: `*.log` in `a/b` is every `*.log` below it, and `/x` is `/a/b/x`. What git reads otherwise than `ignore` (spaces at the end,
 * runs of asterisks) is said in words that both read alike. None for a line that matches nothing.
 */
export function translateRule(folder: string, line: string): readonly string[] {
  const rule = trimSpaces(line);
  const negation = rule.startsWith('!') ? '!' : '';
  const pattern = rule.slice(negation.length);
  const ending = pattern.endsWith('/') ? '/' : '';
  const body = pattern.slice(0, pattern.length - ending.length);
  // An empty name, or one between two slashes, is no name.
  if (body === '' || body.includes('//')) return [];
  const base = folder === '' ? '' : `/${folder.replace(/[\\*?[\]!# ]/g, '\\$&')}`;
  if (!body.includes('/')) {
    const name = normaliseStars(body, 'name');
    return [negation + (base === '' ? '' : `${base}/**/`) + name + ending];
  }
  const path = body.replace(/^\//, '');
  if (path === '') return [];
  return splitFirstStars(path).map((each) => `${negation}${base}/${normaliseStars(each, 'path')}${ending}`);
}

/** Spaces at the end do not count, unless a backslash stands before them; tabs do. */
function trimSpaces(line: string): string {
  let end = 0;
  for (let at = 0; at < line.length; at++) {
    if (line[at] === ' ') continue;
    if (line[at] === '\\') {
      // git stops at a backslash with nothing behind it, and leaves the line as it is.
      if (at + 1 === line.length) return line;
      at++;
    }
    end = at + 1;
  }
  return line.slice(0, end);
}

/**
 * Two asterisks cross folders where they fill a whole part of a path, and stand for one asterisk anywhere else, above all in
 * a rule without a slash, which is about names.
 */
function normaliseStars(pattern: string, kind: 'name' | 'path'): string {
  return pattern.replace(token, (found, stars: string | undefined, at: number) => {
    if (stars === undefined) return found;
    const fills = /^$|\/$/.test(pattern.slice(0, at)) && /^($|\/)/.test(pattern.slice(at + stars.length));
    return fills && kind === 'path' ? '**' : '*';
  });
}

/** A run of asterisks; or an escape or a class, in which asterisks are letters. */
const token = /\\[\s\S]|\[[!^]?\]?(?:\\[\s\S]|\[:\w+:\]|[^\]\\])*\]|(\*{2,})/g;

/**
 * git compares the plain letters that a path pattern begins with and forgets them; so two asterisks right behind them, before
 * a slash or the end, cross folders too: `a**` and `/b` is `ab`, `ax/b` and `a/x/b`.
 */
function splitFirstStars(pattern: string): readonly string[] {
  const [, letters, rest] = /^([^*?[\\]*[^*?[\\/])\*{2,}(?:\/(.+))?$/s.exec(pattern) ?? [];
  if (letters === undefined) return [pattern];
  return rest === undefined
    ? [`${letters}*`, `${letters}*/**`]
    : [`${letters}${rest}`, `${letters}*/**/${rest}`];
}
