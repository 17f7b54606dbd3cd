import { createHash } from 'node:crypto';
import type { ChatMessage } from './chat-request.ts';

// The rules of the vendor's explicit cache, derived from its documentation and NOT from src: the bill that comes out of here
// has to be able to disagree with the one that the library makes. What the documentation leaves open (the boundary at 20
// blocks, re-split texts, renewal of other entries, aborted requests) is decided here and should not be relied on by a test.

const minCachedTokens = 1024;
const entryLifeMs = 300_000;
const keptMarkers = 4;
const blocksBetween = 20;
const tokensAtMessageStart = 3;
const tokensAtMessageEnd = 2;
/** The turn of the assistant is opened behind the prompt: billed, and in no cache. */
const tokensAfterPrompt = 3;
/** The most that the vendor takes for one image at its default settings. */
const tokensPerImage = 2502;

/** Everything that decides which cached prefix a request shares. */
export interface CachedPrompt {
  readonly account: string;
  readonly model: string;
  readonly tools: readonly unknown[];
  readonly messages: readonly ChatMessage[];
}

/** The end of one content block: the name of everything up to here, and its length. */
export interface PrefixPoint {
  readonly hash: string;
  readonly tokens: number;
  readonly marked: boolean;
}

export interface MeasuredPrompt {
  readonly points: readonly PrefixPoint[];
  /** Tokens of the whole prompt as billed. */
  readonly tokens: number;
}

/** Input tokens by price. `uncached + write + read = prompt`. */
export interface InputTokens {
  readonly prompt: number;
  readonly uncached: number;
  readonly write: number;
  readonly read: number;
}

export interface CacheLookup {
  readonly input: InputTokens;
  /** Whether the request asked for the explicit cache at all. */
  readonly marked: boolean;
  /** The same request when its response never ended: nothing was stored, so nothing was written. */
  readonly inputWithoutWrite: InputTokens;
  /** Keeps the marked prefixes. To be called when the response has ended, not before. */
  store(): void;
}

/** Cuts a prompt into blocks and names each prefix. */
export function measurePrompt(
  { account, model, tools, messages }: CachedPrompt,
  tokens: (text: string) => number,
): MeasuredPrompt {
  let hash = digest([account, model, tools]);
  let length = tools.length === 0 ? 0 : tokens(JSON.stringify(tools));
  const points: PrefixPoint[] = [];
  for (const { role, elements, extras } of messages) {
    const blocks = elements.length === 0 && extras !== undefined ? [undefined] : elements;
    for (const [index, element] of blocks.entries()) {
      const first = index === 0;
      const own = index === blocks.length - 1 ? (extras ?? null) : null;
      hash = digest([hash, role, first, element?.content ?? null, own]);
      if (first) length += tokensAtMessageStart;
      if (element?.content.type === 'text') length += tokens(element.content.text);
      if (element?.content.type === 'image_url') length += tokensPerImage;
      if (own?.tool_calls !== undefined) length += tokens(JSON.stringify(own.tool_calls));
      if (own?.reasoning_content !== undefined) length += tokens(own.reasoning_content);
      if (index === blocks.length - 1) length += tokensAtMessageEnd;
      points.push({ hash, tokens: length, marked: element?.marked ?? false });
    }
  }
  return { points, tokens: length + tokensAfterPrompt };
}

/** The cache of one vendor for all its accounts, on a clock in milliseconds. */
export function createExplicitCache({ now }: { readonly now: () => number }): {
  look(prompt: MeasuredPrompt): CacheLookup;
} {
  const expiryOf = new Map<string, number>();
  const isLive = (hash: string) => (expiryOf.get(hash) ?? Number.NEGATIVE_INFINITY) >= now();
  const keep = (hash: string) => expiryOf.set(hash, now() + entryLifeMs);

  return {
    look({ points, tokens: prompt }) {
      const markers = points.flatMap(({ marked }, index) => (marked ? [index] : [])).slice(-keptMarkers);
      const hit = findLongest(points, markers, isLive);
      if (hit !== undefined) keep(hit.hash);
      const cacheable = markers
        .map((index) => points[index] as PrefixPoint)
        .filter(({ tokens }) => tokens >= minCachedTokens);
      const read = hit?.tokens ?? 0;
      const write = Math.max(0, (cacheable.at(-1)?.tokens ?? 0) - read);
      return {
        input: { prompt, uncached: prompt - read - write, write, read },
        inputWithoutWrite: { prompt, uncached: prompt - read, write: 0, read },
        marked: markers.length > 0,
        store() {
          for (const { hash } of cacheable) keep(hash);
        },
      };
    },
  };
}

/** The longest live prefix that ends at a marker or at most 20 blocks before one. */
function findLongest(
  points: readonly PrefixPoint[],
  markers: readonly number[],
  isLive: (hash: string) => boolean,
): PrefixPoint | undefined {
  let longest: PrefixPoint | undefined;
  for (const marker of markers) {
    const reach = points.slice(Math.max(0, marker - blocksBetween - 1), marker + 1);
    const found = reach.findLast(({ hash }) => isLive(hash));
    if (found !== undefined && found.tokens > (longest?.tokens ?? 0)) longest = found;
  }
  return longest;
}

function digest(key: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(key)).digest('hex');
}
