import { setImmediate } from 'node:timers/promises';
import type { ChunkStore, IndexedDocument } from '../context.ts';
import type { ProgressEvent } from '../progress.ts';
import { indexDocument, type ReadDocument } from './index-documents.ts';

// What waits to be added: enough that a database is written to in large steps, little enough to be nothing in memory.
const batchChunks = 4_000;

/**
 * Makes a store hold exactly these documents: what is kept in the same version stays, the rest is indexed anew, and what is gone
 * is forgotten. Says how many documents it indexed and forgot. Rejects with the signal's reason when aborted; what was added stays.
 */
export async function updateStore(
  store: ChunkStore,
  documents: readonly ReadDocument[],
  {
    onProgress,
    abortSignal,
  }: {
    readonly onProgress?: ((event: ProgressEvent) => void) | undefined;
    readonly abortSignal?: AbortSignal | undefined;
  } = {},
): Promise<{ readonly indexed: number; readonly forgotten: number }> {
  abortSignal?.throwIfAborted();
  const kept = await store.versions();
  const sources = new Set(documents.map(({ source }) => source));
  const gone = [...kept.keys()].filter((source) => !sources.has(source));
  if (gone.length > 0) await store.delete(gone);

  const changed = documents.filter(({ source, version }) => kept.get(source) !== version);
  let batch: IndexedDocument[] = [];
  let waiting = 0;
  let lastPause = performance.now();
  for (const [at, document] of changed.entries()) {
    // Indexing is pure computation: let timers and signals in between.
    if (performance.now() - lastPause > 50) {
      await setImmediate();
      lastPause = performance.now();
    }
    abortSignal?.throwIfAborted();
    const indexed = indexDocument(document);
    batch.push(indexed);
    waiting += indexed.chunks.length;
    if (waiting >= batchChunks || at === changed.length - 1) {
      await store.add(batch);
      batch = [];
      waiting = 0;
    }
    onProgress?.({ type: 'index', done: at + 1, total: changed.length });
  }
  return { indexed: changed.length, forgotten: gone.length };
}
