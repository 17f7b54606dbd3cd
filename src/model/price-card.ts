/** What one source says that one model costs over one route. US dollars per million tokens. */
export interface PriceCard {
  /** The model's own name, without a provider. */
  readonly model: string;
  /** Which way to the model the card is for: the provider key of a direct route, or `gateway`. */
  readonly route: string;
  readonly inputPerMillion: number;
  readonly outputPerMillion: number;
  /** Absent: nothing is known of a cache, so cached tokens have no known price. */
  readonly cacheReadPerMillion?: number;
  readonly cacheWritePerMillion?: number;
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
  readonly cacheRead: number;
  /** Everything that the model produced, reasoning included. */
  readonly output: number;
  /** The part of `output` that was reasoning, when the provider says. */
  readonly reasoning?: number;
}

/** An amount in US dollars. Where price sources conflict, `min` and `max` differ; else they are equal. */
export interface Cost {
  readonly currency: 'USD';
  readonly min: number;
  readonly max: number;
  /** What the provider itself says that it charged, when it does. */
  readonly reported?: number;
}
