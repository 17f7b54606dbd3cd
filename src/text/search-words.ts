import { detectLanguage, isStopWord, type Language, languages } from './language.ts';
import { lexiconOf } from './lexicon.ts';
import { scanRuns, unitsOf } from './scan-runs.ts';
import { splitRun } from './split-run.ts';
import { stem } from './stem.ts';

/**
 * The words of a text as search compares them, in order: lower-case, without accents, as the stems of their language.
 * An identifier gives itself and its parts: `maxRetries`, `max_retries` and `max-retries` each give `maxretries`, `max`,
 * `retri`; `server.port` gives `server.port`, `server`, `port`. Scripts written without spaces give pairs of characters.
 */
export function searchWords(text: string, language: Language = 'en'): string[] {
  const words: string[] = [];
  const lexicon = lexiconOf(language);
  lexicon.scan(text, (run) => {
    for (const word of lexicon.wordsOf(run)) words.push(word);
  });
  return words;
}

// One file that was taken for French would have all key words looked for in French too: 2 points at 8k tokens on one repository.
const leastWritten = 0.02;

/**
 * In which of the documents' languages to look for a question's words: in its own, and in English, in which names and technical
 * words are written everywhere; when it does not tell its own, as a few key words do not, in all that more than a few documents
 * are written in. `written` says which share of the documents each language has.
 */
export function questionLanguages(
  question: string,
  written: ReadonlyMap<string, number>,
): readonly Language[] {
  const own = detectLanguage(question);
  if (own !== undefined) return own !== 'en' && written.has(own) ? [own, 'en'] : ['en'];
  const others = languages.filter((language) => (written.get(language) ?? 0) >= leastWritten);
  return ['en', ...others.filter((language) => language !== 'en')];
}

/**
 * The distinct search words of a question that say what it is about, in each of the languages: words such as `the` and `what` are
 * left out, unless nothing else is there.
 */
export function questionWords(question: string, spoken: readonly Language[] = ['en']): string[] {
  const telling = listRuns(question).filter((run) => isTelling(run, spoken));
  const runs = telling.length === 0 ? listRuns(question) : telling;
  const words = new Set(runs.flatMap((run) => spoken.flatMap((language) => splitRun(run, language))));
  const kept = [...words].filter((word) => !stopPairs.has(word));
  return kept.length === 0 ? [...words] : kept;
}

/** The search words of a question that may be part of a name: those with a capital letter or a digit (`Q3`, `2023`, `Apple`). */
export function nameWords(question: string): string[] {
  const runs = listRuns(question).filter((run) => /[\p{Lu}\p{N}]/u.test(run) && isTelling(run, ['en']));
  return [...new Set(runs.flatMap((run) => splitRun(run, 'en')))];
}

/** One search word for each telling run of a question, in their order: of an identifier its last part. */
export function questionRuns(question: string, language: Language = 'en'): string[] {
  return listRuns(question)
    .filter((run) => isTelling(run, [language]))
    .flatMap((run) => splitRun(run, language).slice(-1));
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
  scanRuns(unitsOf(text), (start, end) => runs.push(text.slice(start, end)));
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

/** Of questions in Chinese and Japanese, which have no words to leave out: pairs of characters that say nothing of the matter. */
const stopPairs = new Set(
  '什么 怎么 怎样 如何 哪里 哪儿 哪些 哪个 为什 多少 是什 么是 是否 请问 可以 能否 什麼 怎麼 為什 哪裡 哪個 です ます した する ある いる から まで には とは では って れる られ なに どこ いつ だれ どう うや やっ って なぜ どの よう こと もの ため ので のは のか すか せん てい どれ れく くら らい うに ればよ いです'.split(
    ' ',
  ),
);
