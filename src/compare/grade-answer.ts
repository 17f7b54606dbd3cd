import type { Answer } from '../result.ts';
import type { ComparisonQuestion } from './comparison.ts';
import { areNear, isSameSource } from './find-evidence.ts';

/**
 * How an answer is held against the accepted ones: `contains`, one of them stands in it, white space and letter case apart; `exact`, it
 * is one of them; `numeric`, every number of one of them stands in it; `citation`, a verified citation stands at the gold evidence.
 */
export type Grader = 'contains' | 'exact' | 'numeric' | 'citation';

/**
 * Whether an answer is right; `undefined` when nothing is known that it could be held against. Where the documents do not say, right is
 * to say so.
 */
export function gradeAnswer(
  { accept, evidence }: ComparisonQuestion,
  { text, notFound, citations }: Pick<Answer, 'text' | 'notFound' | 'citations'>,
  grader: Grader = 'contains',
): boolean | undefined {
  if (accept?.length === 0) return notFound;
  if (grader === 'citation')
    return evidence && citations.some((citation) => citation.verified && standsAt(citation, evidence));
  if (accept === undefined) return undefined;
  const said = plain(text);
  if (grader === 'exact') return accept.some((each) => plain(each) === said);
  if (grader === 'contains') return accept.some((each) => said.includes(plain(each)));
  const numbers = new Set(numbersOf(text));
  return accept.some((each) => {
    const wanted = numbersOf(each);
    return wanted.length > 0 && wanted.every((number) => numbers.has(number));
  });
}

/** How many of an answer's citations stand at the gold evidence. */
export function countGoldCitations(
  { evidence = [] }: ComparisonQuestion,
  { citations }: Pick<Answer, 'citations'>,
): number {
  return citations.filter((citation) => standsAt(citation, evidence)).length;
}

function standsAt(
  { source, location }: Answer['citations'][number],
  evidence: NonNullable<ComparisonQuestion['evidence']>,
): boolean {
  return evidence.some(
    (gold) => location !== undefined && isSameSource(source, gold.source) && areNear(location, gold.location),
  );
}

function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/\[\d+\]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .toLowerCase();
}

/** 1,250 and 1250.0 are one number. */
function numbersOf(text: string): number[] {
  const plainText = text.replaceAll(/\[\d+\]/g, ' ').replaceAll(/(?<=\d),(?=\d{3}\b)/g, '');
  return [...plainText.matchAll(/\d+(?:\.\d+)?/g)].map(([number]) => Number(number));
}
