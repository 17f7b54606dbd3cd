import type { Cost, PriceCard } from './model/price-card.ts';

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
  /**
   * Addresses of files that go with every question and whose tokens no published rule tells (a PDF, audio, video as it is): they are in
   * no figure here, and what a question costs is unknown beforehand. Absent when there are none.
   */
  readonly uncounted?: readonly string[];
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
