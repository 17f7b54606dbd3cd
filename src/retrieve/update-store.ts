import { setImmediate } from 'node:timers/promises';
import type { ChunkStore, IndexedDocument } from '../chunk-store.ts';
import { indexDocument, type ReadDocument } from './index-documents.ts';
import { describeChunk, type Embedder } from './model-ranking.ts';
import { toUnit } from './rank-vectors.ts';

/** What an update did, in documents. */
export interface StoreUpdate {
  /** New or changed. */
  readonly indexed: number;
  /** Kept in the same version. */
  readonly unchanged: number;
  /** No longer there. */
  readonly forgotten: number;
}

// What waits to be added: enough that a database is written to in large steps, little enough to be nothing in memory, and little to
// embed anew after a kill.
const batchCharacters = 2_000_000;

/**
 * Makes a store hold exactly these documents: what is kept in the same version stays, the rest is indexed anew, and what is gone
 * is forgotten. With an embedder, what has no vectors of its model counts as changed. Documents are taken one at a time and added in batches, so more of them than memory holds can be indexed. Rejects
 * with the signal's reason when aborted; what was added stays, and another update goes on from there.
 */
export async function updateStore(
  store: ChunkStore,
  documents: Iterable<ReadDocument> | AsyncIterable<ReadDocument>,
  {
    embedder,
    onDocument,
    abortSignal,
  }: {
    readonly embedder?: Embedder | undefined;
    /** Called after each document. */
    readonly onDocument?: ((update: StoreUpdate) => void) | undefined;
    readonly abortSignal?: AbortSignal | undefined;
  } = {},
): Promise<StoreUpdate> {
  abortSignal?.throwIfAborted();
  const kept = await store.documents();
  const gone = new Set(kept.keys());
  let batch: IndexedDocument[] = [];
  let waiting = 0;
  let indexed = 0;
  let unchanged = 0;
  let lastPause = performance.now();
  for await (const document of documents) {
    // Indexing is pure computation: let timers and signals in between.
    if (performance.now() - lastPause > 50) {
      await setImmediate();
      lastPause = performance.now();
    }
    abortSignal?.throwIfAborted();
    gone.delete(document.source);
    const known = kept.get(document.source);
    const isEmbedded = embedder === undefined || known?.embedding === embedder.model;
    if (known?.version === document.version && isEmbedded) unchanged += 1;
    else {
      const added = indexDocument(document);
      batch.push(added);
      indexed += 1;
      waiting += added.characters;
    }
    if (waiting >= batchCharacters) {
      await store.add(await embedDocuments(batch, { embedder, abortSignal }));
      batch = [];
      waiting = 0;
    }
    onDocument?.({ indexed, unchanged, forgotten: 0 });
  }
  if (batch.length > 0) await store.add(await embedDocuments(batch, { embedder, abortSignal }));
  if (gone.size > 0) await store.delete([...gone]);
  if (indexed + gone.size > 0) await store.optimize?.();
  return { indexed, unchanged, forgotten: gone.size };
}

async function embedDocuments(
  documents: readonly IndexedDocument[],
  {
    embedder,
    abortSignal,
  }: { readonly embedder: Embedder | undefined; readonly abortSignal: AbortSignal | undefined },
): Promise<readonly IndexedDocument[]> {
  if (embedder === undefined) return documents;
  const texts = documents.flatMap(({ chunks }) => chunks.map(({ chunk }) => describeChunk(chunk)));
  const vectors = (texts.length === 0 ? [] : await embedder.embed(texts, abortSignal)).values();
  return documents.map((document) => ({
    ...document,
    embedding: embedder.model,
    chunks: document.chunks.map((chunk) => ({ ...chunk, vector: toUnit(vectors.next().value ?? []) })),
  }));
}
