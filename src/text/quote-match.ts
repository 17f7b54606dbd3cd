import { type Markup, removeMarkdownMarks } from './markdown-marks.ts';

/** Where a quote stands in a text, in UTF-16 offsets. */
export interface QuotePlace {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds a quote in a text. Runs of white space match each other, typographic quotes match straight ones, ligatures their
 * letters, composed letters their parts, and a word that is hyphenated at a line's end matches the whole word. Nothing else
 * may differ: a changed number, name or letter case is not found, nor is a quote that begins or ends inside a word or number
 * ("able to swim" in "unable to swim", "$15" in "$15.50").
 *
 * With a `markup`, the marks of headings, lists, tables and notes may be left out too: a reader of the rendered text sees none; in a diff
 * the signs in front of its lines.
 */
export function findQuote(quote: string, text: string, markup?: Markup): QuotePlace | undefined {
  const place = findVerbatim(quote, text);
  if (place !== undefined || markup === undefined) return place;
  const shown = removeMarkdownMarks(text, markup);
  const words = markup === 'diff' ? quote : removeMarkdownMarks(quote, 'quote').text;
  const found = findVerbatim(words, shown.text);
  return found && { start: shown.starts[found.start] as number, end: shown.ends[found.end - 1] as number };
}

function findVerbatim(quote: string, text: string): QuotePlace | undefined {
  const page = flatten(text);
  const whole = quote.trim();
  const inner = withoutQuotationMarks(whole);
  return findFlat(flatten(whole), page) ?? (inner === undefined ? inner : findFlat(flatten(inner), page));
}

/** A text without what may differ. */
interface FlatText {
  readonly text: string;
  /** For each UTF-16 unit of `text`, where what it stands for begins and ends in the original. */
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** The hyphens that were taken out from between two letters or digits, by the offset in `text` where they stood. */
  readonly joints: ReadonlyMap<number, Joint>;
}

/** `well-known`, `pre- and postwar`, a hyphen at a line's end, and one there that may be no part of the word. */
type Joint = 'inside' | 'spaced' | 'line-end' | 'hyphenation';

/** The scripts that put no space between words. */
const unspaced = String.raw`[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Laoo}\p{sc=Khmr}\p{sc=Mymr}]`;
const isUnspaced = new RegExp(unspaced, 'u');

const special = new RegExp(
  [
    // Soft hyphens count only here; a line's end hides whether the hyphen in front of it is part of the word.
    String.raw`(?<=[\p{L}\p{M}\p{N}])(?<hyphen>-\s*|[\u2010\u00ad][^\S\n]*\n\s*)(?=[\p{L}\p{N}])`,
    // A lone space mostly stays as it is, and is what there is most of.
    String.raw`(?<space>[\s\u00ad\u200b\u2060]{2,}|[^\S ]|[\u00ad\u200b\u2060]| (?=${unspaced}))`,
    // 30 marks are the most that Unicode's stream-safe text puts on a letter, and sorting a million would take minutes.
    String.raw`\P{M}[\p{M}\u1160-\u11ff]{1,30}`,
    String.raw`[\u2018-\u201f\u2039\u203a\u00ab\u00bb\u2126\u212a\u212b\uf900-\ufaff\ufb00-\ufb06]`,
  ].join('|'),
  'gu',
);

function flatten(original: string): FlatText {
  const parts: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const joints = new Map<number, Joint>();
  let position = 0;
  const copyUntil = (end: number) => {
    parts.push(original.slice(position, end));
    for (let offset = position; offset < end; offset += 1) {
      starts.push(offset);
      ends.push(offset + 1);
    }
  };
  for (const match of original.matchAll(special)) {
    const { hyphen, space } = match.groups ?? {};
    const end = match.index + match[0].length;
    copyUntil(match.index);
    position = end;
    if (hyphen !== undefined) {
      const joint = jointOf(original, match.index, end);
      if (joint !== undefined) joints.set(starts.length, joint);
      continue;
    }
    const shown = space === undefined ? plain(match[0]) : blank(original, match.index, end);
    parts.push(shown);
    for (let count = 0; count < shown.length; count += 1) {
      starts.push(match.index);
      ends.push(end);
    }
  }
  copyUntil(original.length);
  return { text: parts.join(''), starts, ends, joints };
}

function jointOf(text: string, start: number, end: number): Joint | undefined {
  const hyphen = text.slice(start, end);
  if (hyphen.startsWith('\u00ad')) return undefined;
  if (!hyphen.includes('\n')) return hyphen.length === 1 ? 'inside' : 'spaced';
  return /[\p{L}\p{M}]/u.test(lastCharacter(text, start)) && /\p{Ll}/u.test(firstCharacter(text, end))
    ? 'hyphenation'
    : 'line-end';
}

/** White space as one space; nothing where it is invisible, or between characters of a script that has no spaces. */
function blank(text: string, start: number, end: number): string {
  if (/^[\u00ad\u200b\u2060\ufeff]+$/.test(text.slice(start, end))) return '';
  return isUnspaced.test(lastCharacter(text, start)) && isUnspaced.test(firstCharacter(text, end)) ? '' : ' ';
}

function plain(character: string): string {
  if (/[\u2018-\u201b\u2039\u203a]/.test(character)) return "'";
  if (/[\u201c-\u201f\u00ab\u00bb]/.test(character)) return '"';
  return /[\ufb00-\ufb06]/.test(character) ? character.normalize('NFKC') : character.normalize('NFC');
}

// A text of hyphens alone can look like its quote at every place and differ only at the last hyphen.
const mostPlaces = 1000;

function findFlat(quote: FlatText, page: FlatText): QuotePlace | undefined {
  const { text } = quote;
  if (!/[\p{L}\p{N}]/u.test(text)) return undefined;
  let places = 0;
  for (let at = page.text.indexOf(text); at !== -1; at = page.text.indexOf(text, at + 1)) {
    if (isInsideWord(page, at) || isInsideWord(page, at + text.length)) continue;
    if (hasSameJoints(quote, page, at)) {
      return { start: page.starts[at] as number, end: page.ends[at + text.length - 1] as number };
    }
    places += 1;
    if (places === mostPlaces) return undefined;
  }
  return undefined;
}

function hasSameJoints(quote: FlatText, page: FlatText, at: number): boolean {
  for (let offset = 1; offset < quote.text.length; offset += 1) {
    const here = quote.joints.get(offset);
    const there = page.joints.get(at + offset);
    if (here === there) continue;
    if (here === undefined || there === undefined) {
      if ((here ?? there) !== 'hyphenation') return false;
    } else if (!atLineEnd(here) && !atLineEnd(there)) return false;
  }
  return true;
}

function atLineEnd(joint: Joint): boolean {
  return joint === 'line-end' || joint === 'hyphenation';
}

const wordCharacter = new RegExp(String.raw`[[\p{L}\p{M}\p{N}_]--${unspaced}]`, 'v');

/** Whether a word, or a number with its sign and its decimals, goes on across this offset. */
function isInsideWord({ text, joints }: FlatText, at: number): boolean {
  const joint = joints.get(at);
  if (joint !== undefined) return joint === 'hyphenation';
  const before = text.slice(Math.max(0, at - 2), at);
  const after = text.slice(at, at + 2);
  if (wordCharacter.test(lastCharacter(text, at)) && wordCharacter.test(firstCharacter(text, at)))
    return true;
  const startsInside = /^\p{N}/u.test(after) && /\p{N}[.,]$|(?:^|[^\p{L}\p{N}])[-+\u2212]$/u.test(before);
  return startsInside || (/\p{N}$/u.test(before) && /^[.,]\p{N}/u.test(after));
}

function firstCharacter(text: string, at: number): string {
  return String.fromCodePoint(text.codePointAt(at) ?? 0x20);
}

function lastCharacter(text: string, at: number): string {
  return Array.from(text.slice(Math.max(0, at - 2), at)).at(-1) ?? ' ';
}

/** Models like to put quotation marks around what they quote. */
function withoutQuotationMarks(text: string): string | undefined {
  return /^["'`\u201c\u2018\u00ab].+["'`\u201d\u2019\u00bb]$/s.test(text)
    ? text.slice(1, -1).trim()
    : undefined;
}
