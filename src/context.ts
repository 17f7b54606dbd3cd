import type { LanguageModel } from 'ai';
import type { Chunk, Retriever } from './chunk-store.ts';
import type { DecisionRecord } from './decision-record.ts';
import type { ModelProfile } from './model/model-profile.ts';
import type { Prefix } from './prefix.ts';
import type { MediaSegment, Skipped } from './segment.ts';

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
  /**
   * Texts that change from hour to hour (diffs, a log): they go to the model with every question, behind the last cache marker, so that
   * the documents are read from the cache whatever becomes of them. Absent when there are none, and for more than two questions, where
   * they are written to the cache as the last part of the prefix.
   */
  readonly volatile?: readonly Chunk[];
  /** Images and other files that go to the model with every question, behind the documents. Absent when there are none. */
  readonly media?: readonly MediaSegment[];
  readonly coverage: Coverage;
  /** The most output that an answer may have, in tokens; the budget keeps this much room. */
  readonly maxOutputTokens: number;
}

/** Every document in one prefix. Without `model` it is plain JSON. */
export interface PackContext extends ContextBase {
  readonly strategy: 'pack';
  readonly prefix: Prefix;
  /** The `volatile` texts as they are sent behind it, in tags of the same key. Absent when there are none. */
  readonly behind?: string;
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
