import { expect, test } from 'vitest';
import { countGoldCitations, gradeAnswer } from '../../src/compare/grade-answer.ts';
import type { Answer } from '../../src/result.ts';

const location = { type: 'lines', start: 4, end: 4 } as const;
const evidence = [{ source: 'a.md', location, quote: 'q' }];
const citation = (line: number, verified = true) => ({
  ...{ mark: 1, source: 'a.md', quote: 'q', verified },
  location: { type: 'lines', start: line, end: line } as const,
});
const answer = (text: string, citations: Answer['citations'] = [], notFound = false) => ({
  text,
  citations,
  notFound,
});
const asked = { question: 'When?', accept: ['At nine o’clock', '1,250 steps'], evidence };

test.each([
  ['contains', 'It is AT  nine o’clock [1].', true],
  ['contains', 'At ten.', false],
  ['exact', 'at nine o’clock', true],
  ['exact', 'It is at nine o’clock.', false],
  ['numeric', 'There are 1250.0 of them [2].', true],
  ['numeric', 'There are 125 of them, or 0.', false],
] as const)('by %s, "%s" is %s', (grader, text, right) => {
  expect(gradeAnswer(asked, answer(text), grader)).toBe(right);
});

test('by citation, one verified quote at the gold place is right', () => {
  expect(gradeAnswer(asked, answer('x', [citation(9), citation(4)]), 'citation')).toBe(true);
  expect(gradeAnswer(asked, answer('x', [citation(4, false)]), 'citation')).toBe(false);
});

test('where the documents do not say, right is to say so, by every grader', () => {
  const unanswerable = { question: 'Who?', accept: [], evidence: [] };
  for (const grader of ['contains', 'exact', 'numeric', 'citation'] as const) {
    expect(gradeAnswer(unanswerable, answer('Not there.', [], true), grader)).toBe(true);
    expect(gradeAnswer(unanswerable, answer('At nine.'), grader)).toBe(false);
  }
});

test('nothing to hold it against is no grade', () => {
  expect(gradeAnswer({ question: 'When?' }, answer('x'))).toBeUndefined();
  expect(gradeAnswer({ question: 'When?' }, answer('x'), 'citation')).toBeUndefined();
});

test('counts the citations at the gold place', () => {
  expect(countGoldCitations(asked, answer('x', [citation(4), citation(5), citation(4)]))).toBe(2);
});
