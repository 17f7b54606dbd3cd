import type { ScoredChunk } from '../chunk-store.ts';
import { type DocumentKind, documentKind } from '../text/document-kind.ts';
import { searchWords } from '../text/search-words.ts';

/** Kinds of documents that say less of the matter, as whoever asks knows. */
export type WeighedKind = Extract<DocumentKind, 'tests' | 'docs' | 'noise'>;

// Where 85 % of what is asked for is source code it found 2 to 3 points more; where it is not, it loses as much.
const share = 0.5;

/** Halves the scores of chunks from documents of these kinds, unless the question names the kind. Best first, as it gets them. */
export function weighKinds(
  question: string,
  found: readonly ScoredChunk[],
  kinds: ReadonlySet<WeighedKind>,
): readonly ScoredChunk[] {
  const asked = new Set(searchWords(question));
  const weighed = [...kinds].filter((kind) => !namesOf[kind].some((word) => asked.has(word)));
  if (weighed.length === 0) return found;
  const halved = new Set<DocumentKind>(weighed);
  return found
    .map(({ chunk, score }) => ({
      chunk,
      score: halved.has(documentKind(chunk.source)) ? share * score : score,
    }))
    .sort((a, b) => b.score - a.score);
}

/** Search words by which a question names a kind. */
const namesOf: Readonly<Record<WeighedKind, readonly string[]>> = {
  tests: searchWords('test tests tested fixture spec mock'),
  docs: searchWords('doc docs document documented documentation readme changelog tutorial guide example'),
  noise: searchWords('lockfile lock generated snapshot vendored'),
};
