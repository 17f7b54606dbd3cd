import type { ModelProfile } from '../../model/model-profile.ts';
import type { ProviderOptions } from '../request/call-model.ts';
import type { CachePlan } from './plan-cache.ts';

/**
 * The `providerOptions` of a call that uses a cache: through the gateway it goes to the one provider whose cache is meant, unless
 * the caller routes it, and a prefix is named where a provider takes a name for it.
 */
export function addCacheOptions(
  given: ProviderOptions,
  {
    plan,
    profile,
    route,
  }: {
    /** Absent where the passages of one question are cached, and no prefix. */
    readonly plan: CachePlan | undefined;
    readonly profile: Pick<ModelProfile, 'upstream'>;
    readonly route: string;
  },
): ProviderOptions {
  const options = { ...given };
  for (const [provider, option] of Object.entries(plan?.keyOptions ?? {})) {
    options[provider] = { [option]: plan?.context.prefix.hash.slice(0, 32), ...options[provider] };
  }
  const routed = options.gateway?.only ?? options.gateway?.order;
  if (route === 'gateway' && profile.upstream !== undefined && routed === undefined) {
    options.gateway = { ...options.gateway, only: [profile.upstream] };
  }
  return Object.keys(options).length === 0 ? given : options;
}
