const named =
  /^(?:chapter|part|article|section|appendix|annex|schedule|title|book|kapitel|teil|anhang|artikel|abschnitt|chapitre|partie|annexe|capítulo|parte)\s+(?:[ivxlcdm]+|\d+(?:\.\d+)*|[a-z])(?![\p{L}\p{N}])[.:]?/iu;
const chinese = /^第\s*[\d一二三四五六七八九十百]+\s*[章节節部篇条條]/u;
const decimal = /^(?:\d{1,3}|[A-Z])((?:\.\d{1,3})+)\.?(?=\s|$)/;
const single = /^(?:\d{1,2}|[A-Z]|[IVX]{1,5})[.)]?(?=\s|$)/;

/** How a heading is numbered. */
export interface Numbering {
  /** `4`, `1.2` and `A.3.1` have the depths 1, 2 and 3; a word such as Chapter has none of its own. */
  readonly depth: number | undefined;
  /** The heading without its number. */
  readonly title: string;
}

/** Reads the number at a heading's beginning: `3 Method`, `1.2.3`, `A.3 Proofs`, `Chapter 4`, `Article IX`. */
export function readNumbering(text: string): Numbering | undefined {
  const name = (named.exec(text) ?? chinese.exec(text))?.[0];
  if (name !== undefined)
    return { depth: undefined, title: text.slice(name.length).replace(/^[\s:.–—-]+/, '') };
  const many = decimal.exec(text);
  if (many)
    return { depth: 1 + (many[1]?.split('.').length ?? 1) - 1, title: text.slice(many[0].length).trim() };
  const one = single.exec(text)?.[0];
  return one === undefined ? undefined : { depth: 1, title: text.slice(one.length).trim() };
}
