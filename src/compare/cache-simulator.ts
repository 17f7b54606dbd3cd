import type { CacheRules } from '../model/model-profile.ts';
import type { TokenBuckets } from '../model/price-card.ts';
import { cacheLifeSeconds } from './arrival-times.ts';

/** One content part of a request. */
export interface SimulatedBlock {
  /** Names what it holds and who says it: equal blocks have equal names. */
  readonly name: string;
  readonly tokens: number;
  /** Whether it carries the cache marker. */
  readonly marked: boolean;
}

/** A request as the provider's cache sees it. */
export interface SimulatedRequest {
  /** What no two prefixes may differ in: the account, the model and the tools. */
  readonly scope: string;
  readonly blocks: readonly SimulatedBlock[];
  /** Billed behind the prompt and in no cache: the opening of the answer. */
  readonly trailingTokens: number;
}

/** What a request pays for its input, known when it arrives. */
export interface SimulatedLookup {
  readonly input: Pick<TokenBuckets, 'uncached' | 'cacheWrite' | 'cacheRead'>;
  /** To be called when the response has ended: entries are made then, and not before. */
  end(): void;
}

/**
 * A provider's cache on a clock in milliseconds. Explicit: of the last markers, each looks back so many blocks for the longest live
 * prefix, which is read and lives on; what stands between it and the last marker is written when the answer ends. Automatic: the
 * longest live prefix is read, and every prefix is kept.
 */
export function createCacheSimulator(
  rules: CacheRules,
  { now }: { readonly now: () => number },
): { look(request: SimulatedRequest): SimulatedLookup } {
  const expiryOf = new Map<number, number>();
  const names = new Map<string, number>();
  const nameOf = (key: string) => {
    const known = names.get(key) ?? names.size + 1;
    names.set(key, known);
    return known;
  };
  const isLive = (prefix: number) => (expiryOf.get(prefix) ?? Number.NEGATIVE_INFINITY) >= now();
  const keep = (prefix: number) => expiryOf.set(prefix, now() + cacheLifeSeconds(rules) * 1000);

  return {
    look({ scope, blocks, trailingTokens }) {
      const prefixes: Prefix[] = [];
      let last: Prefix = { id: nameOf(JSON.stringify([scope])), tokens: 0, marked: false };
      for (const { name, tokens, marked } of blocks) {
        last = { id: nameOf(JSON.stringify([last.id, name])), tokens: last.tokens + tokens, marked };
        prefixes.push(last);
      }
      const { reach, kept } = selectPrefixes(prefixes, rules);
      const hit = longest(reach.filter(({ id }) => isLive(id)));
      if (hit !== undefined) keep(hit.id);
      const cacheRead = hit?.tokens ?? 0;
      const top = rules.type === 'explicit' ? (kept.at(-1)?.tokens ?? 0) : 0;
      const cacheWrite = Math.max(0, top - cacheRead);
      const uncached = last.tokens + trailingTokens - cacheRead - cacheWrite;
      return {
        input: { uncached, cacheWrite, cacheRead },
        end() {
          for (const { id } of kept) keep(id);
        },
      };
    },
  };
}

interface Prefix {
  readonly id: number;
  readonly tokens: number;
  readonly marked: boolean;
}

/** The prefixes that a request may read, and those that are kept when it ends. */
function selectPrefixes(
  prefixes: readonly Prefix[],
  rules: CacheRules,
): { readonly reach: readonly Prefix[]; readonly kept: readonly Prefix[] } {
  if (rules.type === 'none') return { reach: [], kept: [] };
  const isLong = ({ tokens }: Prefix) => tokens >= rules.minTokens;
  if (rules.type === 'automatic') {
    const long = prefixes.filter(isLong);
    return { reach: long, kept: long };
  }
  const markers = prefixes.flatMap(({ marked }, index) => (marked ? [index] : [])).slice(-rules.maxMarkers);
  const { lookBackBlocks = Number.POSITIVE_INFINITY } = rules;
  // So many blocks may stand strictly between an entry and the marker that finds it.
  const reach = markers.flatMap((marker) =>
    prefixes.slice(Math.max(0, marker - lookBackBlocks - 1), marker + 1),
  );
  return { reach, kept: markers.map((marker) => prefixes[marker] as Prefix).filter(isLong) };
}

function longest(prefixes: readonly Prefix[]): Prefix | undefined {
  return prefixes.reduce<Prefix | undefined>(
    (best, prefix) => (prefix.tokens > (best?.tokens ?? 0) ? prefix : best),
    undefined,
  );
}
