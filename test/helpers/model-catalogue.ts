/** Prices as whole picodollars (1e-12 USD) per token, so that no bill is ever rounded: $0.10 per million is 100,000. */
export interface PicoPrices {
  readonly input: bigint;
  readonly output: bigint;
  readonly cacheWrite: bigint;
  readonly cacheRead: bigint;
}

/** A model that the imitation offers. */
export interface ImitatedModel {
  /** The name on the direct route; the gateway puts `alibaba/` in front. */
  readonly id: string;
  readonly contextWindow: number;
  readonly maxInputTokens: number;
  readonly maxOutputTokens: number;
  readonly prices: PicoPrices;
  /** What the gateway's catalogue asks for a cache read, when asked to disagree with the vendor's own price. */
  readonly lowCacheRead: bigint;
}

/**
 * `qwen3.5-flash` with the figures that its vendor publishes (read 2026-11-23), and two models that only the imitation knows:
 * a twin at twice the price, to see that models do not share a cache, and a small one that refuses early.
 */
export const imitatedModels: readonly ImitatedModel[] = [
  {
    id: 'qwen3.5-flash',
    contextWindow: 1_000_000,
    maxInputTokens: 983_616,
    maxOutputTokens: 65_536,
    prices: { input: 100_000n, output: 400_000n, cacheWrite: 125_000n, cacheRead: 10_000n },
    lowCacheRead: 1_000n,
  },
  {
    id: 'imitation-twin',
    contextWindow: 1_000_000,
    maxInputTokens: 983_616,
    maxOutputTokens: 65_536,
    prices: { input: 200_000n, output: 800_000n, cacheWrite: 250_000n, cacheRead: 20_000n },
    lowCacheRead: 2_000n,
  },
  {
    id: 'imitation-small',
    contextWindow: 8192,
    maxInputTokens: 6000,
    maxOutputTokens: 2048,
    prices: { input: 100_000n, output: 400_000n, cacheWrite: 125_000n, cacheRead: 10_000n },
    lowCacheRead: 1_000n,
  },
];
