import type { Chunk } from '../chunk-store.ts';
import type { Coverage, CoveredDocument } from '../context.ts';
import type { Prefix } from '../prefix.ts';
import type { TextSegment } from '../segment.ts';

/** What a pack holds, and what stands behind it. */
export function describePack({ text, segments }: Prefix, volatile: readonly Chunk[]): Coverage {
  return {
    documents: joinSegments([...segments, ...volatile]),
    segments: segments.length + volatile.length,
    characters: volatile.reduce((sum, chunk) => sum + chunk.text.length, text.length),
  };
}

/** What was read and not packed, in the order of a pack. */
export function describeUnpacked(
  segments: readonly TextSegment[],
  countTokens: (segment: TextSegment) => number,
): Coverage {
  return {
    documents: joinSegments(
      segments.map((segment) => ({ source: segment.source, tokens: countTokens(segment) })),
    ),
    segments: segments.length,
    characters: segments.reduce((sum, { text }) => sum + text.length, 0),
  };
}

function joinSegments(
  segments: readonly { readonly source: string; readonly tokens: number }[],
): CoveredDocument[] {
  const documents = new Map<string, { source: string; segments: number; tokens: number }>();
  for (const { source, tokens } of segments) {
    const known = documents.get(source);
    if (known === undefined) documents.set(source, { source, segments: 1, tokens });
    else {
      known.segments += 1;
      known.tokens += tokens;
    }
  }
  return [...documents.values()];
}
