import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { conversationEvidence } from '../../../src/answer/prompt/conversation-evidence.ts';
import { type AnswerQuestionOptions, answerQuestion, streamAnswer } from '../../../src/answer-question.ts';
import type { Retriever } from '../../../src/chunk-store.ts';
import type { RetrieveContext } from '../../../src/context.ts';
import { estimateCost } from '../../../src/estimate-cost.ts';
import { prepareContext } from '../../../src/prepare-context.ts';
import type { Answer } from '../../../src/result.ts';
import type { TextSegment } from '../../../src/segment.ts';
import { parseTagged } from '../../../src/text/tagged-text.ts';
import { type ImitationProvider, startImitationProvider } from '../../helpers/imitation-provider.ts';
import { findBestLine, type ImitatedRequest, replyWithQuote } from '../../helpers/reply.ts';
import { modelOf, type Route, routes } from '../../helpers/sdk-routes.ts';

const things = ['crane', 'berth', 'bollard', 'fender', 'winch', 'gangway', 'capstan', 'lock'];

/** Sixty notes of some 200 tokens, of which each speaks of two things. */
const segments = Array.from({ length: 60 }, (_, n): TextSegment => {
  const [one, other] = [things[n % 8], things[(3 * n + 1) % 8]];
  const lines = Array.from(
    { length: 12 },
    (_, k) => `The ${k % 2 === 0 ? one : other} ${n}-${k} of quay ${n} is kept by mate ${(7 * n + k) % 23}.`,
  );
  const location = { type: 'lines', start: 1, end: lines.length } as const;
  return { type: 'text', source: `notes/quay-${n}.md`, location, text: lines.join('\n') };
});

const questions = [
  'Which crane is kept by mate 12?',
  'And which crane is kept by mate 3?',
  'Does a berth stand by that crane?',
  'Which berth is kept by mate 5?',
  'Who keeps the berth of quay 9?',
];

let seen: ImitatedRequest[];
let provider: ImitationProvider;
beforeEach(async () => {
  seen = [];
  const reply = replyWithQuote(findBestLine);
  provider = await startImitationProvider({
    reply(request) {
      seen.push(request);
      return reply(request);
    },
  });
});
afterEach(() => provider.close());

async function prepare(route: Route['route'], evidenceTokens = 2500): Promise<RetrieveContext> {
  const context = await prepareContext({
    sources: [segments],
    model: modelOf(provider, route),
    strategy: 'retrieve',
    evidenceTokens,
  });
  if (context.strategy !== 'retrieve') throw new Error('Not retrieved.');
  return context;
}

async function converse(
  context: RetrieveContext,
  asked: readonly string[],
  { manner = 'whole', ...options }: Partial<AnswerQuestionOptions> & { manner?: Route['manner'] } = {},
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const question of asked) {
    const history = answers.at(-1)?.messages ?? [];
    const all = { ...options, context, question, history };
    answers.push(await (manner === 'whole' ? answerQuestion(all) : streamAnswer(all).answer));
  }
  return answers;
}

const passagesOf = ({ userParts }: ImitatedRequest) =>
  userParts.flatMap((part) => Array.from(parseTagged(part), ({ id, text }) => `${id}\n${text}`));

describe.each(routes)('$route, $manner', ({ route, manner }) => {
  test('each question of a conversation reads all that the one before has sent', async () => {
    const answers = await converse(await prepare(route), questions, { evidence: 'conversation', manner });
    const { lines, totals } = provider.invoice;
    expect(lines).toHaveLength(5);
    expect(lines[0]?.cacheWrite).toBeGreaterThan(1_024);
    for (const [index, line] of lines.entries()) {
      const before = lines[index - 1];
      if (before !== undefined) expect(line.cacheRead).toBe(before.cacheRead + before.cacheWrite);
    }
    for (const [index, { userParts }] of seen.entries()) {
      const before = seen[index - 1]?.userParts ?? [];
      expect(userParts.slice(0, before.length)).toEqual(before);
    }
    // No passage stands in a conversation twice.
    const last = passagesOf(seen.at(-1) as ImitatedRequest);
    expect(new Set(last).size).toBe(last.length);
    expect(last.length).toBeGreaterThan(passagesOf(seen[0] as ImitatedRequest).length);
    const dollars = answers.reduce((sum, { cost }) => sum + (cost?.max ?? Number.NaN), 0);
    expect(dollars).toBeCloseTo(Number(totals.dollars), 12);
  });
});

test('that is cheaper than passages for each question alone', async () => {
  await converse(await prepare('alibaba'), questions, { evidence: 'conversation' });
  const carried = Number(provider.invoice.totals.dollars);
  await converse(await prepare('alibaba'), questions);
  const alone = Number(provider.invoice.totals.dollars) - carried;
  expect(provider.invoice.lines.slice(5).every(({ cacheRead }) => cacheRead === 0)).toBe(true);
  expect(carried).toBeLessThan(0.9 * alone);
});

test('a passage of an earlier question can be cited, and is verified', async () => {
  const context = await prepare('alibaba');
  const answers = await converse(context, questions.slice(0, 2), { evidence: 'conversation' });
  const [early] = answers[0]?.citations ?? [];
  const first = passagesOf(seen[0] as ImitatedRequest);
  await provider.close();
  provider = await startImitationProvider({
    reply: replyWithQuote(() => ({ address: early?.source ?? '', quote: early?.quote ?? '' })),
  });
  const { citations } = await answerQuestion({
    context,
    model: modelOf(provider, 'alibaba'),
    question: 'Say that of the first crane again.',
    history: answers.at(-1)?.messages ?? [],
    evidence: 'conversation',
  });
  expect(first.some((passage) => passage.includes(early?.quote ?? '?'))).toBe(true);
  expect(citations).toMatchObject([{ source: early?.source, location: early?.location, verified: true }]);
});

test('another matter begins the passages anew when that is cheaper, and a conversation never carries more than four times its evidence', async () => {
  const context = await prepare('alibaba', 1200);
  const turns = Array.from({ length: 14 }, (_, n) => `Which ${things[n % 8]} is kept by mate ${n}?`);
  await converse(context, turns, { evidence: 'conversation' });
  const { lines } = provider.invoice;
  expect(Math.max(...lines.map(({ prompt }) => prompt))).toBeLessThan(4 * 1200 + 2_000);
  const begun = lines.filter(({ cacheRead }) => cacheRead === 0).length;
  expect(begun).toBeGreaterThan(1);
  expect(begun).toBeLessThan(14);
});

test('what is carried along counts for the limit of a question', async () => {
  const context = await prepare('alibaba');
  const answers = await converse(context, questions.slice(0, 4), { evidence: 'conversation' });
  const next = { context, question: 'Who keeps the berth of quay 9?', evidence: 'conversation' } as const;
  const history = answers.at(-1)?.messages ?? [];
  const refused = await answerQuestion({ ...next, history, maxCostUsd: 1e-9 }).catch((error) => error);
  expect(refused).toMatchObject({ code: 'cost-cap' });
  const { cost } = await answerQuestion({ ...next, history });
  const written = provider.invoice.lines[0]?.cacheWrite ?? 0;
  // As if nothing of the conversation could be read any more: all that stands there, written.
  expect(refused.facts.atMostUsd).toBeGreaterThan(cost?.max ?? Number.NaN);
  expect(refused.facts.atMostUsd).toBeGreaterThan((2 * written * 0.125) / 1e6);
});

test('with a model that has no cache passages are found for each question alone', async () => {
  const context = await prepare('alibaba');
  const uncached = { ...context, profile: { ...context.profile, cache: { type: 'none' } } } as const;
  await converse(uncached, questions.slice(0, 3), { evidence: 'conversation' });
  expect(passagesOf(seen[2] as ImitatedRequest).length).toBeLessThan(
    2 * passagesOf(seen[0] as ImitatedRequest).length,
  );
  expect(provider.invoice.lines.every(({ cacheWrite }) => cacheWrite === 0)).toBe(true);
});

test('each step is searched once, a failed one again, and a retriever that knows nothing of known passages repeats none', async () => {
  const context = await prepare('alibaba');
  const asked: string[] = [];
  let fails = true;
  const retriever: Retriever = {
    async retrieve({ query }) {
      asked.push(query);
      if (query.includes('broken') && fails) throw new Error('Gone.');
      return segments
        .slice(0, query.includes('more') ? 3 : 2)
        .map((segment) => ({ ...segment, tokens: 9, score: 1 }));
    },
  };
  const find = (history: readonly string[], question: string) =>
    conversationEvidence(
      { ...context, retriever },
      {
        history: history.flatMap((content) => [
          { role: 'user' as const, content },
          { role: 'assistant' as const, content: 'So it is.' },
        ]),
        ...{ question, searchWords: '', abortSignal: undefined },
      },
    );
  await find([], 'first');
  const { earlier, fresh } = await find(['first'], 'more');
  expect([...earlier.keys()]).toEqual([0]);
  expect(fresh.map(({ source }) => source)).toEqual(['notes/quay-2.md']);
  expect(asked).toEqual(['first', 'first\nmore']);
  await expect(find(['first', 'more'], 'broken')).rejects.toThrow('Gone.');
  fails = false;
  expect((await find(['first', 'more'], 'broken')).fresh).toEqual([]);
  expect(asked.slice(2)).toEqual(['more\nbroken', 'more\nbroken']);
});

test.each(['none', 'read'] as const)(
  'what is carried along leaves room in a small window, with tools: %s',
  async (tools) => {
    await provider.close();
    provider = await startImitationProvider({
      tokens: (text) => Math.ceil(Buffer.byteLength(text) / 2),
      // Shows as much as it may, then answers.
      reply: ({ tools: given, toolResults }) =>
        given.length > 0 && toolResults.length % 3 !== 2
          ? { toolCalls: [{ name: 'search', input: { query: `mate ${toolResults.length} of the quay` } }] }
          : `It is kept by that mate. ${'So it is. '.repeat(40)}`,
    });
    const window = 20_000;
    const prepared = await prepareContext({
      sources: [segments],
      model: modelOf(provider, 'alibaba'),
      profile: { contextWindow: window, maxOutputTokens: 2_000 },
      ...{ strategy: 'retrieve', evidenceTokens: 6_000 },
    });
    if (prepared.strategy !== 'retrieve') throw new Error('Not retrieved.');
    // A tenth new with each question: by the prices it would be carried on and on.
    const retrieve: Retriever['retrieve'] = async ({ known = [] }) =>
      segments.slice(known.length, known.length + 6).map((each) => ({ ...each, tokens: 400, score: 1 }));
    const context = { ...prepared, retriever: { ...prepared.retriever, retrieve } };
    const asked = Array.from({ length: 9 }, (_, n) => `Which crane is kept by mate ${n}?`);
    await converse(context, asked, { evidence: 'conversation', tools, maxOutputTokens: 400 });
    const { lines } = provider.invoice;
    expect(Math.max(...lines.map(({ prompt }) => prompt))).toBeLessThan(window - 2_000);
    // It is a conversation all the same.
    expect(lines.some(({ cacheRead }) => cacheRead > 0)).toBe(true);
  },
);

test('words that the model has searched for stay with their question, so that its passages stay where they were', async () => {
  await provider.close();
  seen = [];
  provider = await startImitationProvider({
    reply(request) {
      if (request.system.includes('search words')) return 'capstan winch gangway';
      seen.push(request);
      return 'So it is.';
    },
  });
  await converse(await prepare('alibaba'), questions.slice(0, 3), {
    ...{ evidence: 'conversation', searchWords: 'model' },
  });
  for (const [index, { userParts }] of seen.entries()) {
    const before = seen[index - 1]?.userParts ?? [];
    expect(userParts.slice(0, before.length)).toEqual(before);
  }
  expect(passagesOf(seen[0] as ImitatedRequest).join()).toContain('gangway');
});

test('where no cache is used passages are not carried along', async () => {
  const context = await prepare('alibaba');
  await converse(context, questions.slice(0, 3), { evidence: 'conversation', cache: 'off' });
  const carried = seen;
  seen = [];
  await converse(context, questions.slice(0, 3), { cache: 'off' });
  expect(carried.map(({ userParts }) => userParts)).toEqual(seen.map(({ userParts }) => userParts));
});

test('with a diff nothing is carried along, and nothing is written to the cache for it', async () => {
  const volatile = [{ ...(segments[0] as TextSegment), source: 'git diff HEAD -- a.md', tokens: 300 }];
  const context = { ...(await prepare('alibaba')), volatile };
  await converse(context, questions.slice(0, 3), { evidence: 'conversation' });
  expect(provider.invoice.lines.every(({ cacheWrite }) => cacheWrite === 0)).toBe(true);
});

test('the most that a follow-up can cost holds all that may be carried along', async () => {
  await provider.close();
  provider = await startImitationProvider({ tokens: (text) => Math.ceil(Buffer.byteLength(text) / 2.5) });
  const prepared = await prepare('alibaba', 2_500);
  const retrieve: Retriever['retrieve'] = async ({ known = [] }) =>
    segments.slice(known.length, known.length + 5).map((each) => ({ ...each, tokens: 340, score: 1 }));
  const context = { ...prepared, retriever: { retrieve } };
  const answers = await converse(context, questions.slice(0, 3), { evidence: 'conversation' });
  const history = answers.at(-1)?.messages ?? [];
  const asked = { context, question: 'Who keeps the berth of quay 9?', history, maxOutputTokens: 60 };
  const { atMost } = estimateCost({ ...asked, evidence: 'conversation' });
  // Much later nothing of the conversation can be read.
  provider.advance(1_000);
  const { cost } = await answerQuestion({ ...asked, evidence: 'conversation' });
  // More than the passages of one question can cost.
  expect(cost?.max).toBeGreaterThan(estimateCost(asked).atMost?.max ?? Number.NaN);
  expect(atMost?.max).toBeGreaterThan(cost?.max ?? Number.NaN);
});

test('a retriever that finds more than it was asked for is reckoned with what it found', async () => {
  const context = await prepare('alibaba', 300);
  const all = segments.map((segment) => ({ ...segment, tokens: 250, score: 1 }));
  const greedy = { ...context, retriever: { retrieve: async () => all } };
  const asked = { context: greedy, question: 'Which crane is kept by mate 12?', maxOutputTokens: 60 };
  const refused = await answerQuestion({ ...asked, maxCostUsd: 1e-9 }).catch((error) => error);
  const { cost } = await answerQuestion(asked);
  expect(refused.facts.atMostUsd).toBeGreaterThan(cost?.max ?? Number.NaN);
});
