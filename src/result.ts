import type { FinishReason, LanguageModelUsage, ModelMessage } from 'ai';
import type { Cost, TokenBuckets } from './model/price-card.ts';
import type { ProgressEvent } from './progress.ts';
import type { Location } from './segment.ts';

/** A place in the documents that the answer rests on. */
export interface Citation {
  /** The number that stands for it in the answer's text, as `[1]`. */
  readonly mark: number;
  /** With a schema: the JSON Pointer of the value that rests on it, such as `/items/0/name`. */
  readonly path?: string;
  readonly source: string;
  /** The exact lines or page of the quote when verified; else of the segment that the model named. */
  readonly location: Location | undefined;
  /** Where the quote ends, when it runs over onto the next page. */
  readonly continues?: Location;
  readonly headings?: readonly string[];
  /** The words as the model quoted them. */
  readonly quote: string;
  /** True when the quote was found in the document; line breaks, hyphenation and white space are all it may differ in. */
  readonly verified: boolean;
}

/** One request to a provider. */
export interface Attempt {
  /** The model id as the provider was asked for it. */
  readonly model: string;
  readonly provider: string;
  /** Tokens by what they cost; `undefined` when the provider sent none or sent nonsense. */
  readonly tokens: TokenBuckets | undefined;
  readonly cost: Cost | undefined;
  /** Set when the provider did not say what it used, as when a request was stopped: the most that it may bill. An estimate. */
  readonly atMost?: Cost;
  readonly outcome:
    | { readonly type: 'finished'; readonly finishReason: FinishReason }
    | { readonly type: 'failed'; readonly message: string; readonly status?: number }
    | { readonly type: 'aborted' };
  readonly durationMs: number;
}

/** A request as a ledger keeps it. */
export interface LedgerEntry extends Attempt {
  /** When it was sent: `2026-11-23T08:20:01.000Z`. */
  readonly at: string;
  readonly question: string;
  /** Names the documents: the beginning of the prefix's hash, or a hash of what is retrieved from. */
  readonly context: string;
}

/** Where requests are written down. Anything with these two methods can stand in for `fileLedger`. */
export interface Ledger {
  append(entry: LedgerEntry): void | Promise<void>;
  read(): AsyncIterable<LedgerEntry>;
}

/** Why a prefix that could have been read from the provider's cache was not. */
export type CacheMiss =
  /** The provider neither wrote nor read it: it is too short to be cached. */
  | { readonly cause: 'under-minimum'; readonly minTokens: number }
  /** The provider neither wrote nor read it, and does not say why: a proxy may have dropped the marker. */
  | { readonly cause: 'no-effect' }
  | { readonly cause: 'expired'; readonly idleSeconds: number }
  /** Another process wrote the same prefix at the same time. */
  | { readonly cause: 'written-concurrently' }
  /** It was written for another model, or by another route. */
  | { readonly cause: 'other-model'; readonly model: string }
  /** A document changed: the id of the first one that did, and where it begins in the prefix, in UTF-16 units. */
  | { readonly cause: 'prefix-changed'; readonly segment: string; readonly offset: number }
  /** What stands in front of the documents changed: instructions or tools. */
  | { readonly cause: 'call-changed' }
  /** The conversation grew by more parts since its last marker than the provider looks back. */
  | { readonly cause: 'over-look-back'; readonly blocks: number }
  /** Nothing changed and nothing expired: the provider let go of it. */
  | { readonly cause: 'evicted' };

/** Why a model was not shown what it asked for. */
export type ToolRefusal =
  /** No document of this address was loaded, whatever may stand on a disk. */
  | 'unknown-document'
  /** The document has no such line, page or cell. */
  | 'out-of-range'
  /** What the model wrote is not what the tool takes. */
  | 'bad-input'
  | 'unknown-tool'
  /** `maxSteps` or `maxReadBytes` is used up, or the model's window is. */
  | 'over-limit'
  /** The retriever failed. */
  | 'failed';

/** One look that a model took into the documents while it answered (`tools: 'read'`). */
export interface ToolCall {
  /** `search`, `read` or `list`; or what the model made up. */
  readonly toolName: string;
  /** As the model wrote it. */
  readonly input: unknown;
  /** Which of the answer's requests asked for it, counted from 1, retries aside. */
  readonly step: number;
  readonly outcome:
    | {
        readonly type: 'shown';
        /** What was shown, by its address; of a list, nothing. */
        readonly documents: readonly Pick<Citation, 'source' | 'location'>[];
        /** Of all that was shown, tags included. */
        readonly bytes: number;
        /** There was more than one look may show. */
        readonly isCut: boolean;
      }
    | { readonly type: 'refused'; readonly reason: ToolRefusal; readonly message: string };
}

/** An answer with what it rests on and what it cost. */
export interface Answer {
  /** The answer; `[1]` stands for `citations` with `mark` 1. One that the model writes itself, outside of code, becomes `(1)`. */
  readonly text: string;
  readonly citations: readonly Citation[];
  /** With a schema: the data, as the schema gives it back; `undefined` when the documents do not say. */
  readonly object?: unknown;
  /** True when the documents do not say. */
  readonly notFound: boolean;
  /** True only when the model said that it had finished, and wrote something, if only that the documents do not say. */
  readonly complete: boolean;
  readonly finishReason: FinishReason;
  /** The AI SDK's own usage, untouched. */
  readonly usage: LanguageModelUsage;
  /** Sum over all attempts; `undefined` when a price or a count is unknown. */
  readonly cost: Cost | undefined;
  /** Empty when every reply was in the journal: nothing was sent, and nothing paid. */
  readonly attempts: readonly Attempt[];
  /** With `tools: 'read'`: every look that the model took into the documents, in order, and every one that it was refused. */
  readonly toolCalls?: readonly ToolCall[];
  /** Set when the prefix could have been read from the provider's cache and was not; `warnings` says it in words. */
  readonly cacheMiss?: CacheMiss;
  /** This question and answer (after the history that was passed in): pass them as `history` to ask a follow-up. */
  readonly messages: readonly ModelMessage[];
  /** What a reader should know: a cache marker without effect, a broken delimiter, unusable usage. */
  readonly warnings: readonly string[];
}

/** An answer to a question that was asked with a schema. */
export interface ObjectAnswer<Data> extends Answer {
  readonly object: Data | undefined;
}

/** What `streamAnswer` yields, in order. */
export type AnswerEvent =
  | { readonly type: 'text'; readonly text: string }
  /** With a schema: the data as far as it has come. The last one is not yet validated; `answer.object` is. */
  | { readonly type: 'object'; readonly partial: unknown }
  /**
   * Comes right after the text event that holds its mark; with a schema, when the data is there. One whose mark came before replaces
   * that one: it was mended.
   */
  | { readonly type: 'citation'; readonly citation: Citation }
  | { readonly type: 'progress'; readonly progress: ProgressEvent }
  | { readonly type: 'finish'; readonly answer: Answer };
