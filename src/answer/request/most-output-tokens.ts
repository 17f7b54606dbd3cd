import type { ModelProfile } from '../../model/model-profile.ts';
import type { ProviderOptions, Reasoning } from './call-model.ts';

/** The most output that one request can be billed for: the answer, and thinking where that comes on top of its limit. */
export function mostOutputTokens({
  profile,
  maxOutputTokens,
  reasoning,
  providerOptions,
}: {
  readonly profile: Pick<ModelProfile, 'maxThinkingTokens'>;
  readonly maxOutputTokens: number;
  readonly reasoning: Reasoning;
  readonly providerOptions: ProviderOptions;
}): number {
  const given = Object.values(providerOptions ?? {});
  const asksToThink = given.some((options) =>
    Object.entries(options ?? {}).some(([option, value]) => /think|reason/i.test(option) && value !== false),
  );
  return reasoning === 'none' && !asksToThink
    ? maxOutputTokens
    : maxOutputTokens + (profile.maxThinkingTokens ?? 0);
}
