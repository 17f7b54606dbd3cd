import type { ProviderOptions } from '../request/call-model.ts';
import type { CachePlan } from './plan-cache.ts';

/**
 * The `providerOptions` of a call that uses a cache: through the gateway it goes to the one provider whose cache is meant, unless
 * the caller routes it, and the prefix is named where a provider takes a name for it.
 */
export function addCacheOptions(
  given: ProviderOptions,
  plan: CachePlan,
  { route }: { readonly route: string },
): ProviderOptions {
  const { profile, prefix } = plan.context;
  const options = { ...given };
  for (const [provider, option] of Object.entries(plan.keyOptions)) {
    options[provider] = { [option]: prefix.hash.slice(0, 32), ...options[provider] };
  }
  const routed = options.gateway?.only ?? options.gateway?.order;
  if (route === 'gateway' && profile.upstream !== undefined && routed === undefined) {
    options.gateway = { ...options.gateway, only: [profile.upstream] };
  }
  return Object.keys(options).length === 0 ? given : options;
}
