import { wordPresence, wordWeight } from '../text/rank-words.ts';
import { entryCount, entryNumber, packEntry, type WordRow } from './word-row.ts';

/** The rows of one document, in their order. */
export interface WordRows {
  readonly source: string;
  readonly rows: readonly WordRow[];
}

/** A row that was found, by its number over all documents. */
export interface RankedRow {
  readonly row: number;
  readonly score: number;
}

/** The rows of all documents, to be searched. */
export interface WordIndex {
  /** The best rows first, at most `limit`; ties in the order of the documents, so that a question always finds the same. */
  search(options: {
    readonly words: readonly number[];
    readonly limit: number;
    /** Only rows of these documents, by number. */
    readonly documents?: ReadonlySet<number> | undefined;
  }): readonly RankedRow[];
}

/** A chunk whose whole file speaks of the question's words is likelier: 1 to 2 points at 8k tokens on code, prose the same. */
export const documentShare = 0.4;

/** Finds rows by their words. `vocabulary` is how many words there are. */
export function createWordIndex(documents: readonly WordRows[], vocabulary: number): WordIndex {
  const listsFor = createLists(documents, vocabulary);
  const rowLengths: number[] = [];
  const documentLengths: number[] = [];
  const documentOf: number[] = [];
  for (const [document, { rows }] of documents.entries()) {
    let length = 0;
    for (const row of rows) {
      rowLengths.push(row.length);
      documentOf.push(document);
      length += row.length;
    }
    documentLengths.push(length);
  }
  const rowAverage = average(rowLengths);
  const documentAverage = average(documentLengths);

  return {
    search({ words, limit, documents: only }) {
      const rowScores = new Float64Array(rowLengths.length);
      const documentScores = new Float64Array(documentLengths.length);
      const lists = listsFor(words);
      for (const word of words) {
        const list = lists(word);
        const weight = wordWeight({ documents: rowLengths.length, holding: list.length });
        const whole: { document: number; count: number }[] = [];
        for (const entry of list) {
          const row = entryNumber(entry);
          const count = entryCount(entry);
          const presence = wordPresence(count, (rowLengths[row] as number) / rowAverage);
          rowScores[row] = (rowScores[row] as number) + weight * presence;
          const document = documentOf[row] as number;
          const last = whole.at(-1);
          if (last?.document === document) last.count += count;
          else whole.push({ document, count });
        }
        const told = wordWeight({ documents: documentLengths.length, holding: whole.length });
        for (const { document, count } of whole) {
          const presence = wordPresence(count, (documentLengths[document] as number) / documentAverage);
          documentScores[document] = (documentScores[document] as number) + told * presence;
        }
      }
      return best(rowScores, limit, (row) => {
        const document = documentOf[row] as number;
        if (only !== undefined && !only.has(document)) return undefined;
        return documentShare * (documentScores[document] as number);
      });
    },
  };
}

const mostLooks = 2;

/** The rows that hold a word, as entries of their numbers. */
type ListOf = (word: number) => ArrayLike<number> & Iterable<number>;

/**
 * The first question looks through all rows for its words, and once more for those that its best passages share; a command asks no
 * other. The next one turns the rows round: for 40,000 chunks 150 ms, and as much memory as the rows.
 */
function createLists(
  documents: readonly WordRows[],
  vocabulary: number,
): (words: readonly number[]) => ListOf {
  const found = new Map<number, readonly number[]>();
  let looks = 0;
  let inverted: ListOf | undefined;
  return (words) => {
    if (inverted !== undefined) return inverted;
    // The same question is searched twice when it names documents.
    const wanted = words.filter((word) => !found.has(word));
    if (wanted.length > 0) {
      looks += 1;
      if (looks > mostLooks) {
        inverted = invert(documents, vocabulary);
        return inverted;
      }
      for (const [word, list] of lookThrough(documents, vocabulary, wanted)) found.set(word, list);
    }
    return (word) => found.get(word) ?? [];
  };
}

function lookThrough(
  documents: readonly WordRows[],
  vocabulary: number,
  words: readonly number[],
): ReadonlyMap<number, readonly number[]> {
  const lists = new Map(words.map((word): [number, number[]] => [word, []]));
  const isWanted = new Uint8Array(vocabulary);
  for (const word of words) isWanted[word] = 1;
  let number = 0;
  for (const { rows } of documents) {
    for (const { entries } of rows) {
      for (const entry of entries) {
        const word = entryNumber(entry);
        if (isWanted[word] === 1) lists.get(word)?.push(packEntry(number, entryCount(entry)));
      }
      number += 1;
    }
  }
  return lists;
}

/** Counts, then fills: two passes over flat memory. Lists that grow take five times as long. */
function invert(documents: readonly WordRows[], vocabulary: number): ListOf {
  const starts = new Uint32Array(vocabulary + 1);
  for (const { rows } of documents) {
    for (const { entries } of rows) {
      for (const entry of entries) starts[entryNumber(entry) + 1] = (starts[entryNumber(entry) + 1] ?? 0) + 1;
    }
  }
  for (let word = 0; word < vocabulary; word += 1)
    starts[word + 1] = (starts[word + 1] as number) + (starts[word] as number);
  const ends = starts.slice();
  const postings = new Uint32Array(starts[vocabulary] ?? 0);
  let number = 0;
  for (const { rows } of documents) {
    for (const { entries } of rows) {
      for (const entry of entries) {
        const word = entryNumber(entry);
        postings[ends[word] as number] = packEntry(number, entryCount(entry));
        ends[word] = (ends[word] as number) + 1;
      }
      number += 1;
    }
  }
  return (word) => postings.subarray(starts[word], starts[word + 1]);
}

function average(lengths: readonly number[]): number {
  return lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length);
}

/** Only rows that hold a word themselves count. Cut back now and then: to sort 200,000 rows takes longer than to find them. */
function best(
  rowScores: Float64Array,
  limit: number,
  sharedScore: (row: number) => number | undefined,
): readonly RankedRow[] {
  let found: RankedRow[] = [];
  let least = 0;
  const keepBest = () => {
    found.sort((a, b) => b.score - a.score || a.row - b.row);
    found = found.slice(0, limit);
    if (found.length === limit) least = (found.at(-1) as RankedRow).score;
  };
  for (let row = 0; row < rowScores.length; row += 1) {
    const own = rowScores[row] as number;
    if (own === 0) continue;
    const shared = sharedScore(row);
    if (shared === undefined || own + shared <= least) continue;
    found.push({ row, score: own + shared });
    if (found.length >= 2 * limit + 1000) keepBest();
  }
  keepBest();
  return found;
}
