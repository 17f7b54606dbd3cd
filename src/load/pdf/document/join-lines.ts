import type { PageLayout } from '../page-layout.ts';
import { lineText } from './line-text.ts';

/** Says how a hyphen at a line's end was meant. */
export interface Hyphens {
  /** Joins a text that breaks off at a line's end with what the next line begins with. */
  join(above: string, below: string): string;
}

/** The words of a document, as far as they tell of hyphens. */
export interface HyphenCount {
  add(layout: PageLayout): void;
  hyphens(): Hyphens;
}

// Looked for from a word's beginning alone: from every letter on, a word of a megabyte takes hours.
const hyphenated = /(?<![\p{L}\p{N}])[\p{L}\p{N}]+(?:[-\u2010\u2011][\p{L}\p{N}]+)+/gu;
/** Latin, Greek and Cyrillic: the scripts that hyphenate. A class of all letters takes five times as long. */
const word = /[a-z\u00c0-\u052f]{4,}/g;
const lineEnd = /([\p{L}\p{M}\p{N}]+)([-\u2010\u00ad])$/u;
/** In UTF-16 units; what is longer is no word. */
const longestWord = 60;
const lineStart = /^[\p{L}\p{M}\p{N}]+/u;

/**
 * A word that is hyphenated at a line's end is joined, unless the document says that the hyphen is its own: the hyphenated form
 * stands inside a line, or others that begin the same way do (`self-`, `non-`) while the joined form does not, or the
 * typesetter has a sign of its own for hyphenation (U+2010, U+00AD) and this is not it.
 */
export function countHyphens(): HyphenCount {
  const compounds = new Set<string>();
  const firstParts = new Set<string>();
  const words = new Set<string>();
  let signs = 0;
  return {
    add({ blocks }) {
      for (const block of blocks) {
        for (const line of block.type === 'text' ? block.lines : []) {
          const text = lineText(line);
          if (/[\u2010\u00ad]$/.test(text)) signs++;
          for (const [compound] of /[-\u2010\u2011]/.test(text) ? text.matchAll(hyphenated) : []) {
            const form = compound.toLowerCase().replace(/[\u2010\u2011]/g, '-');
            compounds.add(form);
            firstParts.add(form.slice(0, form.indexOf('-')));
          }
          for (const each of text.toLowerCase().match(word) ?? []) words.add(each);
        }
      }
    },
    hyphens() {
      const isOwn = (first: string, sign: string, second: string) => {
        if (sign !== '-') return false;
        const [a, b] = [first.toLowerCase(), second.toLowerCase()];
        if (compounds.has(`${a}-${b}`)) return true;
        if (words.has(a + b)) return false;
        if (!/^\p{Ll}/u.test(second) || /\p{N}$/u.test(first)) return true;
        return signs > 0 || firstParts.has(a);
      };
      return {
        join(above, below) {
          const text = below.trimStart();
          // The words at a text's end are looked for from its every letter on, so not without need.
          const end = /[-\u2010\u00ad]$/.test(above) ? lineEnd.exec(above.slice(-longestWord)) : null;
          const start = end ? lineStart.exec(text)?.[0] : undefined;
          if (!end || start === undefined) {
            return isUnspaced(above, text) || /\S[-/\u2010]$/u.test(above)
              ? above + text
              : `${above} ${text}`;
          }
          const [, first = '', sign = ''] = end;
          // "pre- and postwar"
          if (/^(?:and|or|to|und|oder|bis|et|ou|y|e|en|of|och)$/.test(start)) return `${above} ${text}`;
          return (isOwn(first, sign, start) ? above : above.slice(0, -1)) + text;
        },
      };
    },
  };
}

const unspaced = String.raw`[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\u3000-\u303f\uff00-\uffef]`;
const endsUnspaced = new RegExp(`${unspaced}$`, 'u');
const startsUnspaced = new RegExp(`^${unspaced}`, 'u');

/** Chinese and Japanese put no blank where a line breaks. */
function isUnspaced(above: string, below: string): boolean {
  return endsUnspaced.test(above) && startsUnspaced.test(below);
}

/** The lines of a paragraph as one text. Looks at one line's end at a time, so that a hundred thousand lines take no longer each. */
export function joinTexts(texts: readonly string[], hyphens: Hyphens): string {
  const pieces: string[] = [];
  let last: string | undefined;
  for (const text of texts) {
    if (last === undefined) {
      last = text;
      continue;
    }
    const below = text.trimStart();
    const joined = hyphens.join(last, below);
    pieces.push(joined.slice(0, joined.length - below.length));
    last = below;
  }
  return pieces.join('') + (last ?? '');
}
