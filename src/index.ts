export { type Budget, createBudget, type Reservation } from './answer/request/create-budget.ts';
export {
  type AnswerFromShardsOptions,
  answerFromShards,
  type Finding,
  type ShardedAnswer,
} from './answer-from-shards.ts';
export {
  type AnswerQuestionOptions,
  type AnswerStream,
  answerQuestion,
  streamAnswer,
} from './answer-question.ts';
export {
  type AnswerQuestionsOptions,
  type AskedQuestion,
  answerQuestions,
  type QuestionInput,
  type QuestionResult,
} from './answer-questions.ts';
export type { CacheStore } from './cache-store.ts';
export type {
  Chunk,
  ChunkStore,
  IndexedDocument,
  KeptDocument,
  RetrievedChunk,
  Retriever,
  ScoredChunk,
} from './chunk-store.ts';
export type {
  CellBasis,
  Comparison,
  ComparisonCell,
  ComparisonEvidence,
  ComparisonQuestion,
  Share,
} from './compare/comparison.ts';
export { repriceComparison } from './compare/complete-comparison.ts';
export type { MarkingBreakEven } from './compare/describe-money.ts';
export { type ComparisonFormat, formatComparison } from './compare/format-comparison.ts';
export type { Grader } from './compare/grade-answer.ts';
export { parseQuestions } from './compare/parse-questions.ts';
export type { StrategyQuote } from './compare/quote-strategies.ts';
export { type Arrival, arrivalNames, type ComparedStrategy, strategyNames } from './compare/strategy.ts';
export { type CompareStrategiesOptions, compareStrategies } from './compare-strategies.ts';
export type { Context, Coverage, CoveredDocument, PackContext, RetrieveContext } from './context.ts';
export type { DecisionRecord, LeaveOutCandidate, PackUpdate, StrategyChoice } from './decision-record.ts';
export { type ErrorCode, type ErrorFacts, QuireError } from './errors.ts';
export { type CostEstimate, type EstimateCostOptions, estimateCost } from './estimate-cost.ts';
export { type IndexResult, type IndexSourcesOptions, indexSources } from './index-sources.ts';
export { type KeepWarmOptions, type KeptWarm, keepWarm } from './keep-warm.ts';
export type { DiffChoice } from './load/git/diff-sides.ts';
export { type LoadOptions, load } from './load/load.ts';
export { type LoadMediaOptions, loadMedia } from './load/load-media.ts';
export { type LoadPdfOptions, loadPdf } from './load/load-pdf.ts';
export { type LoadRepositoryOptions, loadRepository } from './load/load-repository.ts';
export { type LoadTextOptions, loadText } from './load/load-text.ts';
export type { LoadedSource } from './load/loaded-source.ts';
export { type LoadPriceCardsOptions, loadPriceCards } from './load-price-cards.ts';
export { formatCost } from './model/format-cost.ts';
export type {
  CacheKeyOptions,
  CacheMarker,
  CacheRules,
  ModelProfile,
  ModelProfileInput,
  TokenizerRule,
} from './model/model-profile.ts';
export { parsePriceCards } from './model/parse-price-cards.ts';
export type { Cost, PriceCard, PriceStep, TokenBuckets, TokenPrices } from './model/price-card.ts';
export { priceCards } from './model/price-cards.ts';
export { repriceLedger } from './model/reprice-ledger.ts';
export {
  type LedgerSum,
  type LedgerSummary,
  type NamedLedgerSum,
  summarizeLedger,
} from './model/summarize-ledger.ts';
export { extractiveModel } from './offline/extractive-model.ts';
export type { PackedSegment, Prefix, PrefixPart, TextStretch } from './prefix.ts';
export { type PrepareContextOptions, prepareContext } from './prepare-context.ts';
export { type PrepareShardsOptions, prepareShards, type ShardedContext } from './prepare-shards.ts';
export { type PrepareStoredContextOptions, prepareStoredContext } from './prepare-stored-context.ts';
export type { ProgressEvent } from './progress.ts';
export { type ResolvedModel, type ResolveModelOptions, resolveModel } from './resolve-model.ts';
export type {
  Answer,
  AnswerEvent,
  Attempt,
  CacheMiss,
  Citation,
  Ledger,
  LedgerEntry,
  ObjectAnswer,
  ToolCall,
  ToolRefusal,
} from './result.ts';
export { type SearchContextOptions, searchContext } from './search-context.ts';
export type {
  Location,
  MediaSegment,
  Skipped,
  SkipReason,
  Source,
  SourceItem,
  TextPosition,
  TextSegment,
} from './segment.ts';
export { fileLedger } from './store/file-ledger.ts';
export { type FolderCacheOptions, folderCache } from './store/folder-cache.ts';
export { formatSegments } from './text/format-segments.ts';
export { formatSkipped } from './text/format-skipped.ts';
