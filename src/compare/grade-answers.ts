import { QuireError } from '../errors.ts';
import { addCosts } from '../model/calculate-cost.ts';
import type { Answer, Attempt } from '../result.ts';
import { groupRequests } from './build-cell.ts';
import type { ComparisonQuestion } from './comparison.ts';
import { type Grader, gradeAnswer } from './grade-answer.ts';
import type { Judge, JudgedCell } from './judge.ts';

type GradedAnswer = Pick<Answer, 'text' | 'notFound' | 'citations'>;

/** Whether each answer is right, where that can be said, and what a judge took for it. */
export interface Grades {
  readonly grades: readonly boolean[];
  readonly judged?: JudgedCell;
}

/**
 * Grades answers by the grader, or lets the judge do it where there are accepted answers to judge by. What says that nothing was found is
 * judged by nobody: it is right where the documents do not say, and else wrong.
 */
export async function gradeAnswers(
  answers: readonly { readonly answer: GradedAnswer; readonly question: ComparisonQuestion }[],
  { grader, judge }: { readonly grader: Grader; readonly judge: Judge | undefined },
): Promise<Grades> {
  const grades: boolean[] = [];
  if (judge === undefined) {
    for (const { answer, question } of answers) grades.push(...listed(gradeAnswer(question, answer, grader)));
    return { grades };
  }
  const attempts: Attempt[] = [];
  let stopped: string | undefined;
  for (const { answer, question } of answers) {
    const { accept = [] } = question;
    if (accept.length === 0 || answer.notFound) {
      grades.push(...listed(gradeAnswer(question, answer, grader)));
      continue;
    }
    const asked = { question: question.question, accept, text: answer.text };
    const judgement = await judge.judge(asked).catch((error: unknown) => {
      if (!QuireError.isInstance(error, 'cost-cap')) throw error;
      stopped = error.message;
      return undefined;
    });
    if (judgement === undefined) break;
    attempts.push(...judgement.attempts);
    grades.push(...listed(judgement.right));
  }
  const usd = addCosts(attempts.map(({ cost }) => cost))?.max;
  const judged: JudgedCell = {
    model: judge.model,
    requests: groupRequests(attempts.flatMap(({ tokens }) => tokens ?? [])),
    ...(usd !== undefined && { usd }),
    ...(stopped !== undefined && { stopped }),
  };
  // A share of those that there was money for would say nothing of the rest.
  return { grades: stopped === undefined ? grades : [], judged };
}

function listed(grade: boolean | undefined): readonly boolean[] {
  return grade === undefined ? [] : [grade];
}
