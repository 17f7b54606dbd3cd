/** Where a quote stands in a text, in UTF-16 offsets. */
export interface QuotePlace {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds a quote in a text. Runs of white space match each other, typographic quotes match straight ones, ligatures their
 * letters, and a word that is hyphenated at a line's end matches the whole word. Nothing else may differ: a changed number,
 * name or letter case is not found.
 */
export function findQuote(quote: string, text: string): QuotePlace | undefined {
  const wanted = normalize(quote, 'drop').text.trim();
  if (wanted === '') return undefined;
  for (const candidate of [wanted, stripQuotationMarks(wanted)]) {
    for (const hyphens of ['drop', 'keep'] as const) {
      const { text: normalized, offsets } = normalize(text, hyphens);
      const at = normalized.indexOf(candidate);
      if (at === -1) continue;
      const last = at + candidate.length - 1;
      return { start: offsets[at] as number, end: offsets[last + 1] as number };
    }
  }
  return undefined;
}

interface Normalized {
  readonly text: string;
  /** For each character of `text` its offset in the original; one more entry for the end. */
  readonly offsets: readonly number[];
}

// Soft hyphens and zero-width characters are invisible; a hyphen before a line break and a letter is hyphenation.
const special =
  /(?<hyphen>\p{L}[-\u2010]\s*\n\s*(?=\p{Ll}))|(?<space>[\s\u00a0]+)|(?<invisible>[\u00ad\u200b\u2060\ufeff])|[\u2018\u2019\u201a\u201b\u201c-\u201f\u2039\u203a\u00ab\u00bb\ufb00-\ufb06]/gu;

function normalize(text: string, hyphens: 'drop' | 'keep'): Normalized {
  let out = '';
  const offsets: number[] = [];
  const copy = (from: number, to: number) => {
    out += text.slice(from, to);
    for (let offset = from; offset < to; offset += 1) offsets.push(offset);
  };
  const put = (replacement: string, offset: number) => {
    out += replacement;
    for (let count = 0; count < replacement.length; count += 1) offsets.push(offset);
  };
  let position = 0;
  for (const match of text.matchAll(special)) {
    copy(position, match.index);
    position = match.index + match[0].length;
    if (match.groups?.hyphen !== undefined) {
      const letter = [...match[0]][0] as string;
      copy(match.index, match.index + letter.length + (hyphens === 'keep' ? 1 : 0));
    } else if (match.groups?.space !== undefined) put(' ', match.index);
    else if (match.groups?.invisible === undefined) put(plain(match[0]), match.index);
  }
  copy(position, text.length);
  offsets.push(text.length);
  return { text: out, offsets };
}

function plain(character: string): string {
  if (/[\u2018\u2019\u201a\u201b\u2039\u203a]/.test(character)) return "'";
  if (/[\u201c-\u201f\u00ab\u00bb]/.test(character)) return '"';
  return character.normalize('NFKC');
}

function stripQuotationMarks(text: string): string {
  return /^(["'`]).+\1$/s.test(text) ? text.slice(1, -1).trim() : text;
}
