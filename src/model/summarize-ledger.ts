import type { LedgerEntry } from '../result.ts';
import { addCosts } from './calculate-cost.ts';
import type { Cost, TokenBuckets } from './price-card.ts';

/** What some requests used and cost together. */
export interface LedgerSum {
  readonly requests: number;
  /** Of the requests whose provider said so. */
  readonly tokens: TokenBuckets;
  /** Of the requests whose cost is known. */
  readonly cost: Cost;
  /** Requests whose cost the provider did not tell: they may be on the bill too. */
  readonly unknownRequests: number;
  /** The most that those may cost together; `undefined` where no price is known. */
  readonly unknownAtMost: Cost | undefined;
}

/** A sum for one question, context or day. */
export interface NamedLedgerSum extends LedgerSum {
  readonly name: string;
}

/** What a ledger holds, in all and by what it was spent on; in each list the first entry's name comes first. */
export interface LedgerSummary {
  readonly total: LedgerSum;
  readonly questions: readonly NamedLedgerSum[];
  readonly contexts: readonly NamedLedgerSum[];
  /** By the date in UTC: `2026-11-23`. */
  readonly days: readonly NamedLedgerSum[];
}

/** Adds up what requests used and cost: in all, by question, by context and by day. */
export async function summarizeLedger(
  entries: Iterable<LedgerEntry> | AsyncIterable<LedgerEntry>,
): Promise<LedgerSummary> {
  const all: LedgerEntry[] = [];
  for await (const entry of entries) all.push(entry);
  return {
    total: sum(all),
    questions: group(all, ({ question }) => question),
    contexts: group(all, ({ context }) => context),
    days: group(all, ({ at }) => at.slice(0, 10)),
  };
}

function group(entries: readonly LedgerEntry[], nameOf: (entry: LedgerEntry) => string): NamedLedgerSum[] {
  return [...Map.groupBy(entries, nameOf)].map(([name, own]) => ({ name, ...sum(own) }));
}

function sum(entries: readonly LedgerEntry[]): LedgerSum {
  const tokens = { uncached: 0, cacheWrite: 0, cacheRead: 0, output: 0, reasoning: 0 };
  for (const entry of entries) {
    for (const bucket of ['uncached', 'cacheWrite', 'cacheRead', 'output', 'reasoning'] as const) {
      tokens[bucket] += entry.tokens?.[bucket] ?? 0;
    }
  }
  const unknown = entries.filter(({ cost }) => cost === undefined);
  return {
    requests: entries.length,
    tokens,
    cost: addCosts(entries.flatMap(({ cost }) => cost ?? [])) ?? { currency: 'USD', min: 0, max: 0 },
    unknownRequests: unknown.length,
    unknownAtMost: addCosts(unknown.map(({ atMost }) => atMost)),
  };
}
