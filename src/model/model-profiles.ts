import type { ModelProfile } from './model-profile.ts';

/**
 * The models that quire knows without being told: one row of data each. A row holds only figures that a source states;
 * where two sources differ, the smaller limit counts.
 */
export const modelProfiles: readonly ModelProfile[] = [
  {
    id: 'qwen3.5-flash',
    contextWindow: 1_000_000,
    // Under the window: over it the service answers 400 "Range of input length should be [1, 983616]".
    maxInputTokens: 983_616,
    // The vendor gives 65,536, the gateway's catalogue 64,000.
    maxOutputTokens: 64_000,
    // Over it the service answers 400 "Exceeded limit on max bytes to request body : 6291456".
    maxBodyBytes: 6_291_456,
    tokenizer: { type: 'o200k-single-digits' },
    // Squares of 32 pixels and 2 more, 66 to 2,502 unless high resolution is asked for; at most 250 data URIs: a third party's
    // measurements of a sibling of the series (2026-11-23).
    images: { patchPixels: 32, extraTokens: 2, minTokens: 66, maxTokens: 2_502, maxImages: 250 },
    cache: {
      type: 'explicit',
      minTokens: 1_024,
      ttlSeconds: 300,
      maxMarkers: 4,
      lookBackBlocks: 20,
      marker: { alibaba: { cacheControl: { type: 'ephemeral' } } },
    },
    upstream: 'alibaba',
    // Alibaba counts thinking apart from max_tokens; its catalogue gives a thinking budget of 1 to 81,920.
    maxThinkingTokens: 81_920,
    source:
      'Alibaba Model Studio, context cache page; AI Gateway model page; input cap and body size as measured by third parties',
    date: '2026-11-23',
  },
  {
    id: 'claude-sonnet-5',
    contextWindow: 1_000_000,
    maxInputTokens: 1_000_000,
    maxOutputTokens: 128_000,
    // No public tokenizer. A cautious 3 bytes a token for code, and its makers' about 30 % more tokens since Sonnet 4.6.
    tokenizer: { type: 'bytes', bytesPerToken: 2.3 },
    cache: {
      type: 'explicit',
      minTokens: 1_024,
      ttlSeconds: 300,
      maxMarkers: 4,
      marker: {
        anthropic: { cacheControl: { type: 'ephemeral' } },
        bedrock: { cachePoint: { type: 'default' } },
      },
      longLived: {
        ttlSeconds: 3_600,
        marker: {
          anthropic: { cacheControl: { type: 'ephemeral', ttl: '1h' } },
          bedrock: { cachePoint: { type: 'default', ttl: '1h' } },
        },
      },
    },
    upstream: 'anthropic',
    source:
      'platform.claude.com/docs, model page of Claude Sonnet 5; cache minimum from a third-party digest of the prompt caching page; tokens are a guess from above',
    date: '2026-11-23',
  },
  {
    id: 'gpt-5',
    contextWindow: 400_000,
    maxInputTokens: 272_000,
    maxOutputTokens: 128_000,
    tokenizer: { type: 'o200k' },
    cache: { type: 'automatic', minTokens: 1_024, keyOptions: { openai: 'promptCacheKey' } },
    upstream: 'openai',
    source:
      'vercel.com/ai-gateway/models/gpt-5 and the model data of gpt-tokenizer 4.0.0; cache minimum from a third-party digest',
    date: '2026-11-23',
  },
  {
    id: 'gpt-5.6-luna',
    contextWindow: 1_050_000,
    maxInputTokens: 922_000,
    maxOutputTokens: 128_000,
    tokenizer: { type: 'o200k' },
    cache: {
      type: 'explicit',
      minTokens: 1_024,
      ttlSeconds: 1_800,
      maxMarkers: 4,
      marker: { openai: { promptCacheBreakpoint: { mode: 'explicit' } } },
      keyOptions: { openai: 'promptCacheKey' },
    },
    upstream: 'openai',
    source:
      'model data of gpt-tokenizer 4.0.0 (limits); cache rules of OpenAI from 5.6 on from a third-party digest and the options of @ai-sdk/openai 4.0.118; the number of markers is taken from the others',
    date: '2026-11-23',
  },
  {
    id: 'gemini-2.5-flash',
    contextWindow: 1_048_576,
    maxInputTokens: 1_048_576,
    maxOutputTokens: 65_536,
    // No public tokenizer; digits one by one is the upper side of o200k.
    tokenizer: { type: 'o200k-single-digits' },
    cache: { type: 'automatic', minTokens: 2_048 },
    upstream: 'google',
    source:
      'docs.oracle.com/en-us/iaas, Google Gemini 2.5 Flash (limits); ai.google.dev/gemini-api/docs/caching (minimum)',
    date: '2026-11-23',
  },
  {
    id: 'gemini-3.8-flash',
    contextWindow: 1_000_000,
    maxInputTokens: 1_000_000,
    maxOutputTokens: 65_536,
    tokenizer: { type: 'o200k-single-digits' },
    cache: { type: 'automatic', minTokens: 4_096 },
    upstream: 'google',
    source:
      'vercel.com/ai-gateway/models/gemini-3.8-flash (limits); ai.google.dev/gemini-api/docs/caching (minimum)',
    date: '2026-11-23',
  },
  {
    id: 'extractive',
    // It runs here, scans its prompt at some 10 MB/s and has no window: 200 MB is where a string of everything gets in the
    // way. Nothing is billed, so an estimate by bytes saves the four seconds that counting 25 MB takes.
    contextWindow: 50_000_000,
    maxInputTokens: 50_000_000,
    maxOutputTokens: 8_192,
    tokenizer: { type: 'bytes', bytesPerToken: 4 },
    cache: { type: 'none' },
    source: 'quire itself',
    date: '2026-11-23',
  },
];
