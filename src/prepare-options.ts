import type { EmbeddingModel, LanguageModel, RerankingModel } from 'ai';
import type { CacheStore } from './cache-store.ts';
import type { FollowPackOptions } from './follow-pack.ts';
import type { ModelProfileInput } from './model/model-profile.ts';
import type { PriceCard } from './model/price-card.ts';
import type { ProgressEvent } from './progress.ts';
import type { WeighedKind } from './retrieve/weigh-kinds.ts';
import type { Source } from './segment.ts';

/** Documents, the model that is to be asked about them, and how they are made ready. */
export interface PrepareContextOptions {
  /** What to read, in any order: the pack orders it. */
  readonly sources: readonly Source[];
  /** An AI SDK language model or a model's name. Nothing is sent to it here: its window and prices are what counts. */
  readonly model: LanguageModel;
  /** What to say of a model that quire does not know, or to correct of one that it does. */
  readonly profile?: ModelProfileInput;
  /**
   * `auto` packs everything when it fits and retrieves when it does not; the others insist.
   * @default 'auto'
   */
  readonly strategy?: 'auto' | 'pack' | 'retrieve';
  /**
   * What to do with documents that do not fit: `all` keeps every one (and so retrieves, or refuses); `leave-out` leaves out
   * noise, then tests, then prose, then the largest files until the rest fits, and names each in `context.skipped`;
   * `under-price-step` goes on until a request stays under the first step of the prices too, where that can be.
   * @default 'all'
   */
  readonly fit?: 'all' | 'leave-out' | 'under-price-step';
  /**
   * Which documents are counted by the tokenizer: only such as could fit (what is more than ten bytes for each token of the
   * budget is estimated from its bytes, in a fifth of the time, and `decision.tokens.basis` says so), or all. What a question
   * costs never rests on such an estimate.
   * @default 'near-the-budget'
   */
  readonly counting?: 'near-the-budget' | 'all';
  /**
   * Keeps token counts and the search index, so that what was counted or indexed once is not done again: a second run over an
   * unchanged repository loads no tokenizer to pack it, and one edited file is indexed alone. Give the same to `loadRepository`.
   * A pack that will be cached by the provider is kept too, texts and all, so that a later one can follow it.
   * @default none: nothing is written
   */
  readonly cache?: CacheStore;
  /**
   * How many questions will be asked within the cache's life. With 1 the prefix is not marked: one lone question is 25 %
   * cheaper unmarked, from the second on marking wins.
   * @default 2
   */
  readonly expectedQuestions?: number;
  /** The most output of one answer, in tokens; the budget keeps this room. @default 8192, or what the model can give */
  readonly maxOutputTokens?: number;
  /** The most evidence for one question when documents are retrieved, in tokens. @default 16000 */
  readonly evidenceTokens?: number;
  /**
   * Where documents are retrieved: finds them by meaning too. Every document is sent to this model once (with `cache` what changed
   * alone), and every question; both rankings are joined by their ranks. A weak model loses more than it finds.
   * @default none: by words alone
   */
  readonly embeddingModel?: EmbeddingModel;
  /** Where documents are retrieved: reads the best 100 passages for each question and orders them. @default none */
  readonly rerankingModel?: RerankingModel;
  /**
   * Where documents are retrieved: kinds of documents that count half unless the question names them, told by their addresses: `tests`,
   * `docs` (prose and examples), `noise` (what tools write). For questions about source code; where the answer stands in tests or
   * prose it finds less.
   * @default none
   */
  readonly weighDown?: readonly WeighedKind[];
  /**
   * What the model costs, where the caller knows better than the built-in cards: a proxy, another region, newer prices. Read with
   * `parsePriceCards`; cards of other models are passed over.
   * @default the built-in cards of the model's route
   */
  readonly prices?: readonly PriceCard[];
  /**
   * What an earlier pack of the same documents counts for, over which the same model was asked within the life of its cache, when
   * `cache` here and `store` of `answerQuestion` are one: `follow` goes on with it and appends what has changed, when that is cheaper
   * than to pack anew (`decision.update` says so); `replace` packs anew; `ignore` makes a pack of the documents alone and keeps none.
   * @default 'follow'
   */
  readonly earlierPack?: FollowPackOptions['earlierPack'] | 'ignore';
  /**
   * Whether the questions will be asked with tools, as of `answerQuestion`: a provider keeps a pack behind tools apart from one without,
   * so only an earlier pack that was asked about in the same way is gone on with.
   * @default 'none'
   */
  readonly tools?: FollowPackOptions['tools'];
  /**
   * What becomes of images (and of scanned pages, with `loadPdf(path, { scannedPages: 'image' })`): told as skipped, or sent to a
   * model that sees, with every question, cached with the documents. What `loadMedia` gives is always sent. A context with images or
   * files is no JSON.
   * @default 'skip'
   */
  readonly media?: 'skip' | 'send';
  readonly abortSignal?: AbortSignal;
  readonly onProgress?: (event: ProgressEvent) => void;
  /** The clock by which an earlier pack is still cached, in milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}
