import type { ChunkStore, KeptDocument, Retriever, ScoredChunk } from '../chunk-store.ts';
import type { TextSegment } from '../segment.ts';
import { joinedWords, questionLanguages, questionWords } from '../text/search-words.ts';
import { createChunkReader } from './chunk-reader.ts';
import { completeSections } from './complete-sections.ts';
import { type ExpandOptions, expandRanking, settled, settledTokens } from './expand-ranking.ts';
import { createChunkCounter, fillEvidence } from './fill-evidence.ts';
import { groupNeighbours, joinChunks } from './join-neighbours.ts';
import { fuseRankings, type Reranker, rerankChunks } from './model-ranking.ts';
import { rankNear } from './rank-near.ts';
import { bestRoutes, createRouter, mergeRouted, type Router } from './route-documents.ts';
import type { VectorIndex } from './vector-index.ts';
import { type WeighedKind, weighKinds } from './weigh-kinds.ts';

/**
 * Searches a store for each question: by words, in all documents and in those that the question names; then by how close the words
 * stand, and behind the best by the words that these share; then as much as the budget holds.
 */
export function createRetriever({
  store,
  documents,
  countTokens,
  weighDown = [],
  vectors,
  reranker,
}: {
  readonly store: ChunkStore;
  /** What the store keeps, where it was asked already. @default it is asked when the first question comes */
  readonly documents?: ReadonlyMap<string, KeptDocument> | undefined;
  /** Estimates the tokens of a text, as the model would count them. */
  readonly countTokens: (text: string) => number;
  /** Kinds of documents that count half. @default none */
  readonly weighDown?: readonly WeighedKind[] | undefined;
  /** Finds by meaning too; both rankings are joined. @default none: by words alone */
  readonly vectors?: VectorIndex | undefined;
  /** Orders what was found. @default none */
  readonly reranker?: Reranker | undefined;
}): Retriever {
  const count = createChunkCounter(countTokens);
  const read = createChunkReader();
  const kinds = new Set(weighDown);
  let opened: Promise<Known> | undefined;
  const open = () => {
    opened ??= Promise.resolve(documents ?? store.documents())
      .then(readKnown)
      .catch((error: unknown) => {
        // A database that could not be reached may be reached by the next question.
        opened = undefined;
        throw error;
      });
    return opened;
  };
  /** What a larger budget gets behind what is found best. */
  const addBehind = async (found: readonly ScoredChunk[], options: ExpandOptions) => {
    const expanded = await expandRanking(found, options);
    if (store.read === undefined) return expanded;
    // Called on the store, which may be an object of a class.
    return completeSections(expanded, {
      settled,
      read: async (source) => (await store.read?.(source)) ?? [],
    });
  };
  return {
    async retrieve({ query, evidenceTokens, sources, known, abortSignal }) {
      abortSignal?.throwIfAborted();
      const { route, written } = await open();
      const languages = questionLanguages(query, written);
      const words = [...new Set([...questionWords(query, languages), ...joinedWords(query)])];
      const limit = Math.max(leastFound, Math.ceil(evidenceTokens / shortChunk));
      const matches = route(query);
      const named = bestRoutes(matches, sources);
      const find = async (wanted: readonly string[]) => {
        const search = (scope: typeof sources) => store.searchWords({ words: wanted, limit, sources: scope });
        const [all, routed] = await Promise.all([search(sources), named.length > 0 ? search(named) : []]);
        abortSignal?.throwIfAborted();
        const found = routed.length > 0 ? mergeRouted(all, routed, matches) : all;
        return weighKinds(query, found, kinds);
      };
      const language = languages[0];
      const told = rankNear(query, await find(words), { language, read });
      const near =
        evidenceTokens > settledTokens ? await addBehind(told, { words, language, read, find }) : told;
      const meant = await vectors?.search(query, { limit, sources, abortSignal });
      const joined = meant === undefined ? near : fuseRankings(near, meant);
      const ranked = reranker ? await rerankChunks(query, joined, { reranker, abortSignal }) : joined;
      return fillEvidence(ranked, { evidenceTokens, count, known });
    },
    ...(store.read !== undefined && {
      async read({ source, abortSignal }) {
        const chunks = (await store.read?.(source)) ?? [];
        abortSignal?.throwIfAborted();
        return groupNeighbours(chunks).map((span) => joinChunks(span as [TextSegment, ...TextSegment[]]));
      },
    }),
  };
}

/** What is known of the documents before any is searched. */
interface Known {
  readonly route: Router;
  /** The share of the documents that is written in each language. */
  readonly written: ReadonlyMap<string, number>;
}

function readKnown(documents: ReadonlyMap<string, KeptDocument>): Known {
  const written = new Map<string, number>();
  for (const { language = 'en' } of documents.values()) {
    written.set(language, (written.get(language) ?? 0) + 1 / documents.size);
  }
  return { route: createRouter(documents), written };
}

/** What proximity may choose from even when little is asked for. */
const leastFound = 200;
/** Most chunks are longer than this many tokens, so so many of them fill the budget. */
const shortChunk = 64;
