import type { Context, RetrievedChunk } from './context.ts';
import { orAborted } from './errors.ts';
import { createTokenCounter } from './model/create-token-counter.ts';
import { createMemoryRetriever } from './retrieve/memory-retriever.ts';
import type { TextSegment } from './segment.ts';
import { packedText } from './text/packed-text.ts';

export interface SearchContextOptions {
  readonly context: Context;
  /** Words, or a question. */
  readonly query: string;
  /** Search in these documents alone. @default all */
  readonly sources?: readonly string[];
  /** How much to return, in tokens. @default 16000, or what the context was prepared with */
  readonly evidenceTokens?: number;
  readonly abortSignal?: AbortSignal;
}

/**
 * Finds the passages that a question would be answered from, best first, without asking a model. A packed context is
 * indexed for the search.
 *
 * @throws QuireError `aborted`
 */
export async function searchContext(options: SearchContextOptions): Promise<readonly RetrievedChunk[]> {
  try {
    return await search(options);
  } catch (error) {
    throw orAborted(error, options.abortSignal, 'Stopped before the documents were searched.');
  }
}

async function search({
  context,
  query,
  sources,
  abortSignal,
  ...options
}: SearchContextOptions): Promise<readonly RetrievedChunk[]> {
  const scope = {
    ...(sources !== undefined && { sources }),
    ...(abortSignal !== undefined && { abortSignal }),
  };
  if (context.strategy === 'retrieve') {
    const { evidenceTokens = context.evidenceTokens } = options;
    return context.retriever.retrieve({ query, evidenceTokens, ...scope });
  }
  const { text, segments } = context.prefix;
  const retriever = await createMemoryRetriever({
    segments: segments.map(
      (segment): TextSegment => ({
        type: 'text',
        source: segment.source,
        location: segment.location,
        ...(segment.headings !== undefined && { headings: segment.headings }),
        text: packedText(text, segment),
      }),
    ),
    countTokens: await createTokenCounter(context.profile.tokenizer),
    abortSignal,
  });
  return retriever.retrieve({ query, evidenceTokens: options.evidenceTokens ?? 16_000, ...scope });
}
