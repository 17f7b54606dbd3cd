import { hash } from 'node:crypto';
import type {
  LanguageModelV4,
  LanguageModelV4CallOptions,
  LanguageModelV4GenerateResult,
  LanguageModelV4Middleware,
  LanguageModelV4StreamPart,
} from '@ai-sdk/provider';
import { type CacheStore, getJson, setJson } from '../../cache-store.ts';

/**
 * Keeps each finished reply of a model as soon as it is there, and gives it back when the same is asked again: same model, same
 * documents, same words, same settings. What is given back is no request: nothing is sent, billed or recorded for it.
 */
export function keepReplies(journal: CacheStore): LanguageModelV4Middleware {
  return {
    specificationVersion: 'v4',
    async wrapGenerate({ doGenerate, model, params }) {
      const key = nameCall(model, params);
      const kept = await readReply(journal, key);
      if (kept !== undefined) return { ...kept, warnings: [] };
      const result = await doGenerate();
      await keepReply(journal, key, result);
      return result;
    },
    async wrapStream({ doStream, model, params }) {
      const key = nameCall(model, params);
      const kept = await readReply(journal, key);
      if (kept !== undefined) return { stream: ReadableStream.from(replay(kept)) };
      const result = await doStream();
      return { ...result, stream: ReadableStream.from(watch(result.stream, journal, key)) };
    },
  };
}

/** What is kept of a reply: all that an answer is made of. */
type KeptReply = Pick<LanguageModelV4GenerateResult, 'content' | 'finishReason' | 'usage'>;

const namespace = 'replies';

/** Names a call by all that its reply hangs on. How it is cached, routed, traced and handed over is none of that. */
function nameCall(
  { provider, modelId }: LanguageModelV4,
  {
    abortSignal: _,
    headers: __,
    includeRawChunks: ___,
    providerOptions,
    ...call
  }: LanguageModelV4CallOptions,
): string {
  const { gateway: ____, ...options } = providerOptions ?? {};
  const text = JSON.stringify([provider, modelId, options, call], (name, value: unknown) => {
    // Of a message or part: its cache marker.
    if (name === 'providerOptions') return undefined;
    return value instanceof Uint8Array ? hash('sha256', value) : value;
  });
  return hash('sha256', text);
}

async function readReply(journal: CacheStore, key: string): Promise<KeptReply | undefined> {
  const kept = await getJson(journal, namespace, key);
  return isReply(kept) ? kept : undefined;
}

/** An answer that was cut off, filtered or blank is worth asking for again. */
async function keepReply(
  journal: CacheStore,
  key: string,
  { content, finishReason, usage }: KeptReply,
): Promise<void> {
  const isWhole = finishReason?.unified === 'stop' || finishReason?.unified === 'tool-calls';
  const kept = content.filter(({ type }) => type === 'text' || type === 'tool-call' || type === 'reasoning');
  if (!isWhole || kept.every((part) => part.type === 'text' && part.text.trim() === '')) return;
  await setJson(journal, namespace, key, { content: kept, finishReason, usage } satisfies KeptReply);
}

/** The same parts; the reply is kept before its end is told, so that who has seen the end never pays again. */
async function* watch(
  stream: ReadableStream<LanguageModelV4StreamPart>,
  journal: CacheStore,
  key: string,
): AsyncGenerator<LanguageModelV4StreamPart> {
  const content: KeptReply['content'] = [];
  let text = '';
  for await (const part of stream) {
    if (part.type === 'text-delta') text += part.delta;
    if (part.type === 'text-end') {
      content.push({ type: 'text', text });
      text = '';
    }
    if (part.type === 'tool-call') content.push(part);
    if (part.type === 'finish') await keepReply(journal, key, { ...part, content });
    yield part;
  }
}

function* replay({ content, finishReason, usage }: KeptReply): Generator<LanguageModelV4StreamPart> {
  yield { type: 'stream-start', warnings: [] };
  for (const [index, part] of content.entries()) {
    const id = String(index);
    if (part.type === 'tool-call') yield part;
    if (part.type !== 'text') continue;
    yield { type: 'text-start', id };
    yield { type: 'text-delta', id, delta: part.text };
    yield { type: 'text-end', id };
  }
  yield { type: 'finish', finishReason, usage };
}

function isReply(value: unknown): value is KeptReply {
  return (
    typeof value === 'object' &&
    value !== null &&
    'content' in value &&
    Array.isArray(value.content) &&
    'finishReason' in value &&
    'usage' in value
  );
}
