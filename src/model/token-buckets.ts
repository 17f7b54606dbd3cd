import type { LanguageModelV4Usage } from '@ai-sdk/provider';
import type { TokenBuckets } from './price-card.ts';

/**
 * A provider's usage by what the tokens cost, or `undefined` when it sent none or sent nonsense: counts that are not whole
 * numbers from 0 up, more cached than total input, parts that do not add up, more reasoning than output.
 *
 * Cache reads and writes are inside the total input, as the AI SDK defines it; adding them to it again would bill them
 * twice. Cache counts that a provider leaves out are 0.
 */
export function toTokenBuckets(usage: LanguageModelV4Usage | undefined): TokenBuckets | undefined {
  // The gateway's answer is not validated on its way here: either half may be missing, or a plain number.
  const input = usage?.inputTokens;
  const output = usage?.outputTokens;
  const total = input?.total;
  const cacheRead = input?.cacheRead ?? 0;
  const cacheWrite = input?.cacheWrite ?? 0;
  const produced = output?.total;
  const reasoning = output?.reasoning ?? undefined;
  if (!isCount(total) || !isCount(cacheRead) || !isCount(cacheWrite) || !isCount(produced)) return undefined;

  const uncached = total - cacheRead - cacheWrite;
  if (uncached < 0 || (input?.noCache ?? uncached) !== uncached) return undefined;
  const buckets: TokenBuckets = { uncached, cacheWrite, cacheRead, output: produced };
  if (reasoning === undefined) return buckets;
  return isCount(reasoning) && reasoning <= produced ? { ...buckets, reasoning } : undefined;
}

/** Safe integers only: 1e308 is an integer too, and would make a cost of it. */
function isCount(value: number | undefined): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
