const named =
  /^(chapter|part|article|section|appendix|annex|schedule|title|book|kapitel|teil|anhang|artikel|abschnitt|chapitre|partie|annexe|capítulo|parte|глава|часть|раздел|приложение)\s+(?:[ivxlcdm]+|\d+(?:\.\d+)*|\p{L})(?![\p{L}\p{N}])[.:]?/iu;
/** Their sections are numbered 1.1 or A.1. */
const chapter =
  /^(?:chapter|appendix|annex|kapitel|anhang|chapitre|annexe|capítulo|глава|приложение|章|장)$/iu;
const eastAsian = /^[第제]\s*[\d一二三四五六七八九十百]+\s*([章节節部篇条條장절부조])/u;
const decimal = /^(?:\d{1,3}|[A-Z])((?:\.\d{1,3})+)\.?(?=\s|$)/;
/** A chapter's number in a line of its own, behind the word or, where that is a running head, alone. */
const spelled = /^(?:chapter\s+)?(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)$/i;
// `A simple example` begins with a word.
const single = /^(?:\d{1,2}|[A-Z](?!\s+\p{Ll})|[A-Z][.)]|[IVX]{2,5})[.)]?(?=\s|$)/u;

/** How a heading is numbered. */
export interface Numbering {
  /** `Chapter 4` and `4`, `1.2`, `A.3.1` have the depths 1, 2 and 3; other words, such as Part or Article, none of their own. */
  readonly depth: number | undefined;
  /** Whether a word such as Chapter stands before the number. */
  readonly isNamed: boolean;
  /** The heading without its number. */
  readonly title: string;
}

/** Reads the number at a heading's beginning: `3 Method`, `1.2.3`, `A.3 Proofs`, `Chapter 4`, `Article IX`. */
export function readNumbering(text: string): Numbering | undefined {
  const name = named.exec(text) ?? eastAsian.exec(text);
  if (name)
    return {
      depth: chapter.test(name[1] ?? '') ? 1 : undefined,
      isNamed: true,
      title: text.slice(name[0].length).replace(/^[\s:.–—-]+/, ''),
    };
  if (isSpelledNumber(text)) return { depth: 1, isNamed: true, title: '' };
  const number = decimal.exec(text) ?? single.exec(text);
  if (!number) return undefined;
  const depth = number[1] === undefined ? 1 : number[1].split('.').length;
  return { depth, isNamed: false, title: text.slice(number[0].length).trim() };
}

/** `ONE`, `Chapter Two`: an ornament above a title, which nobody names with it. */
export function isSpelledNumber(text: string): boolean {
  return spelled.test(text);
}
