import type { Retriever } from '../chunk-store.ts';
import type { TextSegment } from '../segment.ts';

/** Reads documents by their address out of segments in memory. They are sorted by document at the first call. */
export function createSegmentReader(segments: readonly TextSegment[]): NonNullable<Retriever['read']> {
  let bySource: ReadonlyMap<string, readonly TextSegment[]> | undefined;
  return async ({ source }) => {
    bySource ??= Map.groupBy(segments, (segment) => segment.source);
    return bySource.get(source) ?? [];
  };
}
