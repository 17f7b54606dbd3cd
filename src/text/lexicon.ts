import type { Language } from './language.ts';
import { createRunTable } from './run-table.ts';
import { scanRuns, unitsOf } from './scan-runs.ts';
import { splitRun } from './split-run.ts';

/** The runs that were met in texts of one language, each with a number and its search words. */
export interface Lexicon {
  /** How many runs. */
  readonly size: number;
  read(text: string): ReadText;
  /** The search words of a run. */
  wordsOf(run: number): readonly string[];
}

/** The runs of a text in their order. */
export interface ReadText {
  /** Where the numbers hold. */
  readonly lexicon: Lexicon;
  readonly runs: Uint32Array;
  /** The offset of each run. */
  readonly starts: Uint32Array;
}

/** Reads a text of a language, by its lexicon; a full one is given up for an empty one, so that memory stays what it is. */
export function readText(text: string, language: Language = 'en'): ReadText {
  let lexicon = lexicons.get(language);
  if (lexicon === undefined || lexicon.isFull()) {
    lexicon = createLexicon(language);
    lexicons.set(language, lexicon);
  }
  return lexicon.read(text);
}

const lexicons = new Map<Language, ReturnType<typeof createLexicon>>();
// About 40 MB when full; real repositories of 25 MB hold fewer distinct runs than this.
const mostRuns = 100_000;
// Reached first by data that is taken for runs, such as base64.
const mostUnits = 4_000_000;

function createLexicon(language: Language): Lexicon & { isFull(): boolean } {
  const table = createRunTable();
  const words: (readonly string[])[] = [];
  const lexicon = {
    isFull: () => table.size >= mostRuns || table.units >= mostUnits,
    get size() {
      return table.size;
    },
    read(text: string): ReadText {
      const units = unitsOf(text);
      // Between two runs stands at least one character.
      const runs = new Uint32Array((units.length + 1) >> 1);
      const starts = new Uint32Array(runs.length);
      let count = 0;
      scanRuns(units, (start, end) => {
        const run = table.numberOf(units, start, end);
        if (run === words.length) words.push(splitRun(copyOf(text.slice(start, end)), language));
        runs[count] = run;
        starts[count] = start;
        count += 1;
      });
      return { lexicon, runs: runs.slice(0, count), starts: starts.slice(0, count) };
    },
    wordsOf: (run: number) => words[run] as readonly string[],
  };
  return lexicon;
}

/** V8 keeps a slice of 13 characters and more as a view that holds all of its text: of 220 MB of files 150 MB stayed in memory. */
function copyOf(run: string): string {
  if (run.length < 13) return run;
  const encoding = /[^\0-\xff]/.test(run) ? 'utf16le' : 'latin1';
  return Buffer.from(run, encoding).toString(encoding);
}
