import type { Attempt, ToolCall } from './result.ts';

/** What a failed call had brought and cost before it failed. */
export interface PartialAnswer {
  /** What a reader had been shown. */
  readonly text?: string;
  /** Every request that was sent; the provider may bill them. */
  readonly attempts?: readonly Attempt[];
  /** With `tools: 'read'`: what the model had looked up. */
  readonly toolCalls?: readonly ToolCall[];
}

interface ProviderFailure extends PartialAnswer {
  readonly model: string;
  readonly status?: number;
}

/** The facts that each kind of failure carries, by its code. */
export interface ErrorFacts {
  /** Nothing is at this path. */
  'path-not-found': { readonly path: string };
  /** A file that was asked for by name cannot be read. */
  unreadable: { readonly source: string };
  /** A file that was asked for by name is not text. */
  'not-text': { readonly source: string };
  'pdf-encrypted': { readonly source: string };
  'pdf-broken': { readonly source: string };
  /** Reading a PDF passed a limit before any of it was read; `limit` is the name of the option that raises it. */
  'pdf-limit': { readonly source: string; readonly limit: string; readonly value: number };
  /** An option needs a package that is not installed; `install` is the command that brings it. */
  'missing-package': { readonly package: string; readonly install: string };
  /** Every page is an image: there is no text to read. */
  'pdf-no-text': { readonly source: string; readonly pages: number };
  /** The sources gave no text at all. */
  'no-text': { readonly skipped: number };
  /** Nothing is known of this model, and no `profile` was given. */
  'unknown-model': { readonly model: string };
  /** A model route was asked for whose key is not set. */
  'no-key': { readonly model: string; readonly variable: string };
  /** Images are to be sent to a model that takes none, or not so many, or a kind that it does not take. */
  'unsupported-media': { readonly model: string; readonly source: string; readonly mediaType: string };
  /** `strategy: 'pack'` was asked for and the documents do not fit. Tokens include the safety margin. */
  'over-budget': {
    readonly tokens: number;
    readonly budgetTokens: number;
    readonly bytes: number;
    readonly budgetBytes?: number;
  };
  /** The next request may cross the limit. USD. */
  'cost-cap': PartialAnswer & {
    /** The most that the request may cost. */
    readonly atMostUsd: number;
    readonly limitUsd: number;
    /** What is spent or under way already. */
    readonly spentUsd?: number;
  };
  /** The cost is unknown, and a limit was set. */
  'cost-unknown': { readonly model: string };
  /** `cache: 'required'`, and the provider neither wrote nor read the prefix, or has no cache for it. */
  'cache-miss': PartialAnswer & { readonly model: string };
  /** The answer does not match the schema. */
  'bad-output': PartialAnswer & { readonly model: string };
  'provider-auth': ProviderFailure;
  'provider-rate-limit': ProviderFailure & { readonly retryAfterSeconds?: number };
  /** Credit or quota is used up: a retry will not help. */
  'provider-quota': ProviderFailure;
  'provider-model-not-found': ProviderFailure;
  /** The provider counted more input than it takes. */
  'provider-input-too-long': ProviderFailure;
  /** No server answers at the address. */
  'provider-unreachable': ProviderFailure & { readonly url?: string };
  /** The time that the caller's `timeout` allows is over. */
  'provider-timeout': ProviderFailure;
  /** Any other refusal or fault of the provider. */
  'provider-error': ProviderFailure;
  /** The caller's `abortSignal` fired. */
  aborted: PartialAnswer;
  /** The options contradict each other or miss something. */
  'bad-input': { readonly option: string };
}

export type ErrorCode = keyof ErrorFacts;

/** What an error is made of: its facts, a message that says what to do next, and the error underneath. */
export type ErrorDetails<Code extends ErrorCode> = ErrorFacts[Code] & {
  readonly message: string;
  readonly cause?: unknown;
};

const brand = Symbol.for('quire-qa.error');

/**
 * Every failure that quire raises. `code` is stable and each code has typed `facts`; the message says what to do next;
 * `cause` keeps the error underneath.
 *
 * @example
 * try {
 *   await prepareContext({ sources: [loadPdf('locked.pdf')], model });
 * } catch (error) {
 *   if (QuireError.isInstance(error, 'pdf-encrypted')) console.error(error.facts.source);
 * }
 */
export class QuireError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'QuireError';
  readonly code: Code;
  readonly facts: Omit<ErrorDetails<Code>, 'message' | 'cause'>;

  constructor(code: Code, { message, cause, ...facts }: ErrorDetails<Code>) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.facts = facts;
    Object.defineProperty(this, brand, { value: true });
  }

  /** True for a QuireError, even one from a second installed copy of the package; with a code, of that code. */
  static isInstance<Code extends ErrorCode = ErrorCode>(
    error: unknown,
    code?: Code,
  ): error is QuireError<Code> {
    return (
      typeof error === 'object' &&
      error !== null &&
      brand in error &&
      (code === undefined || ('code' in error && error.code === code))
    );
  }
}

/** What went wrong, in the words of whatever was thrown: libraries throw more than errors. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/**
 * The error to pass on: once the caller's signal has fired, whatever broke did so because of it, and the caller is to see
 * `aborted` and not the signal's own reason.
 */
export function orAborted(error: unknown, abortSignal: AbortSignal | undefined, message: string): unknown {
  if (!abortSignal?.aborted || QuireError.isInstance(error)) return error;
  return new QuireError('aborted', { message, cause: error });
}

/** Waits for work, but no longer than until the signal fires: then it throws the signal's reason, whatever the work does. */
export async function untilAborted<Result>(
  work: PromiseLike<Result>,
  abortSignal: AbortSignal | undefined,
): Promise<Result> {
  if (abortSignal === undefined) return work;
  if (abortSignal.aborted) {
    // Nobody waits for the work any more, so its own failure is nobody's.
    Promise.resolve(work).catch(() => {});
    throw abortSignal.reason;
  }
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = () => reject(abortSignal.reason);
  abortSignal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    abortSignal.removeEventListener('abort', stop);
  }
}
