/** True when a file's name says that it is a web page. */
export function isHtml(path: string): boolean {
  return /\.x?html?$/i.test(path);
}

/**
 * The readable text of a web page, line by line: tags, scripts, styles and comments are gone, entities are decoded, and what stands
 * on a line stands on the line of the same number, so that every address holds. `undefined` for what is read as source: fragments,
 * templates and components, and the shells of applications, whose markup is all that they say.
 */
export function readHtml(source: string): string | undefined {
  if (!pageHead.test(source.slice(0, 4_000)) || template.test(source)) return undefined;
  const text = strip(source);
  return text.replaceAll(/\s+/g, '').length < leastCharacters ? undefined : text;
}

/** Only a whole page begins so; comments and a declaration may stand before it. */
const pageHead = /^\ufeff?\s*(?:<\?xml[^>]*>\s*|<!--[\s\S]*?-->\s*)*<(?:!doctype\s+html|html)[\s>]/i;
/** What the template languages of servers (Jinja, Go, ERB, PHP, Thymeleaf) and of Vue and Angular write into a page. */
const template = /\{\{|\{%|<%|<\?(?:php|=)|\s(?:v-(?:if|for|bind|model)|\*ng(?:If|For)|th:(?:text|each))\s*=/;
/** A paragraph: the shells that bundlers start from have a title and a word or two. */
const leastCharacters = 200;

/** Elements whose content nobody reads. */
const unread = new Set(['script', 'style', 'template', 'svg', 'iframe', 'object']);
/** Elements inside a line; all others part words. */
const inline = new Set(
  'a abbr b bdi bdo big cite code del dfn em font i ins kbd mark q s samp small span strong sub sup tt u var wbr'.split(
    ' ',
  ),
);

function strip(source: string): string {
  const parts: string[] = [];
  // What stands before the next part: looking at the joined parts each time would take the square of their length.
  let last = '\n';
  let isPreformatted = false;
  const write = (text: string) => {
    // Between words one space is enough, and a line begins without.
    const plain = isPreformatted ? text : text.replaceAll(/[^\S\n]+/g, ' ').replaceAll(/(?<=\n) /g, '');
    const isDouble = !isPreformatted && (last === '\n' || last === ' ') && plain.startsWith(' ');
    const part = isDouble ? plain.slice(1) : plain;
    if (part === '') return;
    parts.push(part);
    last = part.at(-1) ?? '';
  };
  let at = 0;
  for (let open = source.indexOf('<'); open !== -1; open = source.indexOf('<', at)) {
    const tag = findTag(source, open);
    write(decodeEntities(source.slice(at, tag === undefined ? open + 1 : open)));
    at = tag === undefined ? open + 1 : endOfUnread(source, tag);
    if (tag === undefined) continue;
    const breaks = source.slice(open, at).replaceAll(/[^\n]+/g, '');
    if (tag.name === 'pre' && tag.isEnd) isPreformatted = false;
    write(breaks !== '' || inline.has(tag.name) ? breaks : ' ');
    if (tag.name === 'pre' && !tag.isEnd) isPreformatted = true;
  }
  write(decodeEntities(source.slice(at)));
  return parts
    .join('')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

interface Tag {
  /** In small letters; empty for a comment or a declaration. */
  readonly name: string;
  readonly isEnd: boolean;
  /** `<svg/>`. */
  readonly isClosed: boolean;
  /** Behind its last character. */
  readonly end: number;
}

/** The tag or comment that begins at `start`; `undefined` where `<` is a character like any other. */
function findTag(source: string, start: number): Tag | undefined {
  if (source.startsWith('<!--', start)) {
    const end = source.indexOf('-->', start + 4);
    return { name: '', isEnd: false, isClosed: false, end: end === -1 ? source.length : end + 3 };
  }
  const [, mark = '', name = ''] = /^<([!?/]?)([a-z][\w:-]*)/i.exec(source.slice(start, start + 40)) ?? [];
  if (name === '') return undefined;
  for (let at = start + 1 + mark.length + name.length; at < source.length; at++) {
    const character = source[at];
    if (character === '>')
      return { name: name.toLowerCase(), isEnd: mark === '/', isClosed: source[at - 1] === '/', end: at + 1 };
    if (character === '<') return undefined;
    if (character !== '"' && character !== "'") continue;
    const close = source.indexOf(character, at + 1);
    if (close === -1) return undefined;
    at = close;
  }
  return undefined;
}

/** Behind the tag, or behind the element when nobody reads what is in it. */
function endOfUnread(source: string, { name, isEnd, isClosed, end }: Tag): number {
  if (isEnd || isClosed || !unread.has(name)) return end;
  const close = new RegExp(`</${name}\\s*>`, 'gi');
  close.lastIndex = end;
  return close.exec(source) === null ? source.length : close.lastIndex;
}

/** The named ones that prose is written with; any other stays as it is written. */
const entities: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', shy: '' },
  ...{
    ndash: '–',
    mdash: '—',
    hellip: '…',
    bull: '•',
    middot: '·',
    times: '×',
    deg: '°',
    sect: '§',
    para: '¶',
  },
  ...{ lsquo: '‘', rsquo: '’', sbquo: '‚', ldquo: '“', rdquo: '”', bdquo: '„', laquo: '«', raquo: '»' },
  ...{
    copy: '©',
    reg: '®',
    trade: '™',
    euro: '€',
    pound: '£',
    larr: '←',
    rarr: '→',
    le: '≤',
    ge: '≥',
    ne: '≠',
  },
  ...{
    auml: 'ä',
    ouml: 'ö',
    uuml: 'ü',
    Auml: 'Ä',
    Ouml: 'Ö',
    Uuml: 'Ü',
    szlig: 'ß',
    ccedil: 'ç',
    ntilde: 'ñ',
  },
  ...{
    eacute: 'é',
    egrave: 'è',
    ecirc: 'ê',
    agrave: 'à',
    aacute: 'á',
    acirc: 'â',
    iacute: 'í',
    oacute: 'ó',
    uacute: 'ú',
  },
};

function decodeEntities(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,8}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return entities[name] ?? whole;
    const point = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    const isCharacter = point >= 0x20 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
    // A line break here would move all lines behind it.
    return isCharacter ? String.fromCodePoint(point) : ' ';
  });
}
