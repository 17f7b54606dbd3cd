import type { RetrievedChunk } from './chunk-store.ts';
import type { Context } from './context.ts';
import { orAborted } from './errors.ts';
import { openRetriever } from './open-retriever.ts';

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
  evidenceTokens = context.strategy === 'retrieve' ? context.evidenceTokens : 16_000,
}: SearchContextOptions): Promise<readonly RetrievedChunk[]> {
  return openRetriever(context).retrieve({
    ...{ query, evidenceTokens },
    ...(sources !== undefined && { sources }),
    ...(abortSignal !== undefined && { abortSignal }),
  });
}
