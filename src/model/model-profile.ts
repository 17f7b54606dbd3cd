/** How to estimate a model's tokens without its tokenizer. */
export type TokenizerRule =
  /** o200k, as it is. */
  | { readonly type: 'o200k' }
  /** o200k plus n - ceil(n / 3) for each run of n digits: for tokenizers that take one token a digit (Qwen). */
  | { readonly type: 'o200k-single-digits' }
  /** UTF-8 bytes divided by a constant: for models where an estimate is enough. */
  | { readonly type: 'bytes'; readonly bytesPerToken: number };

/** What a provider asks of, and promises for, a cached prefix. */
export type CacheRules =
  | { readonly type: 'none' }
  /** The provider caches by itself; nothing is marked. */
  | {
      readonly type: 'automatic';
      readonly minTokens: number;
      readonly keyOptions?: CacheKeyOptions;
    }
  /** The prefix is marked; a marked miss writes, a marked hit reads. */
  | {
      readonly type: 'explicit';
      /** The whole prefix up to the marker must be at least this long, or nothing is cached. */
      readonly minTokens: number;
      /** How long an entry lives after its last use, in seconds. */
      readonly ttlSeconds: number;
      /** The most content parts of one request that may be marked. */
      readonly maxMarkers: number;
      /** How many content blocks before a marker the provider looks for an entry; absent when it does not say. */
      readonly lookBackBlocks?: number;
      readonly marker: CacheMarker;
      /** Another marker, for an entry that lives longer and is dearer to write. */
      readonly longLived?: { readonly ttlSeconds: number; readonly marker: CacheMarker };
      readonly keyOptions?: CacheKeyOptions;
    };

/** `providerOptions` that mark a content part, for each provider key that serves the model; each provider picks its own. */
export type CacheMarker = Readonly<
  Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>
>;

/** For each provider key the call's option that takes a name for the prefix, so that its questions reach one machine. */
export type CacheKeyOptions = Readonly<Record<string, string>>;

/** What a model takes for an image: one token for each square of `patchPixels`, and the bounds. */
export interface ImageRules {
  readonly patchPixels: number;
  readonly extraTokens: number;
  readonly minTokens: number;
  readonly maxTokens: number;
  /** The most images of one request. */
  readonly maxImages: number;
}

/** What quire knows of a model: plain data, so that a packed context can be kept as JSON. */
export interface ModelProfile {
  /** The model's own name, without a provider: `qwen3.5-flash`. */
  readonly id: string;
  /** Input and output together, in tokens. */
  readonly contextWindow: number;
  /** The most input that the provider takes, in tokens. */
  readonly maxInputTokens: number;
  /** The most output that the provider gives, in tokens. */
  readonly maxOutputTokens: number;
  /** The largest request body that the provider takes, in bytes; absent when none is known. */
  readonly maxBodyBytes?: number;
  readonly tokenizer: TokenizerRule;
  /** How images are counted; absent when the model, or the way to it, takes none. */
  readonly images?: ImageRules;
  readonly cache: CacheRules;
  /**
   * The gateway's name for the provider whose cache `cache` describes. Each provider behind the gateway has a cache of its own, so
   * requests over one prefix are sent to this one alone.
   */
  readonly upstream?: string;
  /**
   * The most tokens that thinking takes on top of `maxOutputTokens`; absent where they are part of it.
   */
  readonly maxThinkingTokens?: number;
  /** Where these figures are from. */
  readonly source: string;
  /** ISO date on which they were read; absent for a profile that a caller gave. */
  readonly date?: string;
}

/** What a caller may say of a model that quire does not know: its window; the rest has cautious defaults. */
export type ModelProfileInput = Partial<Omit<ModelProfile, 'contextWindow'>> & {
  readonly contextWindow: number;
};
