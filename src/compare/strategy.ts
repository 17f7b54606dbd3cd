/** The ways to answer questions over documents that can be compared. */
export const strategyNames = [
  'full',
  'explicit-cache',
  'implicit-cache',
  'retrieval-4k',
  'retrieval-8k',
  'retrieval-16k',
  'retrieval-32k',
  'cascade',
  'map-reduce',
  'map-reduce-cached',
  'one-call',
  'tools',
] as const;

export type ComparedStrategy = (typeof strategyNames)[number];

/** How questions come: what decides whether a cache still lives, and who writes it. */
export const arrivalNames = [
  /** Each as soon as the one before is answered. */
  'back-to-back',
  'one-a-minute',
  /** Each when the cache has just expired. */
  'gaps',
  /** Ten processes start at once and know nothing of each other. */
  'cold-concurrent',
  /** Ten start at once in one process: one writes the cache, and the others wait for that. */
  'primed-concurrent',
  /** Four questions in each conversation, each with the history of those before. */
  'conversations',
] as const;

export type Arrival = (typeof arrivalNames)[number];

/** How questions come, for a reader of the report. */
export const arrivalWords: Readonly<Record<Arrival, string>> = {
  'back-to-back': 'each as soon as the one before is answered',
  'one-a-minute': 'one a minute, while the cache lives',
  gaps: 'each when the cache has just expired',
  'cold-concurrent': 'ten processes start at once and know nothing of each other',
  'primed-concurrent': 'ten start at once in one process: one writes the cache, and the others wait for that',
  conversations: 'four in each conversation, each with what was said before',
};

/** What each strategy does, for a reader of the report. */
export const strategyWords: Readonly<Record<ComparedStrategy, string>> = {
  full: 'all documents with every question, no cache',
  'explicit-cache': 'all documents, marked for the cache: written once, then read',
  'implicit-cache': 'all documents, cached by the provider as it likes',
  'retrieval-4k': 'up to 4,000 tokens of passages for each question',
  'retrieval-8k': 'up to 8,000 tokens of passages for each question',
  'retrieval-16k': 'up to 16,000 tokens of passages for each question',
  'retrieval-32k': 'up to 32,000 tokens of passages for each question',
  cascade: 'retrieval of 8,000 tokens first, and the cached documents where that was not enough',
  'map-reduce': 'the documents in shards, each asked, and the partial answers joined',
  'map-reduce-cached': 'the same with each shard marked for the cache',
  'one-call': 'all questions in one request',
  tools: 'the model searches by itself, three times 4,000 tokens',
};

/** Priced by their formulas alone. */
export const formulaStrategies: readonly ComparedStrategy[] = ['tools'];

/** The evidence of one question, in tokens, for strategies that are retrieval and nothing else. */
export const evidenceOf: Readonly<Partial<Record<ComparedStrategy, number>>> = {
  'retrieval-4k': 4_000,
  'retrieval-8k': 8_000,
  'retrieval-16k': 16_000,
  'retrieval-32k': 32_000,
};

/** How many processes or calls start at once. */
export const concurrentWorkers = 10;
export const conversationTurns = 4;
