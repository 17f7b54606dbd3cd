import type { EmbeddingModel, RerankingModel } from 'ai';
import { toProviderError } from './answer/request/provider-error.ts';
import type { Embedder, Reranker } from './retrieve/model-ranking.ts';

/** Binds an embedding model of the AI SDK. Failures become QuireError with a `provider-…` code. */
export function bindEmbedder(model: EmbeddingModel): Embedder {
  const name = nameModel(model);
  return {
    model: name,
    async embed(texts, abortSignal) {
      const { embedMany } = await import('ai');
      try {
        const { embeddings } = await embedMany({
          model,
          values: [...texts],
          ...(abortSignal && { abortSignal }),
        });
        return embeddings;
      } catch (error) {
        throw failureOf(error, name, abortSignal);
      }
    },
  };
}

/** Binds a reranking model of the AI SDK. Failures become QuireError with a `provider-…` code. */
export function bindReranker(model: RerankingModel): Reranker {
  const name = nameModel(model);
  return {
    model: name,
    async rerank(query, texts, abortSignal) {
      const { rerank } = await import('ai');
      try {
        const { ranking } = await rerank({
          model,
          query,
          documents: [...texts],
          ...(abortSignal && { abortSignal }),
        });
        const scores = new Map(ranking.map(({ originalIndex, score }) => [originalIndex, score]));
        return texts.map((_, at) => scores.get(at) ?? 0);
      } catch (error) {
        throw failureOf(error, name, abortSignal);
      }
    },
  };
}

function nameModel(model: EmbeddingModel | RerankingModel): string {
  return typeof model === 'string' ? model : `${model.provider} ${model.modelId}`;
}

function failureOf(error: unknown, model: string, abortSignal: AbortSignal | undefined): unknown {
  return toProviderError(error, { model, abortSignal, partial: { text: '', attempts: [] } });
}
