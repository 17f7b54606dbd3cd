/**
 * BM25 as Lucene counts it since version 8: idf = ln(1 + (N - n + 0.5) / (n + 0.5)), times tf / (tf + k1 (1 - b + b l / avgl)).
 * S. Robertson and H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009); the 1 inside the logarithm keeps
 * a word that most documents hold from counting against them. k1 = 1.2 and b = 0.75 are the usual values; b = 0.4 was no
 * better on seven code repositories.
 */
const k1 = 1.2;
const b = 0.75;

/** How much a word tells: the fewer of the `documents` hold it (`holding` of them), the more. */
export function wordWeight({
  documents,
  holding,
}: {
  readonly documents: number;
  readonly holding: number;
}): number {
  return Math.log(1 + (documents - holding + 0.5) / (holding + 0.5));
}

/**
 * How well a word that stands `count` times in a document speaks for it: 0 to 1, to be multiplied by the word's weight.
 * `length` is the document's length over the average length.
 */
export function wordPresence(count: number, length: number): number {
  return count / (count + k1 * (1 - b + b * length));
}

/** An inverted index: ranks documents, known by their position, for many questions. */
export interface WordIndex {
  readonly documents: number;
  /** Scores by document, for those that hold at least one of the words. */
  score(words: readonly string[]): Map<number, number>;
  /** As `score`, with documents taken together: `groups[document]` is the group's number. */
  scoreGroups(words: readonly string[], groups: readonly number[]): Map<number, number>;
}

/** Collects the words of documents, then makes the index. A word that is passed twice counts twice. */
export function createWordIndexer(): { add(words: readonly string[]): void; finish(): WordIndex } {
  // For each word: document, count, document, count, ...
  const postings = new Map<string, number[]>();
  const lengths: number[] = [];
  return {
    add(words) {
      const document = lengths.length;
      for (const word of words) {
        const list = postings.get(word);
        if (list === undefined) postings.set(word, [document, 1]);
        else if (list[list.length - 2] === document) (list[list.length - 1] as number) += 1;
        else list.push(document, 1);
      }
      lengths.push(words.length);
    },
    finish: () => createIndex(postings, lengths),
  };
}

function createIndex(collected: Map<string, number[]>, lengths: readonly number[]): WordIndex {
  const postings = new Map<string, Uint32Array>();
  for (const [word, list] of collected) postings.set(word, Uint32Array.from(list));
  collected.clear();
  return {
    documents: lengths.length,
    score(words) {
      return rank(
        lengths,
        words.map((word) => postings.get(word)),
      );
    },
    scoreGroups(words, groups) {
      const groupLengths: number[] = [];
      for (const [document, length] of lengths.entries()) {
        const group = groups[document] as number;
        groupLengths[group] = (groupLengths[group] ?? 0) + length;
      }
      return rank(
        groupLengths,
        words.map((word) => inGroups(postings.get(word), groups)),
      );
    },
  };
}

function rank(lengths: readonly number[], lists: readonly (Uint32Array | undefined)[]): Map<number, number> {
  const scores = new Map<number, number>();
  const average = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  for (const list of lists) {
    if (list === undefined) continue;
    const weight = wordWeight({ documents: lengths.length, holding: list.length / 2 });
    for (let at = 0; at < list.length; at += 2) {
      const document = list[at] as number;
      const presence = wordPresence(list[at + 1] as number, (lengths[document] as number) / average);
      scores.set(document, (scores.get(document) ?? 0) + weight * presence);
    }
  }
  return scores;
}

function inGroups(list: Uint32Array | undefined, groups: readonly number[]): Uint32Array | undefined {
  if (list === undefined) return undefined;
  const counts = new Map<number, number>();
  for (let at = 0; at < list.length; at += 2) {
    const group = groups[list[at] as number] as number;
    counts.set(group, (counts.get(group) ?? 0) + (list[at + 1] as number));
  }
  return Uint32Array.from([...counts].flat());
}
