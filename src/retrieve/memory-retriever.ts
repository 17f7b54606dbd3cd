import type { CacheStore } from '../cache-store.ts';
import type { Retriever } from '../chunk-store.ts';
import type { ProgressEvent } from '../progress.ts';
import type { TextSegment } from '../segment.ts';
import { createRetriever } from './create-retriever.ts';
import { groupDocuments } from './index-documents.ts';
import { keepStore, openKeptStore } from './kept-store.ts';
import type { Embedder, Reranker } from './model-ranking.ts';
import { updateStore } from './update-store.ts';
import { createVectorIndex } from './vector-index.ts';
import type { WeighedKind } from './weigh-kinds.ts';

/** What the in-memory retriever is built from. */
export interface MemoryRetrieverOptions {
  readonly segments: readonly TextSegment[];
  /** Estimates the tokens of a text, as the model would count them. */
  readonly countTokens: (text: string) => number;
  /** Keeps the index, so that the next time only what changed is indexed. */
  readonly cache?: CacheStore | undefined;
  /** Finds by meaning too: all chunks are embedded, but for those whose vectors `cache` has kept. */
  readonly embedder?: Embedder | undefined;
  readonly reranker?: Reranker | undefined;
  /** Kinds of documents that count half. @default none */
  readonly weighDown?: readonly WeighedKind[] | undefined;
  /** Called after each document. */
  readonly onProgress?: ((event: ProgressEvent) => void) | undefined;
  readonly abortSignal?: AbortSignal | undefined;
}

/**
 * Cuts all segments into chunks and ranks them for each question by BM25 over split identifiers and stems. No model and no
 * network. Rejects with the signal's reason when aborted.
 */
export async function createMemoryRetriever({
  segments,
  countTokens,
  cache,
  embedder,
  reranker,
  weighDown,
  onProgress,
  abortSignal,
}: MemoryRetrieverOptions): Promise<Retriever> {
  const documents = groupDocuments(segments);
  const store = await openKeptStore(cache, documents);
  const total = documents.length;
  const { indexed } = await updateStore(store, documents, {
    onDocument: ({ indexed, unchanged }) => onProgress?.({ type: 'index', done: indexed + unchanged, total }),
    abortSignal,
  });
  if (indexed > 0) await keepStore(cache, documents, store);
  const vectors =
    embedder && (await createVectorIndex([...store.contents.documents], { embedder, cache, abortSignal }));
  return createRetriever({ store, countTokens, weighDown, vectors, reranker });
}
