import type { CacheStore } from '../cache-store.ts';
import type { ScoredChunk } from '../chunk-store.ts';
import { nameOf } from '../text/name-content.ts';
import type { StoredDocument } from './memory-store.ts';
import { describeChunk, type Embedder } from './model-ranking.ts';
import { joinVectors, rankVectors, toUnit } from './rank-vectors.ts';

/** Finds chunks by what they mean: the angle between their vectors and the question's. */
export interface VectorIndex {
  search(
    query: string,
    options: {
      readonly limit: number;
      readonly sources?: readonly string[] | undefined;
      readonly abortSignal?: AbortSignal | undefined;
    },
  ): Promise<readonly ScoredChunk[]>;
}

// Providers take some hundred texts a request; the AI SDK divides further.
const batchChunks = 500;

/**
 * Embeds the chunks of all documents, but for those whose vectors were kept: of the same text by the same model. 4 bytes for each
 * dimension of each chunk in memory, and as much in the cache.
 */
export async function createVectorIndex(
  documents: readonly StoredDocument[],
  {
    embedder,
    cache,
    abortSignal,
  }: {
    readonly embedder: Embedder;
    readonly cache: CacheStore | undefined;
    readonly abortSignal: AbortSignal | undefined;
  },
): Promise<VectorIndex> {
  const vectors = new Map<StoredDocument, Float32Array>();
  let batch: StoredDocument[] = [];
  let waiting = 0;
  const embedBatch = async () => {
    const texts = batch.flatMap(({ chunks }) => chunks.map(describeChunk));
    const embedded = await embedder.embed(texts, abortSignal);
    let next = 0;
    for (const document of batch) {
      const own = embedded.slice(next, next + document.chunks.length);
      next += own.length;
      const flat = joinVectors(own.map(toUnit));
      vectors.set(document, flat);
      await cache?.set(namespace, keyOf(document, embedder), new Uint8Array(flat.buffer));
    }
    batch = [];
    waiting = 0;
  };
  for (const document of documents) {
    if (document.chunks.length === 0) continue;
    const bytes = await cache?.get(namespace, keyOf(document, embedder));
    if (
      bytes !== undefined &&
      bytes.byteLength > 0 &&
      bytes.byteLength % (4 * document.chunks.length) === 0
    ) {
      // A copy, because 32-bit numbers must begin at a multiple of four.
      vectors.set(document, new Float32Array(new Uint8Array(bytes).buffer));
      continue;
    }
    batch.push(document);
    waiting += document.chunks.length;
    if (waiting >= batchChunks) await embedBatch();
  }
  if (batch.length > 0) await embedBatch();

  return {
    async search(query, { limit, sources, abortSignal }) {
      const [embedded = []] = await embedder.embed([query], abortSignal);
      const documents = Array.from(vectors, ([{ source, chunks }, flat]) => ({
        source,
        chunks,
        vectors: flat,
      }));
      return rankVectors(documents, { vector: toUnit(embedded), limit, sources });
    },
  };
}

const namespace = 'vectors';

function keyOf({ version }: StoredDocument, { model }: Embedder): string {
  return nameOf(`${model}\n${version}`);
}
