import type { Language } from './language.ts';
import { createRunTable } from './run-table.ts';
import { scanRuns, unitsOf } from './scan-runs.ts';
import { splitRun } from './split-run.ts';

/** The runs that were met in texts of one language, each with a number and its search words. */
export interface Lexicon {
  /** How many runs. */
  readonly size: number;
  /** Calls `run` with the number of each run of a text and its offset. */
  scan(text: string, run: (number: number, start: number) => void): void;
  /** The search words of a run. */
  wordsOf(run: number): readonly string[];
  /** The runs that have a search word. */
  runsOf(word: string): readonly number[];
}

/** The runs of a text in their order. */
export interface ReadText {
  /** Where the numbers hold. */
  readonly lexicon: Lexicon;
  readonly runs: Uint32Array;
  /** The offset of each run. */
  readonly starts: Uint32Array;
}

/** Reads a text of a language, to look for words in it more than once. */
export function readText(text: string, language: Language = 'en'): ReadText {
  const lexicon = lexiconOf(language);
  const runs: number[] = [];
  const starts: number[] = [];
  lexicon.scan(text, (run, start) => {
    runs.push(run);
    starts.push(start);
  });
  return { lexicon, runs: Uint32Array.from(runs), starts: Uint32Array.from(starts) };
}

/** The lexicon of a language. A full one is given up for an empty one, so the numbers of runs hold in one of them alone. */
export function lexiconOf(language: Language): Lexicon {
  const known = lexicons.get(language);
  if (known?.isFull() === false) return known;
  const empty = createLexicon(language);
  lexicons.set(language, empty);
  return empty;
}

const lexicons = new Map<Language, ReturnType<typeof createLexicon>>();
// About 40 MB when full; real repositories of 25 MB hold fewer distinct runs than this.
const mostRuns = 100_000;
// Reached first by data that is taken for runs, such as base64.
const mostUnits = 4_000_000;

function createLexicon(language: Language): Lexicon & { isFull(): boolean } {
  const table = createRunTable();
  const words: (readonly string[])[] = [];
  const holders = new Map<string, number[]>();
  let listed = 0;
  return {
    isFull: () => table.size >= mostRuns || table.units >= mostUnits,
    get size() {
      return table.size;
    },
    scan(text, run) {
      const units = unitsOf(text);
      scanRuns(units, (start, end) => {
        const number = table.numberOf(units, start, end);
        if (number === words.length) words.push(splitRun(copyOf(text.slice(start, end)), language));
        run(number, start);
      });
    },
    wordsOf: (run) => words[run] as readonly string[],
    runsOf(word) {
      // Listed when first asked for: who only indexes needs none.
      for (; listed < words.length; listed += 1) {
        for (const each of words[listed] as readonly string[]) {
          const runs = holders.get(each);
          if (runs === undefined) holders.set(each, [listed]);
          else runs.push(listed);
        }
      }
      return holders.get(word) ?? [];
    },
  };
}

/** V8 keeps a slice of 13 characters and more as a view that holds all of its text: of 220 MB of files 150 MB stayed in memory. */
function copyOf(run: string): string {
  if (run.length < 13) return run;
  const encoding = /[^\0-\xff]/.test(run) ? 'utf16le' : 'latin1';
  return Buffer.from(run, encoding).toString(encoding);
}
