/** What tokens cost, in US dollars per million. */
export interface TokenPrices {
  readonly inputPerMillion: number;
  readonly outputPerMillion: number;
  /** Absent: nothing is known of a cache, so cached tokens have no known price. */
  readonly cacheReadPerMillion?: number;
  readonly cacheWritePerMillion?: number;
  /** A write whose entry lives for an hour, where the provider has such. */
  readonly cacheWriteLongLivedPerMillion?: number;
}

/** Prices of whole requests whose input, cached or not, is longer than a limit. */
export interface PriceStep extends TokenPrices {
  /** A request with more input tokens than this costs these prices, from its first token on. */
  readonly overInputTokens: number;
}

/** What one source says that one model costs over one route. US dollars per million tokens. */
export interface PriceCard extends TokenPrices {
  /** The model's own name, without a provider. */
  readonly model: string;
  /** Which way to the model the card is for: the provider key of a direct route, or `gateway`. */
  readonly route: string;
  /** Where long requests cost more: in rising order. */
  readonly steps?: readonly PriceStep[];
  /** Keeping a million tokens in a cache for an hour, where a provider bills that. */
  readonly storagePerMillionHour?: number;
  /** Where the figures are from, in words or as an address. */
  readonly source: string;
  /** ISO date on which they were read. */
  readonly date: string;
}

/** Tokens of one request by what they cost. Reasoning tokens are part of `output`. */
export interface TokenBuckets {
  /** Input that was neither read from nor written to a cache. */
  readonly uncached: number;
  readonly cacheWrite: number;
  /** The part of `cacheWrite` whose entry lives for an hour: it is dearer. */
  readonly cacheWriteLongLived?: number;
  readonly cacheRead: number;
  /** Everything that the model produced, reasoning included. */
  readonly output: number;
  /** The part of `output` that was reasoning, when the provider says. */
  readonly reasoning?: number;
  /** Tokens times the hours that they were kept, where a provider bills storage. */
  readonly storedTokenHours?: number;
}

/** An amount in US dollars. Where price sources conflict, `min` and `max` differ; else they are equal. */
export interface Cost {
  readonly currency: 'USD';
  readonly min: number;
  readonly max: number;
  /** What the provider itself says that it charged, when it does. */
  readonly reported?: number;
}
