import { expect, test } from 'vitest';
import { gradeAnswers } from '../../src/compare/grade-answers.ts';
import type { Judge } from '../../src/compare/judge.ts';
import { QuireError } from '../../src/errors.ts';

const right = { question: 'When?', accept: ['nine'] };
const unanswerable = { question: 'Who?', accept: [] };
const spoken: string[] = [];
const judge: Judge = {
  model: 'judge-1',
  async judge({ text }) {
    spoken.push(text);
    if (text === 'dear') {
      const facts = { atMostUsd: 1, limitUsd: 1, message: 'That is over the limit.' };
      throw new QuireError('cost-cap', facts);
    }
    return text === 'unclear' ? { attempts: [] } : { right: text === 'good', attempts: [] };
  },
};
const grader = 'contains';
const answered = (text: string, question = right, notFound = false) => ({
  answer: { text, notFound, citations: [] },
  question,
});

test('a judge is asked of answers alone, and what it says neither of is not counted', async () => {
  const answers = [
    ...[answered('good'), answered('bad'), answered('unclear')],
    ...[answered('nothing', right, true), answered('nothing', unanswerable, true)],
  ];
  spoken.length = 0;
  const { grades, judged } = await gradeAnswers(answers, { grader, judge });
  expect(grades).toEqual([true, false, false, true]);
  expect(spoken).toEqual(['good', 'bad', 'unclear']);
  expect(judged).toEqual({ model: 'judge-1', requests: [], usd: 0 });
});

test('where the limit ends it nothing is graded, and it says why', async () => {
  const { grades, judged } = await gradeAnswers([answered('good'), answered('dear'), answered('good')], {
    ...{ grader, judge },
  });
  expect(grades).toEqual([]);
  expect(judged?.stopped).toBe('That is over the limit.');
});

test('without a judge the grader grades', async () => {
  const answers = [answered('at nine'), answered('good')];
  expect(await gradeAnswers(answers, { grader, judge: undefined })).toEqual({ grades: [true, false] });
});
