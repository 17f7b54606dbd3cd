import type { PriceCard } from './price-card.ts';

/**
 * What models cost, as each source says. Two cards for the same model and route are two sources that conflict: a cost is
 * then a range. A model without a card has no known price.
 */
export const priceCards: readonly PriceCard[] = [
  {
    model: 'qwen3.5-flash',
    route: 'alibaba',
    inputPerMillion: 0.1,
    outputPerMillion: 0.4,
    cacheWritePerMillion: 0.125,
    cacheReadPerMillion: 0.01,
    source: 'model catalogue, Alibaba international endpoint, flat',
    date: '2026-11-23',
  },
  {
    model: 'qwen3.5-flash',
    route: 'gateway',
    inputPerMillion: 0.1,
    outputPerMillion: 0.4,
    cacheWritePerMillion: 0.125,
    // The gateway's model page prints "$0.0/M".
    cacheReadPerMillion: 0.001,
    source: 'model catalogue, AI Gateway entry',
    date: '2026-11-23',
  },
  {
    model: 'qwen3.5-flash',
    route: 'gateway',
    inputPerMillion: 0.1,
    outputPerMillion: 0.4,
    cacheWritePerMillion: 0.125,
    cacheReadPerMillion: 0.01,
    source: "Alibaba's rule for the explicit cache: a read costs 10 % of the input price",
    date: '2026-11-23',
  },
  {
    // For the mainland endpoint, at whose base URL the provider key is `alibaba` too: never chosen unless asked for.
    model: 'qwen3.5-flash',
    route: 'alibaba-cn',
    inputPerMillion: 0.029,
    outputPerMillion: 0.287,
    cacheWritePerMillion: 0.036,
    cacheReadPerMillion: 0.003,
    steps: [
      {
        overInputTokens: 128_000,
        inputPerMillion: 0.115,
        outputPerMillion: 1.147,
        cacheWritePerMillion: 0.143,
        cacheReadPerMillion: 0.012,
      },
      {
        overInputTokens: 256_000,
        inputPerMillion: 0.172,
        outputPerMillion: 1.72,
        cacheWritePerMillion: 0.215,
        cacheReadPerMillion: 0.017,
      },
    ],
    source: 'model catalogue, Alibaba mainland endpoint, converted from CNY',
    date: '2026-11-23',
  },
  {
    model: 'qwen3.8-flash',
    route: 'alibaba',
    inputPerMillion: 0.15,
    outputPerMillion: 0.47,
    // Off the usual ratios: a write is 1.33 times the input, a read 0.107 times.
    cacheWritePerMillion: 0.2,
    cacheReadPerMillion: 0.016,
    source: 'model catalogue, Alibaba international endpoint, flat',
    date: '2026-11-23',
  },
  {
    // The page says nothing of the cache.
    model: 'qwen3.8-flash',
    route: 'gateway',
    inputPerMillion: 0.15,
    outputPerMillion: 0.47,
    source: 'vercel.com/ai-gateway/models/qwen3.8-flash',
    date: '2026-11-23',
  },
  {
    model: 'claude-sonnet-5',
    route: 'anthropic',
    inputPerMillion: 2,
    outputPerMillion: 10,
    cacheWritePerMillion: 2.5,
    cacheWriteLongLivedPerMillion: 4,
    cacheReadPerMillion: 0.2,
    source: 'platform.claude.com/docs, model page of Claude Sonnet 5',
    date: '2026-11-23',
  },
  {
    // The page gives one write price, so what an hour costs is unknown there.
    model: 'claude-sonnet-5',
    route: 'gateway',
    inputPerMillion: 2,
    outputPerMillion: 10,
    cacheWritePerMillion: 2.5,
    cacheReadPerMillion: 0.2,
    source: 'vercel.com/ai-gateway/models/sonnet-5',
    date: '2026-11-23',
  },
  {
    // It caches by itself, so nothing is billed for a write.
    model: 'gpt-5',
    route: 'openai',
    inputPerMillion: 1.25,
    outputPerMillion: 10,
    cacheReadPerMillion: 0.125,
    source:
      'docs.rs/crate/openai-cost (input, output); a third-party digest of the caching page (a read is a tenth)',
    date: '2026-11-23',
  },
  {
    model: 'gpt-5.6-luna',
    route: 'openai',
    inputPerMillion: 0.2,
    outputPerMillion: 1.2,
    cacheWritePerMillion: 0.25,
    cacheReadPerMillion: 0.02,
    steps: [
      {
        // "2x input and 1.5x output for the full request"; that reads double with the input is a third party's word.
        overInputTokens: 272_000,
        inputPerMillion: 0.4,
        outputPerMillion: 1.8,
        cacheWritePerMillion: 0.5,
        cacheReadPerMillion: 0.04,
      },
    ],
    source: 'developers.openai.com/api/docs/models/gpt-5.6-luna',
    date: '2026-11-23',
  },
  {
    model: 'gemini-2.5-flash',
    route: 'google',
    inputPerMillion: 0.3,
    outputPerMillion: 2.5,
    cacheReadPerMillion: 0.03,
    source: 'ai.google.dev/gemini-api/docs/pricing as transcribed by third parties; a read is a tenth',
    date: '2026-11-23',
  },
  {
    // No profile, but the one card that shows what storage by the hour does to a cache.
    model: 'gemini-2.5-pro',
    route: 'google',
    inputPerMillion: 1.25,
    outputPerMillion: 10,
    cacheReadPerMillion: 0.125,
    steps: [
      { overInputTokens: 200_000, inputPerMillion: 2.5, outputPerMillion: 15, cacheReadPerMillion: 0.25 },
    ],
    storagePerMillionHour: 4.5,
    source:
      'ai.google.dev/gemini-api/docs/pricing as quoted in discuss.ai.google.dev/t/172194; a read is a tenth',
    date: '2026-11-23',
  },
  {
    model: 'gemini-3.8-flash',
    route: 'google',
    inputPerMillion: 0.75,
    outputPerMillion: 3.75,
    cacheReadPerMillion: 0.075,
    source:
      'ai.google.dev/gemini-api/docs/pricing as transcribed by third parties; until 2026-12-31, then double',
    date: '2026-11-23',
  },
  {
    // The page says nothing of the cache.
    model: 'gemini-3.8-flash',
    route: 'gateway',
    inputPerMillion: 0.75,
    outputPerMillion: 3.75,
    source: 'vercel.com/ai-gateway/models/gemini-3.8-flash',
    date: '2026-11-23',
  },
  {
    model: 'extractive',
    route: 'quire',
    inputPerMillion: 0,
    outputPerMillion: 0,
    cacheWritePerMillion: 0,
    cacheReadPerMillion: 0,
    source: 'runs on this machine',
    date: '2026-11-23',
  },
];
