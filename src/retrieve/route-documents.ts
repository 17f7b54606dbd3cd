import type { KeptDocument, ScoredChunk } from '../chunk-store.ts';
import { segmentId } from '../segment.ts';
import { wordWeight } from '../text/rank-words.ts';
import { nameWords, searchWords } from '../text/search-words.ts';

/** How well each document's name answers to the names, years and numbers in a question; documents that it does not name are absent. */
export type Router = (question: string) => ReadonlyMap<string, number>;

/**
 * Makes a router over the documents that have names: reports of many years and companies hold the same words, so that which one is
 * meant is told by its name alone. On 20 quarterly reports in one index it found 53 % of the figures asked for in place of 45 %
 * (16k tokens of evidence), and nothing less on manuals and annual reports.
 */
export function createRouter(documents: ReadonlyMap<string, KeptDocument>): Router {
  const holders = new Map<string, string[]>();
  let named = 0;
  for (const [source, { names }] of documents) {
    if (names === undefined) continue;
    named += 1;
    for (const word of new Set(searchWords(names))) {
      const known = holders.get(word);
      if (known === undefined) holders.set(word, [source]);
      else known.push(source);
    }
  }
  return (question) => {
    const matches = new Map<string, number>();
    for (const word of nameWords(question)) {
      const sources = holders.get(word) ?? [];
      // What all are called tells none apart.
      if (sources.length === named) continue;
      const weight = wordWeight({ documents: named, holding: sources.length });
      for (const source of sources) matches.set(source, (matches.get(source) ?? 0) + weight);
    }
    return matches;
  };
}

/** The documents that a question names best. */
export function bestRoutes(
  matches: ReadonlyMap<string, number>,
  sources: readonly string[] | undefined,
): string[] {
  const scope = sources && new Set(sources);
  return [...matches]
    .filter(([source]) => scope?.has(source) !== false)
    .sort(([, a], [, b]) => b - a)
    .slice(0, mostRoutes)
    .map(([source]) => source);
}

// All quarters and years of one company.
const mostRoutes = 20;

/** Puts chunks of both lists together, each lifted by how well its document is named. Best first. */
export function mergeRouted(
  found: readonly ScoredChunk[],
  routed: readonly ScoredChunk[],
  matches: ReadonlyMap<string, number>,
): ScoredChunk[] {
  const chunks = new Map([...found, ...routed].map((each) => [segmentId(each.chunk), each]));
  return Array.from(chunks.values(), ({ chunk, score }) => ({
    chunk,
    // As one more field of BM25, with the weight of the text: with twice the weight two sets lost what the other won.
    score: score + (matches.get(chunk.source) ?? 0),
  })).sort((a, b) => b.score - a.score);
}
