import type { LanguageModelV4, LanguageModelV4Prompt } from '@ai-sdk/provider';
import type { LanguageModel } from 'ai';
import type { Cost, PriceCard } from '../../model/price-card.ts';
import type { Attempt } from '../../result.ts';
import type { AnswerQuestionOptions } from '../answer-options.ts';
import type { CacheLifetime } from '../cache/plan-cache.ts';
import { createBudget } from './create-budget.ts';
import { keepReplies } from './keep-replies.ts';
import { type RequestWatcher, recordAttempts } from './record-attempts.ts';
import { retryRequests } from './retry-requests.ts';
import { costUnknown, watchBudget } from './watch-budget.ts';
import { watchLedger } from './watch-ledger.ts';

/** What every request of a call goes through: journal, retries, record, limits and ledger. */
export interface RequestGuard {
  /** One record for each request that was sent; filled while the call runs. */
  readonly attempts: readonly Attempt[];
  /** The model, with all that its requests go through. */
  guard(options: {
    /** Whether sending the prompt twice would cost something worth speaking of. */
    readonly isLong: boolean;
    readonly cacheLifetime: CacheLifetime;
    /** The most that a request with this prompt may cost. */
    readonly estimate: (prompt: LanguageModelV4Prompt) => Cost | undefined;
    /** Sees each request before the limits do. */
    readonly first?: RequestWatcher | undefined;
  }): LanguageModelV4;
  /** Resolves when the ledger is written, with the reason when it could not be. */
  ledgerWritten(): Promise<string | undefined>;
}

type GuardOptions = Pick<
  AnswerQuestionOptions,
  'question' | 'budget' | 'ledger' | 'journal' | 'maxCostUsd' | 'onProgress'
> &
  Required<Pick<AnswerQuestionOptions, 'maxRetries' | 'retryBilled' | 'now'>>;

/**
 * Makes the guard of one call.
 *
 * @throws QuireError `cost-unknown` when there is a limit and no price
 */
export async function guardRequests(
  model: Exclude<LanguageModel, string>,
  {
    prices,
    contextName,
    question,
    budget,
    ledger,
    journal,
    maxCostUsd,
    maxRetries,
    retryBilled,
    onProgress,
    now,
  }: GuardOptions & { readonly prices: readonly PriceCard[]; readonly contextName: string },
): Promise<RequestGuard> {
  const attempts: Attempt[] = [];
  const budgets = [
    ...(maxCostUsd === undefined ? [] : [createBudget({ maxCostUsd })]),
    ...(budget ? [budget] : []),
  ];
  // A limit that cannot be kept is told before anything else is done.
  if (budgets[0] !== undefined && prices.length === 0)
    throw costUnknown(model.modelId, budgets[0].maxCostUsd);

  const ledgerWatch = ledger && watchLedger(ledger, { question, context: contextName, now });
  const watchers: readonly RequestWatcher[] = [
    ...budgets.map((each) => watchBudget(each, attempts)),
    ...(ledgerWatch === undefined ? [] : [ledgerWatch.watcher]),
    ({ model: id }) => {
      onProgress?.({ type: 'request', attempt: attempts.length + 1, model: id });
      return undefined;
    },
  ];
  const { wrapLanguageModel } = await import('ai');
  return {
    attempts,
    guard: ({ isLong, first, ...recorded }) =>
      wrapLanguageModel({
        model,
        middleware: [
          ...(journal === undefined ? [] : [keepReplies(journal)]),
          retryRequests({ maxRetries, retryBilled, isLong }),
          recordAttempts({
            ...{ attempts, prices, ...recorded },
            watchers: [...(first === undefined ? [] : [first]), ...watchers],
          }),
        ],
      }),
    ledgerWritten: async () => ledgerWatch?.written(),
  };
}
