import type { ParsedDocument } from '../text/tagged-text.ts';
import { findPassages } from './find-passages.ts';
import { findSolution } from './find-solution.ts';
import { growExtract } from './grow-extract.ts';
import { asksForSteps, findAnswerCues } from './question-cues.ts';
import { findEchoes } from './question-echo.ts';
import { createTermFinder, questionTerms, strengthsIn } from './question-terms.ts';
import { createUnitRater, standsAlone } from './rate-units.ts';

/** A verbatim stretch of a document that may answer the question: `text` is `document.text.slice(start, end)`. */
export interface Extract {
  readonly document: ParsedDocument;
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The sentence or line that matched. */
  readonly core: string;
  /** Higher is better; compares within one question only. */
  readonly score: number;
  /**
   * How much of what the question asks about is said here or in the titles above, 0 to 1, weighted by how telling each word is; less
   * when the answer that was asked for (a number, a name) is not there.
   */
  readonly coverage: number;
}

// The sentence decides; the passage it stands in breaks ties (0.1 to 0.7 made no difference of note).
const passageShare = 0.35;

/** Up to three extracts, best first; none when no document holds a word of the question. */
export async function findExtracts({
  documents,
  question,
  abortSignal,
}: {
  readonly documents: Iterable<ParsedDocument>;
  readonly question: string;
  readonly abortSignal?: AbortSignal;
}): Promise<Extract[]> {
  const terms = questionTerms(question);
  const { passages, weights } = await findPassages({ documents, terms, abortSignal });
  const rate = createUnitRater({ question, terms, weights });
  const best = passages[0]?.score ?? 0;
  const candidates = passages
    .flatMap(rate)
    .map((rated) => ({ ...rated, score: rated.score + (passageShare * rated.passage.score) / best }))
    .sort((a, b) => b.score - a.score);
  const extracts: Extract[] = [];
  const steps = asksForSteps(question);
  const cover = createCoverage(question, terms, weights);
  const echoes = findEchoes(question);
  for (const { passage, units, unit, score } of candidates) {
    const { document, titles } = passage;
    const problem = growExtract({ text: document.text, units, unit, steps });
    const solution = findSolution(document.text, units, unit);
    const { start, end } =
      solution === undefined
        ? problem
        : growExtract({ text: document.text, units, unit: solution, steps: true });
    if (extracts.some((other) => other.document === document && start < other.end && other.start < end))
      continue;
    const text = document.text.slice(start, end);
    // The same words at another address tell nothing new.
    if (extracts.some((other) => other.text === text)) continue;
    // The words of the question may stand in the titles, and those of a problem in front of its solution.
    const above = `${titles.join(' ')} ${document.headings ?? ''} ${document.id}`;
    const coverage = cover(
      standsAlone(unit) ? echoes.remove(text) : text,
      solution ? `${above} ${document.text.slice(problem.start, problem.end)}` : above,
    );
    const core = document.text.slice((solution ?? unit).start, (solution ?? unit).end);
    extracts.push({ document, start, end, text, core, score, coverage });
    if (extracts.length === 3) break;
  }
  return extracts;
}

function createCoverage(
  question: string,
  terms: ReturnType<typeof questionTerms>,
  weights: readonly number[],
) {
  const find = createTermFinder(terms);
  const { missing } = findAnswerCues(question);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return (text: string, above: string) => {
    const said = strengthsIn(`${text} ${above}`, find, terms.length);
    const share = weights.reduce((sum, weight, term) => sum + weight * (said[term] as number), 0) / total;
    return missing(text) ? share / 2 : share;
  };
}
