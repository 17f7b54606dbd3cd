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
