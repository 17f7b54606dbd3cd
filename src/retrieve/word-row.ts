/** The words of one chunk: each entry is a word's number and how often it stands there, in 32 bits. */
export interface WordRow {
  readonly entries: Uint32Array;
  /** How many words in all. */
  readonly length: number;
}

/** Gives numbers to words, in the order in which they are met. */
export interface Vocabulary {
  readonly size: number;
  readonly words: readonly string[];
  find(word: string): number | undefined;
  /** The words of a chunk as a row; a word that stands twice counts twice. */
  toRow(words: readonly string[]): WordRow;
}

// 24 bits tell 16 million words or chunks apart; above 255 a count says nothing more (BM25 is within 1 % of its limit).
const countBits = 256;

export function createVocabulary(words: string[] = []): Vocabulary {
  const numbers = new Map<string, number>();
  // One by one: a list of pairs for 500,000 words takes half as long again.
  for (const [number, word] of words.entries()) numbers.set(word, number);
  // By number, all 0 between two rows: a map for each row took as long as everything else.
  const counts: number[] = words.map(() => 0);
  const numberOf = (word: string) => {
    const known = numbers.get(word);
    if (known !== undefined) return known;
    numbers.set(word, words.length);
    words.push(word);
    counts.push(0);
    return words.length - 1;
  };
  return {
    get size() {
      return words.length;
    },
    words,
    find: (word) => numbers.get(word),
    toRow(listed) {
      const met: number[] = [];
      for (const word of listed) {
        const number = numberOf(word);
        const count = counts[number] as number;
        if (count === 0) met.push(number);
        counts[number] = count + 1;
      }
      const entries = new Uint32Array(met.length);
      for (const [at, number] of met.entries()) {
        entries[at] = packEntry(number, counts[number] as number);
        counts[number] = 0;
      }
      return { entries, length: listed.length };
    },
  };
}

export function packEntry(number: number, count: number): number {
  return number * countBits + Math.min(count, countBits - 1);
}

export function entryNumber(entry: number): number {
  return entry >>> 8;
}

export function entryCount(entry: number): number {
  return entry & (countBits - 1);
}
