import type { Language } from './language.ts';
import { stem, withoutAccents } from './stem.ts';

/** The search words of one run: of an identifier the whole and its parts, of scripts without spaces pairs of characters. */
export function splitRun(run: string, language: Language): readonly string[] {
  const isAscii = !/[^\0-\x7f]/.test(run);
  // Accents tell stems apart (`règle`, `règlement`), so they go afterwards; and what stands in two ways is one.
  const plain = isAscii ? run : run.normalize('NFKC');
  if (!isAscii && withoutSpaces.test(plain)) return pairs(withoutAccents(plain).toLowerCase());
  // A run is at most this long in any language; longer ones are data (base64, digests), which nobody asks for by parts.
  if (plain.length > 80) return [withoutAccents(plain).toLowerCase()];
  const parts = isAscii
    ? (plain.match(asciiPart) ?? [])
    : plain.split(partBoundary).filter((part) => part !== '');
  if (parts.length <= 1) return [stem(plain.replaceAll('_', '').toLowerCase(), language)];
  // Joined by dots it stays apart from the spelling without: `3.0.20` is not `3020`.
  const whole = withoutAccents(plain.replace(/[_-]+/g, '').toLowerCase());
  return [whole, ...parts.map((part) => stem(part.toLowerCase(), language))];
}

const withoutSpaces =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;
const partBoundary =
  /[._-]+|(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|(?<=\p{L})(?=\p{N})|(?<=\p{N})(?=\p{L})/u;
/** What stands between these boundaries in ASCII, which is nearly everything: found in a third of the time. */
const asciiPart = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+/g;

function pairs(run: string): string[] {
  const words: string[] = [];
  for (const part of run.split(/[._-]+|(?<=[\p{ASCII}])(?=\P{ASCII})|(?<=\P{ASCII})(?=\p{ASCII})/u)) {
    const characters = [...part];
    if (/^\p{ASCII}*$/u.test(part)) words.push(...(part === '' ? [] : [stem(part, 'en')]));
    else if (characters.length === 1) words.push(part);
    else
      for (let at = 0; at + 1 < characters.length; at += 1)
        words.push(`${characters[at]}${characters[at + 1]}`);
  }
  return words;
}
