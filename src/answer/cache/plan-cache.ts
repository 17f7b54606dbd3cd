import type { Context, PackContext } from '../../context.ts';
import { QuireError } from '../../errors.ts';
import type { CacheKeyOptions, CacheMarker } from '../../model/model-profile.ts';

/**
 * What a call asks of the provider's cache. `auto` marks the prefix when the context says so; `required` marks it too when only one
 * question was expected, and fails when the provider neither wrote nor read it; `off` marks nothing.
 */
export type CacheMode = 'auto' | 'required' | 'off';

/** How long an entry is to live after its last use. `1h` is dearer to write, and only some providers have it. */
export type CacheLifetime = '5m' | '1h';

/** How one call uses the provider's cache. */
export interface CachePlan {
  readonly context: PackContext;
  /** Set when the prefix is marked; absent where the provider caches by itself. */
  readonly marker: CacheMarker | undefined;
  readonly keyOptions: CacheKeyOptions;
  readonly lifetime: CacheLifetime;
  readonly ttlMs: number;
  readonly required: boolean;
}

/** Providers that cache by themselves promise nothing; five to ten idle minutes are what OpenAI names (digest of 2026-09-24). */
const automaticTtlSeconds = 300;

/**
 * Decides how a call uses the cache; nothing where none is in play.
 *
 * @throws QuireError `cache-miss` when a cache is required that there cannot be; `bad-input` for a lifetime that the model lacks
 */
export function planCache(
  context: Context,
  { mode, lifetime }: { readonly mode: CacheMode; readonly lifetime: CacheLifetime },
): CachePlan | undefined {
  if (mode === 'off') return undefined;
  const { marked, because } = context.decision.cache;
  const { cache: rules, id } = context.profile;
  const base = { keyOptions: {}, lifetime, required: mode === 'required', ...keyOptionsOf(rules) };
  if (context.strategy === 'pack' && rules.type === 'explicit') {
    const isWanted = marked || (mode === 'required' && because === 'one-question');
    const entry = lifetime === '1h' ? rules.longLived : rules;
    if (isWanted && entry === undefined) {
      throw new QuireError('bad-input', {
        option: 'cacheLifetime',
        message: `${id} has no cache entries that live for an hour. Leave \`cacheLifetime\` out.`,
      });
    }
    if (isWanted && entry !== undefined) {
      return { ...base, context, marker: entry.marker, ttlMs: entry.ttlSeconds * 1000 };
    }
  }
  if (mode === 'required') throw cannotCache(id, because);
  if (context.strategy !== 'pack' || because !== 'automatic') return undefined;
  return { ...base, context, marker: undefined, ttlMs: automaticTtlSeconds * 1000 };
}

function keyOptionsOf(rules: PackContext['profile']['cache']): { keyOptions?: CacheKeyOptions } {
  return rules.type !== 'none' && rules.keyOptions !== undefined ? { keyOptions: rules.keyOptions } : {};
}

function cannotCache(model: string, because: Context['decision']['cache']['because']): QuireError {
  const why = {
    'under-minimum': 'the documents are shorter than its minimum',
    automatic: 'it caches by itself and promises nothing',
    'no-cache': 'no cache is known of it',
    retrieval: 'the documents are retrieved anew for each question',
    'one-question': 'its cache cannot be marked',
    'follow-ups-expected': 'its cache cannot be marked',
  }[because];
  return new QuireError('cache-miss', {
    model,
    message: `A cache is required, and ${model} has none for this: ${why}. Pass \`cache: 'auto'\` to ask without one.`,
  });
}
