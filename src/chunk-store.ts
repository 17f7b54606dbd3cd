import type { TextSegment } from './segment.ts';

/** A piece of a segment that retrieval can find: a segment of its own with an exact address. */
export interface Chunk extends TextSegment {
  /** Estimated tokens of the chunk as it stands in a prompt. */
  readonly tokens: number;
}

/** A chunk that was found. Scores compare within one search only; higher is better. */
export interface RetrievedChunk extends Chunk {
  readonly score: number;
}

/** A chunk as a store found it. */
export interface ScoredChunk {
  readonly chunk: TextSegment;
  readonly score: number;
}

/** A document made ready to be kept in a store. */
export interface IndexedDocument extends KeptDocument {
  readonly source: string;
  readonly chunks: readonly {
    readonly chunk: TextSegment;
    /** Where its text begins: in which of the document's segments, counted from 0, and at which UTF-16 unit (with LF line ends). */
    readonly place: { readonly segment: number; readonly start: number };
    /** The words that it is found by, prepared: split, stemmed, with those of its titles and address. */
    readonly words: readonly string[];
    /** What the embedding model that `embedding` names made of it, of length 1; absent when none was asked. */
    readonly vector?: Float32Array;
  }[];
}

/** What a store says of a document that it keeps. */
export interface KeptDocument {
  /** Names its content and how it was cut: another name means that it is to be indexed anew. */
  readonly version: string;
  readonly segments: number;
  /** Of all its chunks, in UTF-16 units. */
  readonly characters: number;
  /** The language that its words were reduced to stems in (`de`); absent for English and for what tells none. */
  readonly language?: string;
  /** Of a document with pages: what it may be called, its address and the titles on its first page. */
  readonly names?: string;
  /** The embedding model that its chunks have vectors of; absent when they have none. */
  readonly embedding?: string;
}

/**
 * Keeps the chunks of documents and finds them by their words, and by vectors where it can keep those. The built-in one keeps them in memory; another can keep them in a
 * database that many machines share.
 */
export interface ChunkStore {
  /** What is kept, by source. */
  documents(): Promise<ReadonlyMap<string, KeptDocument>>;
  /** Keeps documents, each in place of what was kept for its source. */
  add(documents: readonly IndexedDocument[]): Promise<void>;
  /** Forgets documents; what is not there is no error. */
  delete(sources: readonly string[]): Promise<void>;
  /** Called when a run of changes is over, to make searching fast again. */
  optimize?(): Promise<void>;
  /** The chunks of one document, in any order; none when it is not kept. A store without it can be searched and not read. */
  read?(source: string): Promise<readonly TextSegment[]>;
  /** The best chunks first, ranked by BM25 over chunks and over whole documents. Only of `sources`, when they are given. */
  searchWords(options: {
    readonly words: readonly string[];
    readonly limit: number;
    readonly sources?: readonly string[] | undefined;
  }): Promise<readonly ScoredChunk[]>;
  /**
   * The chunks whose vectors of the embedding model are nearest first, by cosine. A store without it keeps no vectors: then
   * `embeddingModel` is refused.
   */
  searchVectors?(options: {
    readonly embedding: string;
    /** Of length 1. */
    readonly vector: Float32Array;
    readonly limit: number;
    readonly sources?: readonly string[] | undefined;
  }): Promise<readonly ScoredChunk[]>;
}

/** Finds the chunks that a question needs. Anything with this method can stand in for the built-in one. */
export interface Retriever {
  /**
   * Best first, as many as `evidenceTokens` hold; what does not fit any more is passed over. An empty list when nothing matches.
   * Only of the documents named by `sources`, when they are given. What is `known` already takes its room in the budget and is not
   * given again.
   */
  retrieve(options: {
    readonly query: string;
    readonly evidenceTokens: number;
    readonly sources?: readonly string[];
    readonly known?: readonly TextSegment[];
    readonly abortSignal?: AbortSignal;
  }): Promise<readonly RetrievedChunk[]>;
  /**
   * The text of one document by its address, in its order: as it was loaded, never from the disk. None when no document has it. With
   * `tools: 'read'` a model may read only where there is this.
   */
  read?(options: {
    readonly source: string;
    readonly abortSignal?: AbortSignal;
  }): Promise<readonly TextSegment[]>;
}
