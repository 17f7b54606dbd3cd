import { QuireError } from '../errors.ts';
import type { ModelProfile, ModelProfileInput } from './model-profile.ts';
import { modelProfiles } from './model-profiles.ts';

/**
 * What is known of a model, by its id with or without a provider (`qwen3.5-flash`, `alibaba/qwen3.5-flash`).
 *
 * `given` overrides single figures of a known model, or describes an unknown one. For an unknown one only the window is
 * needed; the rest has cautious defaults: input up to the window, output up to 8,192 tokens and a quarter of the window,
 * tokens counted with one token a digit (the upper side), no cache. A known model whose window is given smaller has its
 * other limits cut to it.
 *
 * @throws QuireError `unknown-model` when nothing is known and nothing is given; `bad-input` for a limit that is not a
 * positive integer.
 */
export function findModelProfile(modelId: string, given?: ModelProfileInput): ModelProfile {
  const known = modelProfiles.find((row) => namesModel(modelId, row.id));
  if (given === undefined) {
    if (known === undefined) throw unknownModel(modelId);
    return known;
  }
  checkLimits(given);
  const base =
    known === undefined
      ? cautiousProfile(modelId, given.contextWindow)
      : withWindow(known, given.contextWindow);
  return { ...base, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
}

/** `:` parts provider and model in the AI SDK's provider registry, `/` everywhere else. */
function namesModel(modelId: string, rowId: string): boolean {
  return modelId === rowId || modelId.endsWith(`/${rowId}`) || modelId.endsWith(`:${rowId}`);
}

function unknownModel(modelId: string): QuireError<'unknown-model'> {
  const ids = modelProfiles.map((row) => row.id).join(', ');
  return new QuireError('unknown-model', {
    model: modelId,
    message: `Nothing is known of the model "${modelId}". Pass \`profile\` with its \`contextWindow\` (command line: --context-window N), or take one of: ${ids}.`,
  });
}

function checkLimits(given: ModelProfileInput): void {
  for (const option of ['contextWindow', 'maxInputTokens', 'maxOutputTokens', 'maxBodyBytes'] as const) {
    const value = given[option];
    if (value === undefined && option !== 'contextWindow') continue;
    if (Number.isSafeInteger(value) && Number(value) > 0) continue;
    throw new QuireError('bad-input', {
      option: `profile.${option}`,
      message: `\`profile.${option}\` must be a positive integer, but it is ${String(value)}.`,
    });
  }
}

function cautiousProfile(modelId: string, contextWindow: number): ModelProfile {
  return {
    id: modelId.slice(modelId.lastIndexOf('/') + 1),
    contextWindow,
    maxInputTokens: contextWindow,
    maxOutputTokens: Math.max(1, Math.min(8_192, Math.floor(contextWindow / 4))),
    tokenizer: { type: 'o200k-single-digits' },
    cache: { type: 'none' },
    source: 'given by the caller, with cautious defaults',
  };
}

function withWindow(known: ModelProfile, contextWindow: number): ModelProfile {
  if (contextWindow >= known.contextWindow) return { ...known, contextWindow };
  return {
    ...known,
    contextWindow,
    maxInputTokens: Math.min(known.maxInputTokens, contextWindow),
    maxOutputTokens: Math.max(1, Math.min(known.maxOutputTokens, Math.floor(contextWindow / 4))),
  };
}
