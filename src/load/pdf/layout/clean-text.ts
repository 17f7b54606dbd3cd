/**
 * A run's text without what only a font means by it: ligatures and other shapes of a letter are the letter, control characters
 * are blanks, NUL and invisible characters are left out, accents that TeX draws over a letter are put on it, and the marks of
 * Symbol and Wingdings become the characters they look like. A soft hyphen stays at the end of a run alone, where it shows as
 * a hyphen.
 */
export function cleanText(text: string): string {
  if (!special.test(text)) return text;
  return text
    .replace(shapes, (shape) => shape.normalize('NFKC'))
    .replace(/[\uf020-\uf0ff]/g, (mark) => symbols.get(mark.charCodeAt(0) & 0xff) ?? mark)
    .replace(/(?!\0)\p{Cc}|[\u00a0\u2000-\u200a\u202f\u3000]/gu, ' ')
    .replace(invisible, '')
    .replace(/\u00ad(?!\s*$)/g, '')
    .replace(/(?<=\p{L})([¨ˆ˜ˇ˘˚¸˝´])([\p{L}])/gu, composeAccent)
    .replace(turnedLamAlef, 'ال$1');
}

/**
 * A font may have one glyph for lam and alef, whose two letters pdf.js turns round with the line: `الأ` comes as `األ`. Two alefs
 * stand side by side in no word; of `ال` alone nobody can tell.
 */
const turnedLamAlef = /ا([اأإآ])ل/g;

const special =
  /ا[اأإآ]ل|[¨ˆ˜ˇ˘˚¸˝´\p{Cc}\p{Cf}\u00a0\u2000-\u200a\u202f\u2f00-\u2fd5\u3000\uf020-\uf0ff\ufb00-\ufdfb\ufe10-\ufe19\ufe30-\ufe48\ufe70-\ufefc]/u;
/** Characters for how another one looks: Latin ligatures, Arabic letters by their place in the word, Kangxi radicals, marks in vertical lines. */
const shapes = /[\u2f00-\u2fd5\ufb00-\ufb17\ufb1d-\ufdf9\ufe10-\ufe19\ufe30-\ufe48\ufe70-\ufefc]/g;
/**
 * NUL stands for a glyph without a character in some fonts (24 of 4,703 public PDFs), often a ligature in a word; the other
 * control characters for a blank, by its number in the font. The (non-)joiners are spelling in Persian and Hindi.
 */
const invisible = /(?![\u00ad\u200c\u200d])[\0\p{Cf}]/gu;

/** `na¨ıve`: TeX's oldest fonts have no letters with accents, so the accent comes before its letter, within a word. */
function composeAccent(both: string, accent: string, letter: string, at: number, text: string): string {
  // Some type the acute for an apostrophe: `l´avion`, `qu´il`, `don´t`.
  if (accent === '´' && (!/[aeiouyı]/i.test(letter) || /(?:(?:^|\P{L})\p{L}|qu)$/iu.test(text.slice(0, at))))
    return both;
  const base = letter === 'ı' ? 'i' : letter === 'ȷ' ? 'j' : letter;
  const composed = `${base}${combining.get(accent) ?? ''}`.normalize('NFC');
  return composed.length === 1 && composed !== base ? composed : both;
}

const combining = new Map([
  ['¨', '\u0308'],
  ['ˆ', '\u0302'],
  ['˜', '\u0303'],
  ['ˇ', '\u030c'],
  ['˘', '\u0306'],
  ['˚', '\u030a'],
  ['¸', '\u0327'],
  ['˝', '\u030b'],
  ['´', '\u0301'],
]);

/**
 * What Wingdings and Symbol draw at these codes; Word writes its bullets so, as private-use characters from U+F020 on.
 * Only marks that both fonts draw alike, or that one of them alone has in use: 0xa7 is Wingdings' small square.
 */
const symbols = new Map([
  [0x20, ' '],
  [0x6c, '●'],
  [0x6e, '■'],
  [0x6f, '□'],
  [0x71, '❑'],
  [0x75, '◆'],
  [0x76, '❖'],
  [0xa7, '▪'],
  [0xa8, '◻'],
  [0xb7, '•'],
  [0xd8, '➢'],
  [0xe0, '➔'],
  [0xfc, '✓'],
]);
