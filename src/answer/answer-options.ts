import type { FlexibleSchema, LanguageModel, ModelMessage } from 'ai';
import type { CacheStore } from '../cache-store.ts';
import type { Context } from '../context.ts';
import type { PriceCard } from '../model/price-card.ts';
import type { ProgressEvent } from '../progress.ts';
import type { Ledger } from '../result.ts';
import type { CacheLifetime, CacheMode } from './cache/plan-cache.ts';
import type { EvidenceMode } from './prompt/find-documents.ts';
import type { PassedOptions, ProviderOptions, Reasoning } from './request/call-model.ts';
import type { Budget } from './request/create-budget.ts';
import type { BilledRetries } from './request/retry-requests.ts';

/** A question, and how it is to be asked. */
export interface AnswerQuestionOptions extends PassedOptions {
  readonly context: Context;
  readonly question: string;
  /** Needed when the context was kept as JSON, which has no model. @default the context's own */
  readonly model?: LanguageModel;
  /** The `messages` of the answer before, for a follow-up. */
  readonly history?: readonly ModelMessage[];
  /** @default the context's */
  readonly maxOutputTokens?: number;
  /** Always sent: what a provider does by default differs, and thinking is billed as output. @default 'none' */
  readonly reasoning?: Reasoning;
  /**
   * How often a request is sent again that the provider turned away; each one is in `attempts`. Never when it will not help (key,
   * quota, too long a prompt), nor when the provider asks to wait for more than a minute, nor once text has come. @default 2
   */
  readonly maxRetries?: number;
  /**
   * Whether a request is also sent again that broke and may be billed all the same (5xx, a lost connection): `short` only when the
   * prompt is, under about 20,000 tokens. @default 'short'
   */
  readonly retryBilled?: BilledRetries;
  /**
   * The most that this call may cost, retries and all, in US dollars: a request that could cross it is not sent. Each is reckoned at
   * the dearest input price and the longest answer, thinking included. A model without a known price is refused.
   */
  readonly maxCostUsd?: number;
  /** A limit that this call shares with others, made by `createBudget`. */
  readonly budget?: Budget;
  /** What the model costs, where the caller knows better. @default the context's, else the built-in cards of the model's route */
  readonly prices?: readonly PriceCard[];
  /** Where each request is written down, with the question and its cost: `fileLedger(path)`. @default none */
  readonly ledger?: Ledger;
  /**
   * Keeps each reply of the model as soon as it is there: the same question over the same documents, of the same model and with the
   * same settings, is answered from here, costs nothing, and has no `attempts`. What broke off goes on where it was. The replies
   * quote the documents. @default none: nothing is written
   */
  readonly journal?: CacheStore;
  /**
   * The form of the answer: a zod schema or any other that the AI SDK takes. The answer then has an `object`, and each citation the
   * `path` of the value that rests on it. The schema goes behind the question, so that the cached prefix stays.
   */
  readonly schema?: FlexibleSchema<unknown>;
  /** Whether to ask once more, and pay once more, when the reply does not match the schema. @default 'never' */
  readonly repairObject?: 'never' | 'once';
  /** Whether to ask once more, and pay once more, for quotes that stand in no document as they were given. @default 'never' */
  readonly mendCitations?: 'never' | 'once';
  /**
   * Where documents are retrieved: whose words they are looked for by, the question's alone, or also such as the model writes first,
   * in a request of some hundred tokens that stands in `attempts` and in the cost. Worth it where documents say it in other words
   * than those who ask. @default 'question'
   */
  readonly searchWords?: 'question' | 'model';
  /**
   * Whether the model may look into the documents itself before it answers: list them, read lines or pages, search again. It reaches
   * what the context was prepared from and nothing else; `answer.toolCalls` has every look. For documents that are retrieved, mainly:
   * those that are packed are before it whole. Each look is a request more, with all that was shown before.
   * @default 'none'
   */
  readonly tools?: 'none' | 'read';
  /** With `tools`: how many requests one answer may take; the last one is told to answer from what was shown. @default 8 */
  readonly maxSteps?: number;
  /**
   * With `tools`: how many bytes may be shown in all, a quarter of it by one look; less where the model's window has no room for it.
   * @default 120000, about 30,000 tokens
   */
  readonly maxReadBytes?: number;
  /**
   * Where documents are retrieved: which passages a follow-up is answered from. `question` sends those for the newest question alone.
   * `conversation` sends those of every question, each in front of it, and of the newest what does not stand above: the model still has
   * what it was asked about, and the provider's cache is read up to the newest question. The first question costs a quarter more to
   * write; ask it with `conversation` too. Where new passages alone are cheaper, four times `evidenceTokens` would stand there, or the
   * window is small, they begin anew; where nothing is cached, or a diff goes along, it is as `question`. Passages of earlier questions
   * are found again as they were; words of `searchWords: 'model'` are remembered by the process that asked.
   * @default 'question'
   */
  readonly evidence?: EvidenceMode;
  /**
   * How the provider's cache is used. `required` fails with `cache-miss` when it neither wrote nor read the prefix (the answer goes
   * with the error); `off` marks nothing.
   * @default 'auto': as the context decided
   */
  readonly cache?: CacheMode;
  /** How long a cached prefix lives after its last use; only some models have `1h`, and it is dearer to write. @default '5m' */
  readonly cacheLifetime?: CacheLifetime;
  /**
   * Remembers which prefixes were cached last, so that a miss can be explained after an edit or in another process: names and
   * hashes of documents, none of their text; and how many tokens the provider counted for each that was estimated, which
   * `prepareContext` follows when it is given the same as `cache`. @default none: nothing is written
   */
  readonly store?: CacheStore;
  /**
   * Passed through to the provider. Through the AI Gateway a cached prefix goes to the one provider whose cache is meant, unless
   * `gateway.only` or `gateway.order` is set here.
   */
  readonly providerOptions?: ProviderOptions;
  readonly abortSignal?: AbortSignal;
  readonly onProgress?: (event: ProgressEvent) => void;
  /** The clock that the life of a cached prefix is reckoned by, in milliseconds since 1970. @default Date.now */
  readonly now?: () => number;
}
