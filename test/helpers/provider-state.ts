import { createExplicitCache } from './explicit-cache.ts';
import { type Fault, faultSchema, type SetFault } from './fault.ts';
import type { Charge } from './invoice.ts';
import { type ImitatedModel, imitatedModels, type PicoPrices } from './model-catalogue.ts';
import type { ReceivedRequest } from './received-request.ts';
import type { ReplyFunction } from './reply.ts';

/** How an imitation behaves. */
export interface ImitationOptions {
  /** What the model answers. @default the same three words each time */
  readonly reply?: ReplyFunction;
  /** The keys that are let in; each is an account with a cache of its own. @default 'test-key' */
  readonly apiKey?: string | readonly string[];
  /** Tokens of a text. @default its words */
  readonly tokens?: (text: string) => number;
  /** Milliseconds since 1970 at which the clock stands until `advance`. @default 2026-01-01 */
  readonly startTime?: number;
  /** What the gateway asks for a cache read: a tenth of the input price as the vendor says, or a hundredth as the gateway's catalogue says. @default 'tenth' */
  readonly gatewayReadPrice?: 'tenth' | 'hundredth';
  /** Whether JSON mode is refused while the model thinks, as most of the vendor's models do. @default 'refuse' */
  readonly jsonWhileThinking?: 'refuse' | 'allow';
  /** Whether what is longer than the vendor takes is refused. @default 'vendor' */
  readonly limits?: 'vendor' | 'none';
  /** Real time between a request and its answer: requests that are sent together should also be under way together. @default 5 */
  readonly latencyMs?: number;
  /** Length of the pieces of a stream. @default 12 */
  readonly chunkCharacters?: number;
  /** @default `imitatedModels` */
  readonly models?: readonly ImitatedModel[];
}

/** Everything that a running imitation remembers. */
export type State = ReturnType<typeof createState>;

/** An imitation that has not been called yet. */
export function createState({
  reply = () => 'The imitation answers.',
  apiKey = 'test-key',
  tokens = countWords,
  startTime = Date.UTC(2026, 0, 1),
  gatewayReadPrice = 'tenth',
  jsonWhileThinking = 'refuse',
  limits = 'vendor',
  latencyMs = 5,
  chunkCharacters = 12,
  models = imitatedModels,
}: ImitationOptions) {
  let clock = startTime;
  const now = () => clock;
  const faults: SetFault[] = [];
  const requests: ReceivedRequest[] = [];
  const charges: Charge[] = [];
  return {
    reply,
    apiKeys: [apiKey].flat(),
    tokens,
    gatewayReadPrice,
    jsonWhileThinking,
    limits,
    latencyMs,
    chunkCharacters,
    models,
    now,
    cache: createExplicitCache({ now }),
    faults,
    requests,
    charges,
    underWay: new Set<Promise<void>>(),
    advance(seconds: number) {
      if (!Number.isFinite(seconds)) throw new Error(`The clock cannot be moved by ${seconds} s.`);
      clock += Math.round(seconds * 1000);
    },
    failNext(fault: Fault, times = 1) {
      for (let left = times; left > 0; left--) faults.push(faultSchema.parse(fault));
    },
  };
}

function countWords(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}

/** What a model costs over a route. */
export function pricesOf(
  model: ImitatedModel,
  { route, state }: { readonly route: 'gateway' | 'alibaba'; readonly state: State },
): PicoPrices {
  const low = route === 'gateway' && state.gatewayReadPrice === 'hundredth';
  return low ? { ...model.prices, cacheRead: model.lowCacheRead } : model.prices;
}
