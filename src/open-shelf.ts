import type { PrepareCallOptions } from './answer/prepare-call.ts';
import type { Context } from './context.ts';
import { inputAtMost } from './estimate-cost.ts';
import { openRetriever } from './open-retriever.ts';

/**
 * What a model may look into: the documents of a context, and how much its window has room for. Where a small window leaves next to
 * nothing, the passages that are found beforehand get half of what they would, so that there is something to look up.
 */
export function openShelf(given: Context): Required<Pick<PrepareCallOptions, 'context' | 'shelf'>> {
  const context =
    given.strategy === 'retrieve' && roomOf(given) < given.evidenceTokens / 2
      ? { ...given, evidenceTokens: Math.ceil(given.evidenceTokens / 2) }
      : given;
  return {
    context,
    shelf: {
      documents: new Map(context.coverage.documents.map(({ source, tokens }) => [source, tokens])),
      retriever: openRetriever(context),
      roomBytes: Math.max(0, roomOf(context)),
    },
  };
}

/** In bytes, since no tokenizer makes more than a token of one; in a packed request each may be escaped. */
function roomOf(context: Context): number {
  const { tokens, bytes } = context.decision;
  const left = tokens.budget - inputAtMost(context);
  if (context.strategy === 'retrieve' || bytes.budget === undefined) return left;
  return Math.min(left, Math.floor((bytes.budget - bytes.needed) / 2));
}
