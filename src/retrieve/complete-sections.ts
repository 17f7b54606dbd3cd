import type { ScoredChunk } from '../chunk-store.ts';
import { segmentId, type TextSegment } from '../segment.ts';
import { compareAddresses } from '../text/compare-addresses.ts';

// Half a function is read wrong, and half a page is not what a citation names. More of the best took room from other places.
const mostCompleted = 10;
// About 1,000 tokens: a class or a chapter is no piece of evidence.
const mostChunks = 4;

/**
 * Puts what is missing of the functions, sections, pages and paragraphs that the best chunks are pieces of behind the first
 * `settled` chunks, when they are short. Best first, as it gets them.
 */
export async function completeSections(
  ranked: readonly ScoredChunk[],
  {
    settled,
    read,
  }: {
    /** How many chunks nothing is put before. */
    readonly settled: number;
    /** The chunks of a document, in any order. */
    readonly read: (source: string) => Promise<readonly TextSegment[]>;
  },
): Promise<readonly ScoredChunk[]> {
  const best = ranked.slice(0, mostCompleted);
  const sources = [...new Set(best.map(({ chunk }) => chunk.source))];
  const documents = new Map(
    await Promise.all(
      sources.map(async (source) => [source, (await read(source)).toSorted(compareAddresses)] as const),
    ),
  );
  const first = ranked.slice(0, settled);
  const known = new Set(first.map(({ chunk }) => segmentId(chunk)));
  const score = first.at(-1)?.score ?? 0;
  const missing: ScoredChunk[] = [];
  for (const { chunk } of best) {
    for (const piece of sectionOf(chunk, documents.get(chunk.source) ?? [])) {
      const id = segmentId(piece);
      if (known.has(id)) continue;
      known.add(id);
      missing.push({ chunk: piece, score });
    }
  }
  return [...first, ...missing, ...ranked.slice(settled).filter(({ chunk }) => !known.has(segmentId(chunk)))];
}

/** The chunk with its neighbours that are pieces of the same; nothing when that is long. */
function sectionOf(chunk: TextSegment, chunks: readonly TextSegment[]): readonly TextSegment[] {
  const id = segmentId(chunk);
  // By the text first: to make the ids of all chunks of a long document took 2 ms a question.
  const at = chunks.findIndex((each) => each.text === chunk.text && segmentId(each) === id);
  if (at === -1) return [];
  let start = at;
  let end = at + 1;
  while (end - start <= mostChunks && isOnePiece(chunks[start - 1], chunks[start])) start -= 1;
  while (end - start <= mostChunks && isOnePiece(chunks[end - 1], chunks[end])) end += 1;
  return end - start <= mostChunks ? chunks.slice(start, end) : [];
}

function isOnePiece(a: TextSegment | undefined, b: TextSegment | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  if (a.location.type === 'page' || b.location.type === 'page') {
    return a.location.type === 'page' && b.location.type === 'page' && a.location.page === b.location.page;
  }
  if (a.location.type !== b.location.type) return false;
  // A paragraph that was cut inside a line.
  if (!a.text.endsWith('\n') && (b.location.offset ?? 0) > 0) return true;
  const { headings = [] } = a;
  return headings.length > 0 && headings.join('\n') === (b.headings ?? []).join('\n');
}
