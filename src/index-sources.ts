import type { EmbeddingModel } from 'ai';
import { bindEmbedder } from './bind-models.ts';
import type { ChunkStore } from './chunk-store.ts';
import { orAborted, QuireError } from './errors.ts';
import { readUntilAborted, skipMedia } from './pack/collect-segments.ts';
import type { ProgressEvent } from './progress.ts';
import { type ReadDocument, toDocument } from './retrieve/index-documents.ts';
import { type StoreUpdate, updateStore } from './retrieve/update-store.ts';
import type { Skipped, Source, TextSegment } from './segment.ts';

export interface IndexSourcesOptions {
  /** What the store is to hold. A document's segments follow each other, as loaders give them. */
  readonly sources: readonly Source[];
  readonly store: ChunkStore;
  /**
   * Embeds the chunks of documents that are new, changed, or have no vectors of this model, so that `prepareStoredContext` with the
   * same model finds by meaning too. @default none: no text is sent anywhere
   */
  readonly embeddingModel?: EmbeddingModel;
  readonly abortSignal?: AbortSignal;
  readonly onProgress?: (event: ProgressEvent) => void;
}

/** What indexing did, in documents, and what it met and did not read. */
export interface IndexResult extends StoreUpdate {
  readonly skipped: readonly Skipped[];
}

/**
 * Makes a store hold exactly what the sources give: reads one document at a time, so that more than memory holds can be indexed;
 * what the store has in the same version stays, and what the sources no longer give is forgotten. After an abort or a kill,
 * another run goes on where it stopped.
 *
 * @throws QuireError `aborted`; `bad-input` when the store cannot keep vectors; `provider-…` when embedding fails; and what a source throws for a file that was asked for by name
 * @example
 * await indexSources({ sources: [loadRepository('.')], store: lanceDbStore('s3://bucket/index') });
 */
export async function indexSources({
  sources,
  store,
  embeddingModel,
  abortSignal,
  onProgress,
}: IndexSourcesOptions): Promise<IndexResult> {
  if (embeddingModel !== undefined && store.searchVectors === undefined) throw keepsNoVectors();
  const embedder = embeddingModel === undefined ? undefined : bindEmbedder(embeddingModel);
  const skipped: Skipped[] = [];
  try {
    const documents = readDocuments({ sources, abortSignal, onProgress, skipped });
    const update = await updateStore(store, documents, { embedder, abortSignal });
    return { ...update, skipped };
  } catch (error) {
    throw orAborted(
      error,
      abortSignal,
      'Stopped before all documents were indexed; another run goes on from here.',
    );
  }
}

function keepsNoVectors(): QuireError {
  return new QuireError('bad-input', {
    option: 'embeddingModel',
    message: 'This store keeps no vectors: it has no `searchVectors`. Leave `embeddingModel` out.',
  });
}

async function* readDocuments({
  sources,
  abortSignal,
  onProgress,
  skipped,
}: Omit<IndexSourcesOptions, 'store' | 'embeddingModel'> & {
  readonly skipped: Skipped[];
}): AsyncGenerator<ReadDocument> {
  const seen = new Set<string>();
  let segments: TextSegment[] = [];
  let read = 0;
  let bytes = 0;
  for (const source of sources) {
    for await (const item of readUntilAborted(source, abortSignal)) {
      const open = segments[0]?.source;
      if (item.type !== 'text') skipped.push(item.type === 'media' ? skipMedia(item) : item);
      else if (item.source === open) segments.push(item);
      else if (seen.has(item.source)) skipped.push(duplicate(item));
      else {
        if (open !== undefined) yield toDocument(open, segments);
        seen.add(item.source);
        segments = [item];
      }
      if (item.type === 'text') {
        read += 1;
        bytes += Buffer.byteLength(item.text);
      }
      onProgress?.({ type: 'load', segments: read, skipped: skipped.length, bytes, source: item.source });
    }
  }
  const last = segments[0]?.source;
  if (last !== undefined) yield toDocument(last, segments);
}

function duplicate({ source, location }: TextSegment): Skipped {
  const detail = 'Another document has the same address. Give each source a name of its own (`name`).';
  return { type: 'skipped', source, location, reason: 'duplicate', detail };
}
