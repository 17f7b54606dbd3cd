import type { ScoredChunk } from '../chunk-store.ts';
import { createWordFinder } from '../text/create-word-finder.ts';
import type { Language } from '../text/language.ts';
import { questionRuns } from '../text/search-words.ts';
import type { ChunkReader } from './chunk-reader.ts';

// Two words of one phrase stand within a line of each other.
const nearCharacters = 40;
// Up to this much more for a chunk in which all neighbours in the question are neighbours: 1 to 2 points at 2k tokens on articles.
const nearShare = 0.3;
// Proximity decides among the best, it does not find. Of 20 million tokens of words that stand everywhere the one sentence was found
// 2 times of 10 with the best 100, and 10 times with all that evidence is chosen from.
const mostRead = 250;

/** Lifts the chunks in which words that are neighbours in the question stand close together. Best first, as it gets them. */
export function rankNear(
  question: string,
  found: readonly ScoredChunk[],
  { language, read }: { readonly language?: Language | undefined; readonly read: ChunkReader },
): ScoredChunk[] {
  const words = questionRuns(question, language);
  const distinct = [...new Set(words)];
  const pairs = neighbours(words, distinct);
  if (pairs.length === 0) return [...found];
  const find = createWordFinder(distinct);
  const lifted = found.slice(0, mostRead).map(({ chunk, score }) => {
    const places: number[][] = distinct.map(() => []);
    find(read(chunk, language), (word, offset) => places[word]?.push(offset));
    const near = pairs.filter(([a, b]) => isNear(places[a] ?? [], places[b] ?? [])).length;
    return { chunk, score: score * (1 + (nearShare * near) / pairs.length) };
  });
  // A stable sort: ties stay in the order of the documents.
  return [...lifted, ...found.slice(mostRead)].sort((a, b) => b.score - a.score);
}

function neighbours(words: readonly string[], distinct: readonly string[]): [number, number][] {
  const pairs = new Map<string, [number, number]>();
  for (const [at, word] of words.entries()) {
    const next = words[at + 1];
    if (next === undefined || next === word) continue;
    pairs.set(`${word} ${next}`, [distinct.indexOf(word), distinct.indexOf(next)]);
  }
  return [...pairs.values()];
}

/** Both lists ascend. */
function isNear(a: readonly number[], b: readonly number[]): boolean {
  let other = 0;
  for (const place of a) {
    while (other < b.length && (b[other] as number) < place - nearCharacters) other += 1;
    if (other < b.length && (b[other] as number) <= place + nearCharacters) return true;
  }
  return false;
}
