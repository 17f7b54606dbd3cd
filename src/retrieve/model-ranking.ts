import type { ScoredChunk } from '../chunk-store.ts';
import { segmentId, type TextSegment } from '../segment.ts';

/** Turns texts into vectors; bound to an embedding model by a verb. */
export interface Embedder {
  /** Names the model: vectors of another one are of no use. */
  readonly model: string;
  embed(
    texts: readonly string[],
    abortSignal: AbortSignal | undefined,
  ): Promise<readonly (readonly number[])[]>;
}

/** Says how well each text answers a query, in the order of the texts; higher is better. Bound to a reranking model by a verb. */
export interface Reranker {
  readonly model: string;
  rerank(
    query: string,
    texts: readonly string[],
    abortSignal: AbortSignal | undefined,
  ): Promise<readonly number[]>;
}

/** What a model is shown of a chunk: a figure or a "he" means nothing without the titles above it. */
export function describeChunk({ source, headings = [], text }: TextSegment): string {
  return `${[source, ...headings].join(' > ')}\n\n${text}`;
}

/**
 * Joins two rankings by reciprocal rank fusion: their scores cannot be compared, their ranks can. G. Cormack, C. Clarke and
 * S. Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods" (2009), with its k of 60.
 */
export function fuseRankings(...rankings: readonly (readonly ScoredChunk[])[]): ScoredChunk[] {
  const fused = new Map<string, ScoredChunk>();
  for (const ranking of rankings) {
    for (const [rank, { chunk }] of ranking.entries()) {
      const id = segmentId(chunk);
      const score = (fused.get(id)?.score ?? 0) + 1 / (60 + rank + 1);
      fused.set(id, { chunk: fused.get(id)?.chunk ?? chunk, score });
    }
  }
  return [...fused.values()].sort((a, b) => b.score - a.score);
}

/** How many chunks a reranker reads: they fill 16,000 tokens of evidence, and each costs. */
export const mostReranked = 100;

/** Orders the best chunks as a model would; what it did not read stands behind them, in the order that it had. */
export async function rerankChunks(
  query: string,
  found: readonly ScoredChunk[],
  { reranker, abortSignal }: { readonly reranker: Reranker; readonly abortSignal: AbortSignal | undefined },
): Promise<ScoredChunk[]> {
  const read = found.slice(0, mostReranked);
  if (read.length === 0) return [];
  const scores = await reranker.rerank(
    query,
    read.map(({ chunk }) => describeChunk(chunk)),
    abortSignal,
  );
  const ranked = read
    .map(({ chunk }, at) => ({ chunk, score: scores[at] ?? 0 }))
    .sort((a, b) => b.score - a.score);
  const lowest = ranked.at(-1)?.score ?? 0;
  const rest = found.slice(mostReranked).map(({ chunk }, at) => ({ chunk, score: lowest - at - 1 }));
  return [...ranked, ...rest];
}
