import type { Answer, QuestionResult } from '../../index.ts';
import { describePlace } from '../describe-place.ts';
import { sumCosts } from './sum-costs.ts';

/** How results are written: a line of JSON each, or a row of a table. */
export type ResultForm =
  | { readonly type: 'jsonl' }
  /** `columns` are the properties of typed answers; absent for answers in words. */
  | { readonly type: 'csv'; readonly columns: readonly string[] | undefined };

/** A result as one line of JSON, in the manner of `--json`. */
export function formatLine(result: QuestionResult): string {
  const { id, index, question, status } = result;
  return `${JSON.stringify({ schemaVersion: 1, id, index, question, status, ...detailsOf(result) })}\n`;
}

function detailsOf(result: QuestionResult): object {
  if (result.status !== 'answered') {
    const { code, message, facts } = result.error;
    return { error: { code, ...facts, message } };
  }
  // They repeat the question and the answer: what a follow-up would need.
  const { messages: _, ...answer } = result.answer;
  return answer;
}

/** The first row of a table of results. */
export function headOf(columns: readonly string[] | undefined): readonly string[] {
  return ['id', 'question', 'status', ...(columns ?? ['answer']), 'sources', 'verified', 'cost_usd', 'error'];
}

/** A result as a row of that table. */
export function rowOf(
  result: QuestionResult,
  columns: readonly string[] | undefined,
  display: (source: string) => string,
): readonly string[] {
  const { id, question } = result;
  const cost = sumCosts([result]);
  const paid = cost === undefined ? '' : String(cost.max);
  if (result.status !== 'answered') {
    const blank = (columns ?? ['answer']).map(() => '');
    return [id, question, result.status, ...blank, '', '', paid, result.error.message];
  }
  const { answer } = result;
  const { citations } = answer;
  const sources = citations.map(({ source, location }) => describePlace(display(source), location));
  const verified = `${citations.filter((citation) => citation.verified).length} of ${citations.length}`;
  return [
    id,
    question,
    stateOf(answer),
    ...valuesOf(answer, columns),
    sources.join('; '),
    verified,
    paid,
    '',
  ];
}

/** What became of a question that was answered. */
export function stateOf({ notFound, complete }: Answer): 'answered' | 'not-found' | 'incomplete' {
  if (!complete) return 'incomplete';
  return notFound ? 'not-found' : 'answered';
}

function valuesOf({ text, object }: Answer, columns: readonly string[] | undefined): string[] {
  if (columns === undefined) return [text];
  return columns.map((name) => {
    const value: unknown =
      typeof object === 'object' && object !== null ? Reflect.get(object, name) : undefined;
    if (value === undefined || value === null) return '';
    return typeof value === 'object' ? JSON.stringify(value) : String(value);
  });
}
