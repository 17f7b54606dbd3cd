import type { ChunkStore, Retriever } from '../context.ts';
import { joinedWords, questionLanguages, questionWords } from '../text/search-words.ts';
import { createChunkCounter, fillEvidence } from './fill-evidence.ts';
import { rankNear } from './rank-near.ts';

/** Searches a store for each question: by words, then by how close they stand, then as much as the budget holds. */
export function createRetriever({
  store,
  countTokens,
}: {
  readonly store: ChunkStore;
  /** Estimates the tokens of a text, as the model would count them. */
  readonly countTokens: (text: string) => number;
}): Retriever {
  const count = createChunkCounter(countTokens);
  return {
    async retrieve({ query, evidenceTokens, sources, abortSignal }) {
      abortSignal?.throwIfAborted();
      const languages = questionLanguages(query);
      const words = [...new Set([...questionWords(query, languages), ...joinedWords(query)])];
      const limit = Math.max(leastFound, Math.ceil(evidenceTokens / shortChunk));
      const found = await store.searchWords({ words, limit, sources });
      abortSignal?.throwIfAborted();
      return fillEvidence(rankNear(query, found, languages[0]), { evidenceTokens, count });
    },
  };
}

/** What proximity may choose from even when little is asked for. */
const leastFound = 200;
/** Most chunks are longer than this many tokens, so so many of them fill the budget. */
const shortChunk = 64;
