import { expect, test } from 'vitest';
import { parseQuestions } from '../../src/compare/parse-questions.ts';

test('takes a question a line, and JSON with texts or objects whose other fields are passed over', () => {
  expect(parseQuestions('\ufeffWhen?\r\n\n Why? \n')).toEqual([{ question: 'When?' }, { question: 'Why?' }]);
  const evidence = [{ source: 'a', location: { type: 'page', page: 3, label: 'iii' }, quote: 'q' }];
  expect(
    parseQuestions(JSON.stringify(['When?', { id: 7, question: 'Why?', accept: ['so'], evidence }])),
  ).toEqual([
    { question: 'When?' },
    { question: 'Why?', accept: ['so'], evidence: [{ ...evidence[0], location: { type: 'page', page: 3 } }] },
  ]);
});

test.each([
  ['', /holds no questions/],
  ['[]', /holds no questions/],
  ['[7]', /question 1: is a text or an object/],
  ['[{"question":" "}]', /question 1: needs a `question`/],
  ['["a", {"question":"b","accept":"c"}]', /question 2: `accept` is a list/],
  [
    '[{"question":"b","evidence":[{"source":"a","quote":"q","location":{"type":"lines","start":0,"end":1}}]}]',
    /counted from 1/,
  ],
  ['[', /is not JSON/],
])('refuses %j, and says where', (text, message) => {
  expect(() => parseQuestions(text)).toThrow(message);
});
