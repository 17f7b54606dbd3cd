import type { ModelMessage } from 'ai';
import { expect, test } from 'vitest';
import { answerQuestion } from '../../../src/answer-question.ts';
import { prepareContext } from '../../../src/prepare-context.ts';
import type { TextSegment } from '../../../src/segment.ts';
import { mockModel, usageOf } from '../../helpers/mock-model.ts';

const documents: readonly TextSegment[] = [
  ['tariff.md', 'Demurrage accrues from the third day.'],
  ['weather.md', 'Storms come in from the west.'],
  ['crane.md', 'The crane lifts nine tons.'],
].map(([source = '', text = '']) => ({
  type: 'text',
  source,
  location: { type: 'lines', start: 1, end: 1 },
  text,
}));
// Shares no word with the document that answers it.
const question = 'Who pays if a boat stays too long?';
const answered = 'From the third day.<cite id="tariff.md">Demurrage accrues from the third day.</cite>';

function retrieving(model: ReturnType<typeof mockModel>) {
  return prepareContext({ sources: [documents], model, strategy: 'retrieve' });
}

test('words that the model writes find what the question does not name, and their request is on the bill', async () => {
  const model = mockModel({ text: 'demurrage fee overdue mooring', usage: usageOf(120, 12) }, answered);
  const context = await retrieving(model);
  const answer = await answerQuestion({ context, question, searchWords: 'model' });
  expect(answer.citations).toMatchObject([{ source: 'tariff.md', verified: true }]);
  expect(answer.attempts.map(({ tokens }) => tokens?.uncached)).toEqual([120, 100]);
  const [words = 0, rest = 0] = answer.attempts.map(({ cost }) => cost?.min ?? Number.NaN);
  expect(answer.cost?.min).toBeCloseTo(words + rest, 12);
  const [first, second] = model.doGenerateCalls;
  expect(JSON.stringify(first?.prompt)).toContain(question);
  expect(JSON.stringify(first?.prompt)).not.toContain('Demurrage');
  expect(first?.maxOutputTokens).toBeLessThan(300);
  // The words choose the evidence; the answer is asked for with the question as it was.
  expect(JSON.stringify(second?.prompt)).not.toContain('overdue');
});

test('by default the question alone is searched for, in one request', async () => {
  const model = mockModel(answered);
  const answer = await answerQuestion({ context: await retrieving(model), question });
  expect(answer.attempts).toHaveLength(1);
  expect(JSON.stringify(model.doGenerateCalls[0]?.prompt)).not.toContain('Demurrage');
});

test('documents that are sent whole need no search words', async () => {
  const model = mockModel(answered);
  const context = await prepareContext({ sources: [documents], model });
  const answer = await answerQuestion({ context, question, searchWords: 'model' });
  expect(answer.attempts).toHaveLength(1);
});

test('a limit of cost holds for the request that writes the words too', async () => {
  const model = mockModel(answered);
  const context = await retrieving(model);
  await expect(
    answerQuestion({ context, question, searchWords: 'model', maxCostUsd: 0.000001 }),
  ).rejects.toMatchObject({ code: 'cost-cap' });
  expect(model.doGenerateCalls).toHaveLength(0);
});

test('of a history with tools and images the words are asked for behind the texts of the last turn alone', async () => {
  const model = mockModel('demurrage', answered);
  const image = { type: 'file' as const, mediaType: 'image/png', data: new Uint8Array([1]) };
  const input = { query: 'boat' };
  const call = { type: 'tool-call' as const, toolCallId: '1', toolName: 'search', input };
  const output = { type: 'text' as const, value: 'A long page.' };
  const result = { ...{ type: 'tool-result' as const, toolCallId: '1', toolName: 'search' }, output };
  const history: ModelMessage[] = [
    { role: 'user', content: 'Before.' },
    { role: 'assistant', content: 'Yes.' },
    { role: 'user', content: [image, { type: 'text', text: 'And the boats?' }] },
    { role: 'assistant', content: [call] },
    { role: 'tool', content: [result] },
    { role: 'assistant', content: 'They may stay.' },
  ];
  const context = await retrieving(model);
  await answerQuestion({ context, question, history, searchWords: 'model' });
  const asked = model.doGenerateCalls[0]?.prompt.slice(1).map(({ role, content }) => [role, content]);
  expect(asked).toMatchObject([
    ['user', [{ type: 'text', text: 'And the boats?' }]],
    ['assistant', [{ type: 'text', text: 'They may stay.' }]],
    ['user', [{ type: 'text', text: expect.stringContaining(question) }]],
  ]);
});
