import type { LanguageModelV4 } from '@ai-sdk/provider';
import type { LanguageModel } from 'ai';
import { QuireError } from './errors.ts';
import { findModelProfile } from './model/find-model-profile.ts';
import type { ModelProfile, ModelProfileInput } from './model/model-profile.ts';
import { type Environment, fetchFromHere, openGateway } from './open-gateway.ts';

/** A model that is ready to be asked, and what is known of it. */
export interface ResolvedModel {
  readonly model: LanguageModel;
  readonly profile: ModelProfile;
  /** Which way the documents go: through the AI Gateway, to a provider directly, to a server of your own, or nowhere. */
  readonly route: 'gateway' | 'alibaba' | 'local' | 'offline';
  /** The model's name for people: `alibaba/qwen3.5-flash`. */
  readonly name: string;
}

export interface ResolveModelOptions {
  /** What to say of a model that quire does not know, or to correct of one that it does. */
  readonly profile?: ModelProfileInput;
  /** Where keys and base addresses are looked up. @default process.env */
  readonly env?: Environment;
}

/** The model that quire is built around, by the name that the gateway gives it. */
const defaultModelName = 'alibaba/qwen3.5-flash';

/**
 * Finds the model for a name, an address or nothing.
 *
 * - nothing: `alibaba/qwen3.5-flash` through the AI Gateway when `AI_GATEWAY_API_KEY` or `VERCEL_OIDC_TOKEN` is set, directly
 *   when `ALIBABA_API_KEY` is, else the offline model;
 * - `offline`: the extractive model, which needs no key and no network;
 * - `provider/name`: through the gateway, or directly for `alibaba/…` when only that key is set;
 * - `http://localhost:11434/v1#NAME`: any OpenAI-compatible server; needs `profile`.
 *
 * `AI_GATEWAY_BASE_URL` and `ALIBABA_BASE_URL` point either route at a proxy.
 *
 * @throws QuireError `unknown-model`, `no-key`, `provider-unreachable` (a server that does not answer within 0.9 s), `bad-input`
 * @example
 * const { model, profile, route } = await resolveModel('http://localhost:11434/v1#qwen3:8b', {
 *   profile: { contextWindow: 32_768 },
 * });
 */
export async function resolveModel(
  name?: string,
  { profile, env = process.env }: ResolveModelOptions = {},
): Promise<ResolvedModel> {
  if (name === 'offline' || name === 'extractive') return offline(profile);
  if (name !== undefined && /^https?:\/\//i.test(name)) return local(name, profile);

  // `qwen3.5-flash` alone can only mean Alibaba's.
  const wanted = name === undefined ? defaultModelName : name.replace(/^qwen/, 'alibaba/qwen');
  const gatewayKey = env.AI_GATEWAY_API_KEY || env.VERCEL_OIDC_TOKEN;
  const direct = /^alibaba\//.test(wanted) && env.ALIBABA_API_KEY;
  if (!gatewayKey && !direct) {
    if (name === undefined) return offline(profile);
    // An unknown name is the likelier mistake: say that first.
    findModelProfile(wanted, profile);
    throw new QuireError('no-key', {
      model: wanted,
      variable: 'AI_GATEWAY_API_KEY',
      message: `No key for ${wanted}. Set AI_GATEWAY_API_KEY${/^alibaba\//.test(wanted) ? ' or ALIBABA_API_KEY' : ''}, or use the model \`offline\`, which needs none.`,
    });
  }
  const known = findModelProfile(wanted, profile);
  if (gatewayKey)
    return { model: await gatewayModel(wanted, env), profile: known, route: 'gateway', name: wanted };
  return { model: await alibabaModel(wanted, env), profile: known, route: 'alibaba', name: wanted };
}

async function offline(profile: ModelProfileInput | undefined): Promise<ResolvedModel> {
  const { extractiveModel } = await import('./offline/extractive-model.ts');
  return {
    model: extractiveModel(),
    profile: findModelProfile('extractive', profile),
    route: 'offline',
    name: 'offline',
  };
}

async function gatewayModel(name: string, env: Environment): Promise<LanguageModel> {
  const gateway = await openGateway(env);
  return gateway(name);
}

async function alibabaModel(name: string, env: Environment): Promise<LanguageModelV4> {
  const { createAlibaba } = await import('@ai-sdk/alibaba');
  const alibaba = createAlibaba({
    fetch: fetchFromHere,
    ...(env.ALIBABA_API_KEY && { apiKey: env.ALIBABA_API_KEY }),
    ...(env.ALIBABA_BASE_URL && { baseURL: env.ALIBABA_BASE_URL }),
  });
  return alibaba(name.replace(/^alibaba\//, ''));
}

async function local(address: string, profile: ModelProfileInput | undefined): Promise<ResolvedModel> {
  const [server = '', modelId = ''] = address.split('#', 2);
  const baseURL = server.replace(/\/+$/, '');
  if (modelId === '') {
    throw new QuireError('bad-input', {
      option: 'model',
      message: `"${address}" names a server and no model. Write the model behind a #: ${baseURL}#NAME`,
    });
  }
  const known = findModelProfile(modelId, profile);
  await reach(baseURL, modelId);
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
  const provider = createOpenAICompatible({
    name: 'local',
    baseURL,
    includeUsage: true,
    fetch: fetchFromHere,
  });
  return { model: provider(modelId), profile: known, route: 'local', name: `${modelId} at ${baseURL}` };
}

/** The SDK would try three times over six seconds before it said that nothing is there. */
async function reach(baseURL: string, model: string): Promise<void> {
  try {
    const settings = { signal: AbortSignal.timeout(900), redirect: 'manual' } as const;
    const { body } = await fetch(`${baseURL}/models`, settings);
    await body?.cancel();
  } catch (cause) {
    throw new QuireError('provider-unreachable', {
      model,
      url: baseURL,
      message: `No server answers at ${baseURL}. Start it, or check the address.`,
      cause,
    });
  }
}
