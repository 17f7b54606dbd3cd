import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type AnswerQuestionOptions, answerQuestion, streamAnswer } from '../../../src/answer-question.ts';
import type { CacheStore } from '../../../src/cache-store.ts';
import { prepareContext } from '../../../src/prepare-context.ts';
import type { Answer } from '../../../src/result.ts';
import { folderCache } from '../../../src/store/folder-cache.ts';
import { mockModel } from '../../helpers/mock-model.ts';

const location = { type: 'lines', start: 1, end: 1 } as const;
const text = 'The lock closes at nine.';
const reply = `At nine.<cite id="a.md">${text}</cite>`;
const question = 'When?';

let folder: string;
let journals = 0;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'quire-journal-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));
const openJournal = () => folderCache(path.join(folder, String(++journals)));

function prepare(model: ReturnType<typeof mockModel>, words = text) {
  return prepareContext({ sources: [[{ type: 'text', source: 'a.md', location, text: words }]], model });
}

const manners = [
  ['whole', (options: AnswerQuestionOptions): Promise<Answer> => answerQuestion(options)],
  ['streamed', (options: AnswerQuestionOptions): Promise<Answer> => streamAnswer(options).answer],
] as const;
const pairs = manners.flatMap(([first, ask]) =>
  manners.map(([second, askAgain]) => [first, second, ask, askAgain] as const),
);

test.each(pairs)('what was asked %s is given back %s, without a request', async (_, __, ask, askAgain) => {
  const model = mockModel(reply, 'Another time.');
  const options = { context: await prepare(model), question, journal: openJournal() };
  const first = await ask(options);
  const second = await askAgain(options);
  expect(second).toMatchObject({ text: 'At nine. [1]', complete: true, attempts: [], warnings: [] });
  expect(second.citations).toEqual(first.citations);
  expect(second.citations[0]?.verified).toBe(true);
  expect(second.cost).toEqual({ currency: 'USD', min: 0, max: 0 });
  expect(second.messages).toEqual(first.messages);
  expect(model.doGenerateCalls.length + model.doStreamCalls.length).toBe(1);
});

const changes: Readonly<Record<string, Partial<AnswerQuestionOptions> & { readonly words?: string }>> = {
  'other documents': { words: `${text} And opens at six.` },
  'other words of the question': { question: 'When is it?' },
  'another temperature': { temperature: 0.5 },
  'a history': { history: [{ role: 'user', content: 'Where?' }] },
  'more room for the answer': { maxOutputTokens: 10 },
};
test.each(Object.entries(changes))('%s are another request', async (_, { words, ...change }) => {
  const model = mockModel(reply);
  const journal = openJournal();
  await answerQuestion({ context: await prepare(model), question, journal });
  await answerQuestion({ context: await prepare(model, words), question, journal, ...change });
  expect(model.doGenerateCalls).toHaveLength(2);
});

test('whether the prefix is cached, and by which upstream, makes no other request of it', async () => {
  const model = mockModel(reply);
  const options = { question, journal: openJournal() };
  const long = `${text} ${'Boats are moored. '.repeat(600)}`;
  const providerOptions = { gateway: { only: ['alibaba'] } };
  await answerQuestion({ ...options, context: await prepare(model, long), providerOptions });
  await answerQuestion({ ...options, context: await prepare(model, long), cache: 'off' });
  expect(model.doGenerateCalls).toHaveLength(1);
});

test.each([
  ['cut off', { text: 'At ni', finishReason: 'length' }],
  ['filtered', { text: 'At ni', finishReason: 'content-filter' }],
  ['blank', { text: ' \n' }],
] as const)('an answer that is %s is asked for again', async (_, broken) => {
  const model = mockModel(broken, reply);
  const options = { context: await prepare(model), question, journal: openJournal() };
  expect((await answerQuestion(options)).complete).toBe(false);
  expect((await answerQuestion(options)).complete).toBe(true);
});

test('data is checked against the schema again, and a repair is kept too', async () => {
  const model = mockModel('{"data": {"day": 7}}', '{"data": {"day": "2026-11-23"}, "citations": []}');
  const schema = z.object({ day: z.string().transform((day) => new Date(day)) });
  const options = { context: await prepare(model), question, journal: openJournal(), schema };
  for (const _ of ['asked', 'kept']) {
    const { object } = await answerQuestion({ ...options, repairObject: 'once' });
    expect(object?.day).toEqual(new Date('2026-11-23'));
  }
  expect(model.doGenerateCalls).toHaveLength(2);
});

test('a reply is kept before its end is told', async () => {
  const kept: string[] = [];
  const journal: CacheStore = {
    get: async () => undefined,
    set: async (namespace) => void kept.push(namespace),
  };
  const { stream } = streamAnswer({ context: await prepare(mockModel(reply)), question, journal });
  for await (const { type } of stream) if (type === 'finish') expect(kept).toEqual(['replies']);
  expect(kept).toHaveLength(1);
});

test('what somebody else wrote into the journal is no reply', async () => {
  const model = mockModel(reply);
  const journal: CacheStore = {
    get: async () => new TextEncoder().encode('{"content": 3}'),
    set: async () => {},
  };
  expect((await answerQuestion({ context: await prepare(model), question, journal })).complete).toBe(true);
  expect(model.doGenerateCalls).toHaveLength(1);
});
