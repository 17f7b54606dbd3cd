import type { RetrievedChunk, Retriever } from './chunk-store.ts';
import type { Context } from './context.ts';
import { createTokenCounter } from './model/create-token-counter.ts';
import type { ModelProfile } from './model/model-profile.ts';
import type { Prefix } from './prefix.ts';
import { createMemoryRetriever } from './retrieve/memory-retriever.ts';
import { createSegmentReader } from './retrieve/segment-reader.ts';
import type { TextSegment } from './segment.ts';
import { compareAddresses } from './text/compare-addresses.ts';
import { packedText } from './text/packed-text.ts';

/** What finds passages in a context: its own retriever, or for a packed one an index that is made at the first search and kept with it. */
export function openRetriever(context: Context): Retriever {
  if (context.strategy === 'retrieve') return context.retriever;
  const { prefix, profile } = context;
  const opened = packs.get(prefix) ?? openPack(prefix, profile);
  packs.set(prefix, opened);
  return opened;
}

/** By the prefix itself, so that the index goes when the context goes. */
const packs = new WeakMap<Prefix, Retriever>();

function openPack({ text, segments: packed }: Prefix, { tokenizer }: ModelProfile): Retriever {
  // What has changed was appended: a page may stand behind those that follow it.
  const segments = packed.toSorted(compareAddresses).map(
    (segment): TextSegment => ({
      type: 'text',
      source: segment.source,
      location: segment.location,
      ...(segment.headings !== undefined && { headings: segment.headings }),
      text: packedText(text, segment),
    }),
  );
  let index: Promise<Retriever> | undefined;
  return {
    async retrieve(options): Promise<readonly RetrievedChunk[]> {
      index ??= createTokenCounter(tokenizer)
        .then((countTokens) =>
          createMemoryRetriever({ segments, countTokens, abortSignal: options.abortSignal }),
        )
        .catch((error: unknown) => {
          // A stopped index is no index: the next search builds it anew.
          index = undefined;
          throw error;
        });
      return (await index).retrieve(options);
    },
    read: createSegmentReader(segments),
  };
}
