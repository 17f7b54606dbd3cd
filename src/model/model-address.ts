import type { LanguageModel } from 'ai';

/** Which model is asked, and which way: what price cards go by. */
export interface ModelAddress {
  /** The model's own name, without a provider: `qwen3.5-flash`. */
  readonly model: string;
  /** The provider key of a direct route, or `gateway`, where a plain name goes. */
  readonly route: string;
}

/** Reads a model's name and route off an AI SDK model or a name such as `alibaba/qwen3.5-flash`. */
export function modelAddress(
  model: string | Pick<Exclude<LanguageModel, string>, 'modelId' | 'provider'>,
): ModelAddress {
  const id = typeof model === 'string' ? model : model.modelId;
  const route = typeof model === 'string' ? 'gateway' : (model.provider.split('.')[0] ?? model.provider);
  return { model: id.slice(id.lastIndexOf('/') + 1), route };
}
