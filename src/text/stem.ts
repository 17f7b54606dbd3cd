import { stemmer as dutch } from '@orama/stemmers/dutch';
import { stemmer as french } from '@orama/stemmers/french';
import { stemmer as german } from '@orama/stemmers/german';
import { stemmer as italian } from '@orama/stemmers/italian';
import { stemmer as portuguese } from '@orama/stemmers/portuguese';
import { stemmer as russian } from '@orama/stemmers/russian';
import { stemmer as spanish } from '@orama/stemmers/spanish';
import { stemmer as swedish } from '@orama/stemmers/swedish';
import { stemmer as porter } from 'stemmer';
import { type Language, languages } from './language.ts';

/**
 * A word, in lower case and with its accents, as what it shares with its other forms: by Porter's rules for English, by
 * Snowball's for the others. Without accents, which many leave out (`kundigung`).
 */
export function stem(word: string, language: Language): string {
  const stems = stemsOf[language];
  const known = stems.get(word);
  if (known !== undefined) return known;
  const found = computeStem(word, language);
  if (stems.size >= mostStems) stems.clear();
  stems.set(word, found);
  return found;
}

// Identifiers are made of the same words: 3 of 4 were stemmed before in one repository, 7 of 8 in another.
const mostStems = 20_000;
const stemsOf = Object.fromEntries(
  languages.map((language) => [language, new Map<string, string>()]),
) as Readonly<Record<Language, Map<string, string>>>;

function computeStem(word: string, language: Language): string {
  if (language === 'en') return /^[a-z]{3,}$/.test(word) ? porter(word) : withoutAccents(word);
  return withoutAccents(/^\p{L}{3,}$/u.test(word) ? snowball[language](word) : word);
}

/** `é` as `e`, `ﬁ` as `fi`, `Ａ` as `A`; letters that only look like others with accents (`й`) lose the accent too. */
export function withoutAccents(text: string): string {
  if (!notAscii.test(text)) return text;
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .normalize('NFC');
}

const notAscii = /[^\0-\x7f]/;

const snowball: Readonly<Record<Exclude<Language, 'en'>, (word: string) => string>> = {
  de: german,
  fr: french,
  es: spanish,
  it: italian,
  pt: portuguese,
  nl: dutch,
  sv: swedish,
  ru: russian,
};
