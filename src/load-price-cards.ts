import { toProviderError } from './answer/request/provider-error.ts';
import { orAborted, QuireError } from './errors.ts';
import { readGatewayPrices } from './model/gateway-prices.ts';
import type { PriceCard } from './model/price-card.ts';
import { type Environment, openGateway } from './open-gateway.ts';

export interface LoadPriceCardsOptions {
  /** Where the key and the address of the gateway are looked up. @default process.env */
  readonly env?: Environment;
  readonly abortSignal?: AbortSignal;
}

/**
 * What the AI Gateway says today that its models cost: a card for each model, dated, beside any built-in one of another source that says
 * otherwise, so that amounts are ranges there. No document is sent. Pass them as `prices`.
 *
 * @throws QuireError `no-key`, `aborted`, and the `provider-…` codes
 * @example
 * const context = await prepareContext({ sources, model: 'alibaba/qwen3.5-flash', prices: await loadPriceCards() });
 */
export async function loadPriceCards({
  env = process.env,
  abortSignal,
}: LoadPriceCardsOptions = {}): Promise<readonly PriceCard[]> {
  if (!env.AI_GATEWAY_API_KEY && !env.VERCEL_OIDC_TOKEN) {
    throw new QuireError('no-key', {
      model: 'the AI Gateway',
      variable: 'AI_GATEWAY_API_KEY',
      message: 'The model list of the AI Gateway needs a key: set AI_GATEWAY_API_KEY.',
    });
  }
  try {
    const gateway = await openGateway(env, abortSignal);
    const { models } = await gateway.getAvailableModels();
    return readGatewayPrices(models, { date: new Date().toISOString().slice(0, 10) });
  } catch (error) {
    const failure = toProviderError(error, { model: 'The AI Gateway', provider: 'gateway', abortSignal });
    throw orAborted(failure, abortSignal, 'Stopped before the model list was there.');
  }
}
