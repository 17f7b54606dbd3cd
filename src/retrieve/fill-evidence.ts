import type { RetrievedChunk, ScoredChunk } from '../chunk-store.ts';
import type { TextSegment } from '../segment.ts';
import { usualDelimiterKey } from '../text/delimiter-key.ts';
import { holdsPassage } from '../text/holds-passage.ts';
import { renderTagged } from '../text/tagged-text.ts';
import { groupNeighbours, joinChunks } from './join-neighbours.ts';

/** Estimates the tokens of a chunk as it stands in a prompt: its text, and the tags around it. */
export interface ChunkCounter {
  text(chunk: TextSegment): number;
  tags(chunk: TextSegment): number;
}

/** Counts each chunk once: questions about the same documents find the same chunks, and counting takes longest. */
export function createChunkCounter(countTokens: (text: string) => number): ChunkCounter {
  const countTags = (chunk: TextSegment) =>
    countTokens(renderTagged({ ...chunk, text: '' }, usualDelimiterKey).text);
  return { text: remember(({ text }) => countTokens(text)), tags: remember(countTags) };
}

function remember(count: (chunk: TextSegment) => number): (chunk: TextSegment) => number {
  const known = new WeakMap<TextSegment, number>();
  return (chunk) => {
    const tokens = known.get(chunk) ?? count(chunk);
    known.set(chunk, tokens);
    return tokens;
  };
}

// A token of text: of 1,000 chunks of indented code at most one has more, of prose none.
const mostCharacters = 16;

/**
 * Takes the best chunks until the budget is full, and joins those that follow each other in their document. A joined span scores
 * as its best chunk. Best first.
 */
export function fillEvidence(
  ranked: readonly ScoredChunk[],
  {
    evidenceTokens,
    count,
    known = [],
  }: {
    readonly evidenceTokens: number;
    readonly count: ChunkCounter;
    /** Passages that take their room and are not given again. */
    readonly known?: readonly TextSegment[] | undefined;
  },
): RetrievedChunk[] {
  const taken: RetrievedChunk[] = [];
  let left = evidenceTokens;
  for (const { chunk, score } of ranked) {
    // The tags alone take this much.
    if (left < 16) break;
    // Counted, it would not fit either: else all that was found is counted while a crumb of the budget is left.
    if (chunk.text.length > mostCharacters * left) continue;
    const text = count.text(chunk);
    const tokens = text + count.tags(chunk);
    // One long line is one chunk, so the next one may still fit.
    if (tokens > left) continue;
    left -= tokens;
    if (known.some((passage) => holdsPassage(passage, chunk))) continue;
    taken.push({ ...chunk, tokens: text, score });
  }
  const spans = groupNeighbours(taken).map((span): RetrievedChunk => {
    const [first, ...others] = span as [RetrievedChunk, ...RetrievedChunk[]];
    const joined = others.length === 0 ? first : joinChunks([first, ...others]);
    // One pair of tags in place of several: never more than the chunks took.
    const tokens = span.reduce((sum, chunk) => sum + chunk.tokens, count.tags(joined));
    return { ...joined, tokens, score: Math.max(...span.map(({ score }) => score)) };
  });
  return spans.sort((a, b) => b.score - a.score);
}
