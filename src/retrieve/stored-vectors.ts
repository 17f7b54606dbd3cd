import type { ChunkStore } from '../chunk-store.ts';
import type { Embedder } from './model-ranking.ts';
import { toUnit } from './rank-vectors.ts';
import type { VectorIndex } from './vector-index.ts';

/** Finds by the vectors that a store keeps: of each question one text is embedded, and no document. */
export function createStoredVectors(store: ChunkStore, embedder: Embedder): VectorIndex {
  return {
    async search(query, { limit, sources, abortSignal }) {
      const [embedded = []] = await embedder.embed([query], abortSignal);
      const vector = toUnit(embedded);
      return (await store.searchVectors?.({ embedding: embedder.model, vector, limit, sources })) ?? [];
    },
  };
}
