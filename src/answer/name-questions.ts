import { QuireError } from '../errors.ts';
import { nameOf } from '../text/name-content.ts';

/** A question with a name of the caller's own. */
export interface QuestionInput {
  readonly question: string;
  /** @default made of the question's words */
  readonly id?: string;
}

/** A question of several, with a name of its own. */
export interface AskedQuestion {
  /** As given, else a name made of the question's words: other questions may come and go around it. */
  readonly id: string;
  /** Its place among the questions, counted from 1. */
  readonly index: number;
  readonly question: string;
}

/**
 * The questions with their names. One without a name is called by a hash of its words, so that adding a question renames no other;
 * asked again in the same words it is `…-2`.
 *
 * @throws QuireError `bad-input` for an empty question or a name that is given twice
 */
export function nameQuestions(questions: readonly (string | QuestionInput)[]): AskedQuestion[] {
  const ids = new Set<string>();
  return questions.map((input, at) => {
    const { question, id: given } = typeof input === 'string' ? { question: input } : input;
    const index = at + 1;
    if (question.trim() === '') throw badQuestions(`Question ${index} is empty.`);
    if (given !== undefined && ids.has(given)) throw badQuestions(`Two questions have the id "${given}".`);
    const id = given ?? freeId(nameOf(question).slice(0, 8), ids);
    ids.add(id);
    return { id, index, question };
  });
}

function freeId(name: string, taken: ReadonlySet<string>): string {
  let id = name;
  for (let count = 2; taken.has(id); count += 1) id = `${name}-${count}`;
  return id;
}

function badQuestions(message: string): QuireError {
  return new QuireError('bad-input', { option: 'questions', message });
}
