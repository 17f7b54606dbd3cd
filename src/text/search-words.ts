import { detectLanguage, isStopWord, type Language, languages } from './language.ts';
import { stem, withoutAccents } from './stem.ts';

/**
 * The words of a text as search compares them, in order: lower-case, without accents, as the stems of their language.
 * An identifier gives itself and its parts: `maxRetries`, `max_retries` and `max-retries` each give `maxretries`, `max`,
 * `retri`; `server.port` gives `server.port`, `server`, `port`. Scripts written without spaces give pairs of characters.
 */
export function searchWords(text: string, language: Language = 'en'): string[] {
  const words: string[] = [];
  const cache = cacheOf(language);
  scanRuns(text, (start, end) => {
    const run = text.slice(start, end);
    const known = cache.get(run) ?? wordsOfRun(run, language);
    if (known.length === 1) words.push(known[0] as string);
    else for (const word of known) words.push(word);
  });
  return words;
}

/**
 * In which of the documents' languages to look for a question's words: in its own, and in English, in which names and technical
 * words are written everywhere; in all of them when it does not tell its own, as a few key words do not.
 */
export function questionLanguages(question: string, written: ReadonlySet<string>): readonly Language[] {
  const own = detectLanguage(question);
  const others = languages.filter((language) => language !== 'en' && written.has(language));
  if (own === undefined) return ['en', ...others];
  return own !== 'en' && others.includes(own) ? [own, 'en'] : ['en'];
}

/**
 * The distinct search words of a question that say what it is about, in each of the languages: words such as `the` and `what` are
 * left out, unless nothing else is there.
 */
export function questionWords(question: string, spoken: readonly Language[] = ['en']): string[] {
  const telling = listRuns(question).filter((run) => isTelling(run, spoken));
  const runs = telling.length === 0 ? listRuns(question) : telling;
  const words = new Set(runs.flatMap((run) => spoken.flatMap((language) => wordsOfRun(run, language))));
  const kept = [...words].filter((word) => !stopPairs.has(word));
  return kept.length === 0 ? [...words] : kept;
}

/** The search words of a question that may be part of a name: those with a capital letter or a digit (`Q3`, `2023`, `Apple`). */
export function nameWords(question: string): string[] {
  const runs = listRuns(question).filter((run) => /[\p{Lu}\p{N}]/u.test(run) && isTelling(run, ['en']));
  return [...new Set(runs.flatMap((run) => wordsOfRun(run, 'en')))];
}

/** One search word for each telling run of a question, in their order: of an identifier its last part. */
export function questionRuns(question: string, language: Language = 'en'): string[] {
  return listRuns(question)
    .filter((run) => isTelling(run, [language]))
    .flatMap((run) => wordsOfRun(run, language).slice(-1));
}

/** Neighbours of a question as one word, because code joins what prose separates: `data frame` finds `DataFrame`. */
export function joinedWords(question: string): string[] {
  const runs = listRuns(question);
  const joined = runs.flatMap((run, at) => {
    const next = runs[at + 1];
    if (next === undefined || !isPlain(run) || !isPlain(next)) return [];
    const word = `${run}${next}`.toLowerCase();
    return [word, stem(word, 'en')];
  });
  return [...new Set(joined)];
}

function listRuns(text: string): string[] {
  const runs: string[] = [];
  scanRuns(text, (start, end) => {
    runs.push(text.slice(start, end));
  });
  return runs;
}

function isTelling(run: string, spoken: readonly Language[]): boolean {
  // French turns its questions around with hyphens: `faut-il`.
  const parts = run.toLowerCase().split('-');
  return !spoken.some((language) => parts.every((part) => isStopWord(part, language)));
}

function isPlain(run: string): boolean {
  return /^[A-Za-z0-9]+$/.test(run) && isTelling(run, ['en']);
}

/**
 * Makes a function that finds given search words in texts without listing all others: for one question over much text.
 * It calls `found` with the index of the word and the offset of the run it stands in, in order of offset.
 */
export function createWordFinder(
  words: readonly string[],
  language: Language = 'en',
): (text: string, found: (word: number, offset: number) => void) => void {
  const places = new Map(words.map((word, index) => [word, index]));
  // The same runs come again and again: most of a text is decided by one look-up.
  const known = new Map<string, readonly number[]>();
  const find = (run: string) => {
    const indexes = wordsOfRun(run, language).flatMap((word) => places.get(word) ?? []);
    if (known.size >= cacheSize) known.clear();
    known.set(run, indexes);
    return indexes;
  };
  return (text, found) =>
    scanRuns(text, (start, end) => {
      const run = text.slice(start, end);
      const indexes = known.get(run) ?? find(run);
      for (const index of indexes) found(index, start);
    });
}

/**
 * Calls `run` with the ends of each run of letters, digits and `_`; `.` and `-` join when more follow: `x-request-id`, `3.0.20`.
 * By hand and not by a regular expression: that took twice as long, and this is most of the time of a search.
 */
function scanRuns(text: string, run: (start: number, end: number) => void): void {
  const { length } = text;
  let at = 0;
  while (at < length) {
    const start = at;
    at += letterUnits(text, at);
    if (at === start) {
      at += 1;
      continue;
    }
    while (at < length) {
      const kind = kindOf(text.charCodeAt(at));
      // Most by far.
      if (kind === letter || kind === mark) at += 1;
      else if (kind === other) break;
      else if (kind === joint && kindOf(text.charCodeAt(at + 1)) === letter) at += 2;
      else if (kind === half && letterUnits(text, at) > 0) at += 2;
      else break;
    }
    run(start, at);
  }
}

const other = 1;
const letter = 2;
const mark = 3;
const joint = 4;
/** Half of a character beyond the first plane. */
const half = 5;
const kinds = new Uint8Array(65_536);

function kindOf(unit: number): number {
  return kinds[unit] || classify(unit);
}

function classify(unit: number): number {
  const character = String.fromCharCode(unit);
  let kind = other;
  if (/[\p{L}\p{N}_]/u.test(character)) kind = letter;
  else if (/\p{M}/u.test(character)) kind = mark;
  else if (unit >= 0xd800 && unit <= 0xdfff) kind = half;
  else if (character === '.' || character === '-') kind = joint;
  if (!Number.isNaN(unit)) kinds[unit] = kind;
  return kind;
}

/** How many UTF-16 units the letter or digit at an offset takes: 0 when none is there. */
function letterUnits(text: string, at: number): 0 | 1 | 2 {
  const kind = kindOf(text.charCodeAt(at));
  if (kind !== half) return kind === letter ? 1 : 0;
  return /\p{L}/u.test(String.fromCodePoint(text.codePointAt(at) as number)) ? 2 : 0;
}

/** Of questions in Chinese and Japanese, which have no words to leave out: pairs of characters that say nothing of the matter. */
const stopPairs = new Set(
  '什么 怎么 怎样 如何 哪里 哪儿 哪些 哪个 为什 多少 是什 么是 是否 请问 可以 能否 什麼 怎麼 為什 哪裡 哪個 です ます した する ある いる から まで には とは では って れる られ なに どこ いつ だれ どう うや やっ って なぜ どの よう こと もの ため ので のは のか すか せん てい どれ れく くら らい うに ればよ いです'.split(
    ' ',
  ),
);

// About 40 MB when full; real repositories of 25 MB hold fewer distinct runs than this.
const cacheSize = 100_000;
const caches = new Map<Language, Map<string, readonly string[]>>(
  languages.map((language) => [language, new Map()]),
);

function cacheOf(language: Language): Map<string, readonly string[]> {
  return caches.get(language) as Map<string, readonly string[]>;
}

function wordsOfRun(run: string, language: Language): readonly string[] {
  const cache = cacheOf(language);
  const known = cache.get(run);
  if (known !== undefined) return known;
  const own = copyOf(run);
  const words = computeWords(own, language);
  if (cache.size >= cacheSize) cache.clear();
  cache.set(own, words);
  return words;
}

/** V8 keeps a slice of 13 characters and more as a view that holds all of its text: of 220 MB of files 150 MB stayed in memory. */
function copyOf(run: string): string {
  if (run.length < 13) return run;
  const encoding = /[^\0-\xff]/.test(run) ? 'utf16le' : 'latin1';
  return Buffer.from(run, encoding).toString(encoding);
}

const withoutSpaces =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;
const partBoundary =
  /[._-]+|(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})|(?<=\p{L})(?=\p{N})|(?<=\p{N})(?=\p{L})/u;

function computeWords(run: string, language: Language): readonly string[] {
  // Accents tell stems apart (`règle`, `règlement`), so they go afterwards; and what stands in two ways is one.
  const plain = /[^\0-\x7f]/.test(run) ? run.normalize('NFKC') : run;
  if (withoutSpaces.test(plain)) return pairs(withoutAccents(plain).toLowerCase());
  // A run is at most this long in any language; longer ones are data (base64, digests), which nobody asks for by parts.
  if (plain.length > 80) return [withoutAccents(plain).toLowerCase()];
  const parts = plain.split(partBoundary).filter((part) => part !== '');
  if (parts.length <= 1) return [stem(plain.replaceAll('_', '').toLowerCase(), language)];
  // Joined by dots it stays apart from the spelling without: `3.0.20` is not `3020`.
  const whole = withoutAccents(plain.replace(/[_-]+/g, '').toLowerCase());
  return [whole, ...parts.map((part) => stem(part.toLowerCase(), language))];
}

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
