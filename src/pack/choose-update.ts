import type { PackUpdate } from '../decision-record.ts';
import { calculateTotal } from '../model/calculate-cost.ts';
import { typicalQuestion } from '../model/estimate-buckets.ts';
import { formatCost } from '../model/format-cost.ts';
import type { Cost, PriceCard } from '../model/price-card.ts';
import type { Prefix } from '../prefix.ts';
import { sharedParts } from './cut-parts.ts';
import type { PackChanges } from './find-changes.ts';

/**
 * More than this share of a text should not be what no longer counts: a reader has to look past all of it. Over 50 commits packs grow
 * by 1 to 15 %, where whole copies alone would be 17 to 48 %.
 */
const mostStale = 0.2;

/** An earlier pack, what it could become, and what is known of its use. */
export interface UpdateCase {
  readonly earlier: Prefix;
  readonly changes: PackChanges;
  /** The earlier pack with the changes behind it, or itself when there are none; `undefined` when a new text holds its key. */
  readonly appended: Prefix | undefined;
  /** All packed anew. */
  readonly repacked: Prefix;
  /** Whether the appended pack fits the model. */
  readonly fits: boolean;
  /** Since the earlier pack was last used. */
  readonly idleSeconds: number;
  /** Whether the provider should still have it. */
  readonly isWarm: boolean;
  /** Whether to pack anew whatever it costs. */
  readonly isRepackAsked: boolean;
  readonly prices: readonly PriceCard[];
  readonly expectedQuestions: number;
  /** Of what stands in front of the prefix, in tokens. */
  readonly instructionTokens: number;
}

/** Chooses between appending what has changed and packing anew: by what the expected questions cost, where both can be. Pure. */
export function chooseUpdate(met: UpdateCase): PackUpdate {
  const { earlier, changes, appended, repacked, isWarm } = met;
  const shared = sharedParts(earlier, repacked).reduce((sum, { tokens }) => sum + tokens, 0);
  const costs = {
    append: appended && costOf(appended, isWarm ? earlier.tokens : 0, met),
    repack: costOf(repacked, isWarm ? shared : 0, met),
  };
  const { way, because } = decide(met, costs);
  const prefix = way === 'append' ? (appended ?? repacked) : repacked;
  const kept = !isWarm ? 0 : way === 'append' ? earlier.tokens : shared;
  const tokens = {
    kept,
    fresh: prefix.tokens - kept,
    stale: countStale(prefix),
  };
  const found = { way, because, ...nameChanges(changes), tokens, costs } as const;
  return { ...found, reason: explain(found, met) };
}

type Costs = PackUpdate['costs'];

function decide(
  { earlier, appended, fits, isWarm, isRepackAsked }: UpdateCase,
  costs: Costs,
): Pick<PackUpdate, 'way' | 'because'> {
  const repack = (because: PackUpdate['because']) => ({ way: 'repack', because }) as const;
  if (isRepackAsked) return repack('asked-for');
  if (!isWarm) return repack('cold');
  if (appended === undefined) return repack('key-taken');
  if (!fits) return repack('over-budget');
  if (countStale(appended) > mostStale * appended.tokens) return repack('too-stale');
  if (isDearer(costs)) return repack('cheaper');
  return { way: 'append', because: appended === earlier ? 'unchanged' : 'cheaper' };
}

/** Less is within the rounding of two packs that were counted at different times. */
const dearer = 1.01;

/** Whether appending costs more. Without prices it does not: reading is cheaper than writing wherever prefixes are kept. */
function isDearer({ append, repack }: Costs): boolean {
  return append !== undefined && repack !== undefined && append.max > dearer * repack.max;
}

/** The first question reads what is kept and writes the rest; the others read all of it. */
function costOf(
  { tokens }: Prefix,
  kept: number,
  { instructionTokens, expectedQuestions, prices }: UpdateCase,
): Cost | undefined {
  const { questionTokens: uncached, outputTokens: output } = typicalQuestion;
  const whole = tokens + instructionTokens;
  const cacheRead = kept === 0 ? 0 : kept + instructionTokens;
  const first = { uncached, cacheRead, cacheWrite: whole - cacheRead, output };
  const next = { uncached, cacheRead: whole, cacheWrite: 0, output };
  return calculateTotal(
    [
      { tokens: first, count: 1 },
      { tokens: next, count: Math.max(0, expectedQuestions - 1) },
    ],
    prices,
  );
}

function nameChanges({
  fresh,
  superseded,
  unchanged,
}: PackChanges): Pick<PackUpdate, 'changed' | 'added' | 'gone'> {
  const now = new Set([...fresh, ...unchanged.map(({ segment }) => segment)].map(({ source }) => source));
  const before = new Set([...superseded, ...unchanged.map(({ place }) => place)].map(({ source }) => source));
  const touched = [...new Set([...fresh, ...superseded].map(({ source }) => source))].sort();
  return {
    changed: touched.filter((source) => now.has(source) && before.has(source)),
    added: touched.filter((source) => !before.has(source)),
    gone: touched.filter((source) => !now.has(source)),
  };
}

function countStale({ superseded = [], replaced = [] }: Prefix): number {
  return sumTokens(superseded) + sumTokens(replaced);
}

function sumTokens(segments: readonly { readonly tokens: number }[]): number {
  return segments.reduce((sum, { tokens }) => sum + tokens, 0);
}

function explain(
  { way, because, changed, added, gone, tokens, costs }: Omit<PackUpdate, 'reason'>,
  { idleSeconds, expectedQuestions }: UpdateCase,
): string {
  const what =
    changed.length + added.length + gone.length === 0
      ? 'No document has changed'
      : `${count(changed.length)} changed, ${count(added.length)} added, ${count(gone.length)} gone`;
  const since = `${what} against the prefix that was used ${count(idleSeconds)} s ago`;
  const done =
    way === 'append'
      ? `${count(tokens.kept)} tokens of it are read from the cache and ${count(tokens.fresh)} appended`
      : `all is packed anew${why[because]}`;
  const both =
    costs.append === undefined || costs.repack === undefined || because === 'cold'
      ? ''
      : ` (${count(expectedQuestions)} questions: ${formatCost(costs.append)} appended, ${formatCost(costs.repack)} packed anew)`;
  return `${since}: ${done}${both}.`;
}

const why: Readonly<Record<PackUpdate['because'], string>> = {
  unchanged: '',
  cheaper: ', which is cheaper',
  'asked-for': ', as asked for',
  cold: ', since the provider no longer keeps it',
  'too-stale': ', since too much of it would no longer count',
  'over-budget': ', since it would not fit with the changes behind it',
  'key-taken': ', since a new text holds the key of its tags',
};

function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}
