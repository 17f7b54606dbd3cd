import type { EmbeddingModel, RerankingModel } from 'ai';
import { bindEmbedder, bindReranker } from './bind-models.ts';
import type { CacheStore } from './cache-store.ts';
import type { Retriever } from './chunk-store.ts';
import type { DecisionRecord } from './decision-record.ts';
import { createTokenCounter } from './model/create-token-counter.ts';
import type { ModelProfile } from './model/model-profile.ts';
import type { ProgressEvent } from './progress.ts';
import { createMemoryRetriever } from './retrieve/memory-retriever.ts';
import { mostReranked } from './retrieve/model-ranking.ts';
import { createSegmentReader } from './retrieve/segment-reader.ts';
import type { WeighedKind } from './retrieve/weigh-kinds.ts';
import type { TextSegment } from './segment.ts';

/**
 * A retriever over segments in memory, indexed when the first question comes, and what the decision record says of the models
 * that help it (nothing when none does).
 */
export function openMemoryRetriever(
  segments: readonly TextSegment[],
  {
    embeddingModel,
    rerankingModel,
    weighDown,
    cache,
    onProgress,
    profile,
    documentTokens,
  }: {
    readonly embeddingModel?: EmbeddingModel;
    readonly rerankingModel?: RerankingModel;
    readonly weighDown?: readonly WeighedKind[];
    readonly cache?: CacheStore;
    readonly onProgress?: (event: ProgressEvent) => void;
    readonly profile: ModelProfile;
    /** What an embedding model would be sent. */
    readonly documentTokens: number;
  },
): { readonly retriever: Retriever; readonly retrieval: DecisionRecord['retrieval'] } {
  const embedder = embeddingModel === undefined ? undefined : bindEmbedder(embeddingModel);
  const reranker = rerankingModel === undefined ? undefined : bindReranker(rerankingModel);
  const retriever: Retriever = {
    ...indexOnFirstUse(async (abortSignal) =>
      createMemoryRetriever({
        ...{ embedder, reranker, weighDown, segments, cache, onProgress, abortSignal },
        countTokens: await createTokenCounter(profile.tokenizer),
      }),
    ),
    read: createSegmentReader(segments),
  };
  if (!embedder && !reranker) return { retriever, retrieval: undefined };
  return {
    retriever,
    retrieval: {
      ...(embedder && { embedding: { model: embedder.model, tokens: documentTokens } }),
      ...(reranker && { reranking: { model: reranker.model, chunks: mostReranked } }),
    },
  };
}

/** 26 MB take four seconds to index, and who only asks what it would cost needs none of it. */
function indexOnFirstUse(create: (abortSignal: AbortSignal | undefined) => Promise<Retriever>): Retriever {
  let created: Promise<Retriever> | undefined;
  return {
    async retrieve(options) {
      created ??= create(options.abortSignal).catch((error: unknown) => {
        // A stopped index is no index: the next question builds it anew.
        created = undefined;
        throw error;
      });
      return (await created).retrieve(options);
    },
  };
}
