import type { RetrievedChunk, ScoredChunk } from '../context.ts';
import type { TextSegment } from '../segment.ts';
import { usualDelimiterKey } from '../text/delimiter-key.ts';
import { renderTagged } from '../text/tagged-text.ts';
import { groupNeighbours, joinChunks } from './join-neighbours.ts';

/**
 * Takes the best chunks until the budget is full, and joins those that follow each other in their document. A joined span scores
 * as its best chunk. Best first; tokens are counted with the tags of a prompt.
 */
export function fillEvidence(
  ranked: readonly ScoredChunk[],
  {
    evidenceTokens,
    countTokens,
  }: { readonly evidenceTokens: number; readonly countTokens: (text: string) => number },
): RetrievedChunk[] {
  const count = (chunk: TextSegment) => countTokens(renderTagged(chunk, usualDelimiterKey).text);
  const taken: RetrievedChunk[] = [];
  let left = evidenceTokens;
  for (const { chunk, score } of ranked) {
    // The tags alone take this much.
    if (left < 16) break;
    const tokens = count(chunk);
    // One long line is one chunk, so the next one may still fit.
    if (tokens > left) continue;
    left -= tokens;
    taken.push({ ...chunk, tokens, score });
  }
  const spans = groupNeighbours(taken).map((span): RetrievedChunk => {
    const [first, second] = span;
    if (first === undefined || second === undefined) return first as RetrievedChunk;
    const joined = joinChunks([first, ...span.slice(1)]);
    // One pair of tags in place of several: never more than the chunks took.
    return { ...joined, tokens: count(joined), score: Math.max(...span.map(({ score }) => score)) };
  });
  return spans.sort((a, b) => b.score - a.score);
}
