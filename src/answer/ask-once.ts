import type { LanguageModel } from 'ai';
import { calculateCost } from '../model/calculate-cost.ts';
import type { PriceCard } from '../model/price-card.ts';
import type { Attempt } from '../result.ts';
import { promptBytes } from './prompt/prompt-bytes.ts';
import { generateDeltas } from './request/call-model.ts';
import type { Budget } from './request/create-budget.ts';
import { recordAttempts } from './request/record-attempts.ts';
import { retryRequests } from './request/retry-requests.ts';
import { watchBudget } from './request/watch-budget.ts';

/**
 * A short request that is no question over documents: recorded, sent again where that helps, and held to a limit as those are. Failures
 * become QuireError.
 */
export async function askOnce({
  model,
  instructions,
  prompt,
  maxOutputTokens,
  prices,
  budget,
  abortSignal,
}: {
  readonly model: Exclude<LanguageModel, string>;
  readonly instructions: string;
  readonly prompt: string;
  readonly maxOutputTokens: number;
  readonly prices: readonly PriceCard[];
  readonly budget: Budget;
  readonly abortSignal: AbortSignal | undefined;
}): Promise<{ readonly text: string; readonly attempts: readonly Attempt[] }> {
  const { wrapLanguageModel } = await import('ai');
  const attempts: Attempt[] = [];
  const estimate: Parameters<typeof recordAttempts>[0]['estimate'] = (sent) => {
    // No tokenizer makes more than a token of a byte.
    const uncached = Buffer.byteLength(instructions) + promptBytes(sent);
    return calculateCost({ uncached, cacheWrite: 0, cacheRead: 0, output: maxOutputTokens }, prices);
  };
  const recorded = wrapLanguageModel({
    model,
    middleware: [
      retryRequests({ maxRetries: 2, retryBilled: 'short', isLong: false }),
      recordAttempts({ attempts, prices, watchers: [watchBudget(budget, attempts)], estimate }),
    ],
  });
  const call = {
    ...{ model: recorded, instructions, maxOutputTokens, reasoning: 'none' as const },
    messages: [{ role: 'user' as const, content: prompt }],
    ...{ abortSignal, passed: {}, providerOptions: undefined },
  };
  let text = '';
  for await (const delta of generateDeltas(call, () => ({ text: '', attempts }))) text += delta;
  return { text, attempts };
}
