import type { Lexicon, ReadText } from './lexicon.ts';

/**
 * Makes a function that finds given search words in texts without listing all others: for one question over much text.
 * It calls `found` with the index of the word and the offset of the run it stands in, in order of offset.
 */
export function createWordFinder(
  words: readonly string[],
): (text: ReadText, found: (word: number, offset: number) => void) => void {
  const places = new Map(words.map((word, index) => [word, index]));
  const marks = createRunMarks(places);
  return ({ lexicon, runs, starts }, found) => {
    const isMarked = marks(lexicon);
    for (let at = 0; at < runs.length; at += 1) {
      const run = runs[at] as number;
      if (isMarked[run] === 0) continue;
      for (const word of lexicon.wordsOf(run)) {
        const place = places.get(word);
        if (place !== undefined) found(place, starts[at] as number);
      }
    }
  };
}

/**
 * Says by the number of a run, with 1, whether it has one of the words: most of a text is decided by this byte, where to ask each
 * run of each passage for its words took half the time of a question.
 */
function createRunMarks(words: ReadonlyMap<string, number>): (lexicon: Lexicon) => Uint8Array {
  let last: Lexicon | undefined;
  let marks = new Uint8Array(0);
  let marked = 0;
  return (lexicon) => {
    const { size } = lexicon;
    if (lexicon !== last) {
      marks = new Uint8Array(2 * size);
      for (const word of words.keys()) for (const run of lexicon.runsOf(word)) marks[run] = 1;
      last = lexicon;
      marked = size;
    }
    if (size > marks.length) {
      const longer = new Uint8Array(2 * size);
      longer.set(marks);
      marks = longer;
    }
    // Those that were met since.
    for (; marked < size; marked += 1) {
      if (lexicon.wordsOf(marked).some((word) => words.has(word))) marks[marked] = 1;
    }
    return marks;
  };
}
