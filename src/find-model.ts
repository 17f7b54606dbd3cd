import type { LanguageModel } from 'ai';
import { QuireError } from './errors.ts';
import type { ModelProfile } from './model/model-profile.ts';
import { resolveModel } from './resolve-model.ts';

/**
 * The model that a question goes to: the one that was given, or the one that its name stands for. `profile` is what is known of it.
 *
 * @throws QuireError `bad-input` when there is none, and what `resolveModel` throws
 */
export async function findModel(
  model: LanguageModel | undefined,
  profile: ModelProfile,
): Promise<Exclude<LanguageModel, string>> {
  if (model === undefined) {
    throw new QuireError('bad-input', {
      option: 'model',
      message: 'This context was kept without its model: pass `model`.',
    });
  }
  if (typeof model !== 'string') return model;
  // The AI SDK's own hook for what a plain name means goes first.
  const provider = globalThis.AI_SDK_DEFAULT_PROVIDER;
  const resolved = provider?.languageModel(model) ?? (await resolveModel(model, { profile })).model;
  return typeof resolved === 'string' ? findModel(resolved, profile) : resolved;
}
