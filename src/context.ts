import type { LanguageModel } from 'ai';
import type { ModelProfile } from './model/model-profile.ts';
import type { Cost, PriceCard } from './model/price-card.ts';
import type { Location, MediaSegment, Skipped, TextSegment } from './segment.ts';

/** A segment inside a packed prefix. Its text is `prefix.text.slice(start, end)`. */
export interface PackedSegment {
  readonly id: string;
  readonly source: string;
  readonly location: Location;
  readonly headings?: readonly string[];
  readonly version?: string;
  /** Estimated tokens, with its tags and without margin. */
  readonly tokens: number;
  /** Offsets of the segment's own text in the prefix, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/**
 * The packed text of all documents. Its bytes are a function of the segments, their `changedAt` and the earlier pack that it
 * follows, nothing else: no clock, locale, platform or directory order.
 */
export interface Prefix {
  readonly text: string;
  /** The delimiter key: occurs in no document, so no document can forge a boundary. */
  readonly key: string;
  /** SHA-256 of `text` as UTF-8, in hex. */
  readonly hash: string;
  /** Estimated tokens, without margin. */
  readonly tokens: number;
  /** How the documents are ordered: by their last change, or by path where no history is known. */
  readonly order: 'least-recently-changed' | 'path';
  /** The documents as they are now, in the order of the text. */
  readonly segments: readonly PackedSegment[];
  /**
   * Copies that stand in the text and no longer count: their documents changed or went while a provider kept the text before them.
   * The text says so; nothing cites or searches them. Absent when there are none.
   */
  readonly superseded?: readonly PackedSegment[];
  /**
   * How the text is cut into content parts, so that a provider finds again what it has kept of it, also when only the beginning is
   * the same. Absent when it is one part.
   */
  readonly parts?: readonly PrefixPart[];
}

/** A stretch of a prefix that is sent as a content part of its own; it begins where the one before ends. */
export interface PrefixPart {
  /** Offset in the text, in UTF-16 units; not included. */
  readonly end: number;
  /** Estimated, without margin. */
  readonly tokens: number;
}

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
}

/**
 * Keeps the chunks of documents and finds them by their words. The built-in one keeps them in memory; another can keep them in a
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

/** What one way of answering would cost. */
export interface StrategyChoice {
  /** `map-reduce` (`prepareShards`) reads everything in several prompts: a choice where the documents do not fit one. */
  readonly strategy: 'pack-cached' | 'pack-uncached' | 'retrieve' | 'map-reduce';
  /** Whether the documents fit for it. */
  readonly fits: boolean;
  /** Input tokens of one question, estimated, without margin. */
  readonly inputTokens: number;
  /** Cost of the first question and of each further one within the cache's life; `undefined` when no price is known. */
  readonly first: Cost | undefined;
  readonly next: Cost | undefined;
}

/** Something that could be left out of documents that do not fit, and what that would save. */
export interface LeaveOutCandidate {
  readonly what: /** By its address: what tools write, tests, prose. */
    | { readonly type: 'kind'; readonly kind: 'noise' | 'tests' | 'docs' }
    /** A folder at the top, with its slash. */
    | { readonly type: 'folder'; readonly source: string }
    | { readonly type: 'file'; readonly source: string };
  readonly documents: number;
  /** Estimated, without margin. */
  readonly tokens: number;
  /** Whether the rest would fit. */
  readonly fits: boolean;
}

/** What was done about an earlier pack of the same documents that a provider was asked over, and why. */
export interface PackUpdate {
  /** `append` puts what has changed behind the earlier prefix, and takes it as it is when nothing has; `repack` packs all anew. */
  readonly way: 'append' | 'repack';
  readonly because:
    | 'unchanged'
    /** By price, for the questions that are expected; or no price is known. */
    | 'cheaper'
    | 'asked-for'
    /** The provider has let go of the earlier prefix by now. */
    | 'cold'
    /** Too much of the text would no longer count. */
    | 'too-stale'
    | 'over-budget'
    /** A new text holds the key of the earlier tags. */
    | 'key-taken';
  /** The same for a person, in one sentence. */
  readonly reason: string;
  /** Addresses of documents that are not what they were in the earlier pack. */
  readonly changed: readonly string[];
  readonly added: readonly string[];
  readonly gone: readonly string[];
  /** Estimated, of the way that was taken: what the provider should still have, what it is given anew, and what no longer counts. */
  readonly tokens: { readonly kept: number; readonly fresh: number; readonly stale: number };
  /** What the expected questions cost by each way; `undefined` when no price is known, or there is no such way. */
  readonly costs: { readonly append: Cost | undefined; readonly repack: Cost | undefined };
}

/** Why the documents were packed or indexed, by how much, and what each other way would have cost. */
export interface DecisionRecord {
  readonly strategy: 'pack' | 'retrieve';
  readonly because: 'fits' | 'over-token-budget' | 'over-byte-budget' | 'asked-for';
  /** The same for a person, in one sentence. */
  readonly reason: string;
  readonly tokens: {
    /** The packed documents, estimated. */
    readonly documents: number;
    /**
     * How: `tokenizer` by the rule of the model's profile; `bytes` where the documents are so far over the budget that nothing
     * hangs on it, from their bytes alone, within a fifth for a whole repository.
     */
    readonly basis: 'tokenizer' | 'bytes';
    /**
     * Set when earlier answers of the model taught that it counts otherwise: the factor by which every estimate here was
     * multiplied, and from how many answers it was learned.
     */
    readonly calibration?: { readonly factor: number; readonly answers: number };
    /** The safety margin that was added, as a share: 0.03 is 3 %. */
    readonly margin: number;
    /** Documents with margin, instructions and room for the question: what is held against the budget. */
    readonly needed: number;
    /** The smaller of the input cap and the window without the output. */
    readonly budget: number;
  };
  readonly bytes: {
    /** The serialised request body, estimated from above. */
    readonly needed: number;
    readonly budget: number | undefined;
  };
  /** Set when the documents do not fit: by how much, and what leaving some out would save. */
  readonly excess?: {
    /** Over the token budget, with margin; 0 when only the request's bytes are too many. */
    readonly tokens: number;
    readonly bytes: number;
    readonly candidates: readonly LeaveOutCandidate[];
  };
  /** Set when they fit and pass the first step of the prices: each token of a request costs more then. */
  readonly priceStep?: {
    /** A request with more input than this is dearer. */
    readonly overInputTokens: number;
    /** How much over it the documents are, with margin and room for the question. */
    readonly excessTokens: number;
    readonly candidates: readonly LeaveOutCandidate[];
  };
  /** Set when documents were left out so that the rest fits; `context.skipped` names them. */
  readonly leftOut?: { readonly documents: number; readonly tokens: number };
  /** Set when the documents were packed before and a provider was asked over that pack. */
  readonly update?: PackUpdate;
  /** Set when models take part in retrieval. What they cost is not known here: quire has no prices of such models. */
  readonly retrieval?: {
    /** Which model, and about how many tokens of documents it is given once, less what was kept of earlier runs. */
    readonly embedding?: { readonly model: string; readonly tokens: number };
    /** Which model, and how many chunks it reads for each question at most. */
    readonly reranking?: { readonly model: string; readonly chunks: number };
  };
  readonly cache: {
    /** Whether the prefix is marked for the provider's cache. */
    readonly marked: boolean;
    readonly because:
      | 'follow-ups-expected'
      | 'one-question'
      | 'under-minimum'
      | 'automatic'
      | 'no-cache'
      | 'retrieval';
  };
  readonly choices: readonly StrategyChoice[];
  /** The price cards behind the figures; empty when no price is known. */
  readonly prices: readonly PriceCard[];
}

/** One document as it was read: a file, or all pages of a PDF. */
export interface CoveredDocument {
  readonly source: string;
  readonly segments: number;
  /** Estimated tokens, with its tags and without margin. */
  readonly tokens: number;
}

/** What a context holds: every document that was read, in pack order. */
export interface Coverage {
  readonly documents: readonly CoveredDocument[];
  readonly segments: number;
  /** Of the packed text, tags included; of the documents alone when they are not packed. UTF-16 units. */
  readonly characters: number;
}

interface ContextBase {
  /** The model the context was prepared for. Leave it out to keep a packed context as JSON. */
  readonly model?: LanguageModel;
  readonly profile: ModelProfile;
  readonly decision: DecisionRecord;
  readonly skipped: readonly Skipped[];
  /** Images that go to the model with every question, behind the documents. Absent when there are none. */
  readonly media?: readonly MediaSegment[];
  readonly coverage: Coverage;
  /** The most output that an answer may have, in tokens; the budget keeps this much room. */
  readonly maxOutputTokens: number;
}

/** Every document in one prefix. Without `model` it is plain JSON. */
export interface PackContext extends ContextBase {
  readonly strategy: 'pack';
  readonly prefix: Prefix;
}

/** Documents that are searched for each question. */
export interface RetrieveContext extends ContextBase {
  readonly strategy: 'retrieve';
  readonly retriever: Retriever;
  /** The most evidence that one question gets, in tokens. */
  readonly evidenceTokens: number;
}

/** Documents made ready to be asked about. */
export type Context = PackContext | RetrieveContext;
