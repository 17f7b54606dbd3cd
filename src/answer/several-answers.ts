import type { Schema } from 'ai';
import type { Answer } from '../result.ts';

/** The answer to one of several questions that were asked at once. */
export type PartAnswer = Pick<Answer, 'text' | 'notFound' | 'citations'>;

const opening = 'Answer each of these questions by itself, as if it were the only one.';

/** Several questions as one. */
export function askForAnswers(questions: readonly string[]): string {
  const numbered = questions.map((question, index) => `${index + 1}. ${question}`);
  return `${opening} "answers" holds one entry for each, in their order: null where the documents do not say.\n${numbered.join('\n')}`;
}

/** Whether a text asks several questions at once. */
export function asksForAnswers(text: string): boolean {
  return text.startsWith(opening);
}

/** The form of a reply to several questions. */
export async function answersSchema(): Promise<Schema<{ readonly answers: readonly (string | null)[] }>> {
  const { jsonSchema } = await import('ai');
  return jsonSchema(
    {
      type: 'object',
      properties: { answers: { type: 'array', items: { type: ['string', 'null'] } } },
      required: ['answers'],
    },
    {
      validate: (value) =>
        holdsAnswers(value)
          ? { success: true, value }
          : { success: false, error: new Error('"answers" is to be a list of strings or nulls.') },
    },
  );
}

/** The answer to each question, with the citations that rest on it; those that the reply does not reach are left out. */
export function readAnswers({ object, citations }: Answer): readonly PartAnswer[] {
  if (!holdsAnswers(object)) return [];
  return object.answers.map((text, index) => ({
    text: text ?? '',
    notFound: text === null,
    citations: citations.filter(
      ({ path = '' }) => path === `/answers/${index}` || path.startsWith(`/answers/${index}/`),
    ),
  }));
}

function holdsAnswers(value: unknown): value is { readonly answers: readonly (string | null)[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'answers' in value &&
    Array.isArray(value.answers) &&
    value.answers.every((answer) => answer === null || typeof answer === 'string')
  );
}
