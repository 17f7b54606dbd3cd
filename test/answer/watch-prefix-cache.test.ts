import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AnswerQuestionOptions, answerQuestion, streamAnswer } from '../../src/answer-question.ts';
import { prepareContext } from '../../src/prepare-context.ts';
import { type ImitationProvider, startImitationProvider } from '../helpers/imitation-provider.ts';
import { modelOf, routes, words } from '../helpers/sdk-routes.ts';

let provider: ImitationProvider;
let clock = 0;
const advance = (seconds: number) => {
  clock += seconds * 1000;
  provider.advance(seconds);
};
beforeEach(async () => {
  provider = await startImitationProvider();
});
afterEach(() => provider.close());

const now = () => clock;
const twenty = Array.from({ length: 20 }, (_, index) => `Question ${index}?`);

function prepare(route: 'alibaba' | 'gateway') {
  const text = words(3_000);
  const location = { type: 'lines', start: 1, end: 1 } as const;
  return prepareContext({
    sources: [[{ type: 'text', source: 'a.md', location, text }]],
    model: modelOf(provider, route),
  });
}

/** How many requests wrote and read the prefix, in the order in which they were billed. */
function count() {
  const { lines } = provider.invoice;
  return {
    writes: lines.filter(({ cacheWrite }) => cacheWrite > 0).length,
    reads: lines.filter(({ cacheRead, cacheWrite }) => cacheRead > 0 && cacheWrite === 0).length,
    requests: lines.length,
  };
}

describe.each(routes)('over $route, $manner', ({ route, manner }) => {
  const ask = (options: AnswerQuestionOptions) =>
    manner === 'whole' ? answerQuestion({ now, ...options }) : streamAnswer({ now, ...options }).answer;

  test('twenty cold questions at once write the prefix once and read it nineteen times', async () => {
    const context = await prepare(route);
    const answers = await Promise.all(twenty.map((question) => ask({ context, question })));
    expect(count()).toEqual({ writes: 1, reads: 19, requests: 20 });
    const billed = answers.reduce((sum, { cost }) => sum + (cost?.max ?? Number.NaN), 0);
    expect(billed).toBeCloseTo(Number(provider.invoice.totals.dollars), 12);
  });

  test('when the first write fails exactly one other writes', async () => {
    const context = await prepare(route);
    provider.failNext({ type: 'error', status: 400 });
    const outcomes = await Promise.allSettled(twenty.map((question) => ask({ context, question })));
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(count()).toEqual({ writes: 1, reads: 18, requests: 19 });
  });

  test('after the life of an entry one writes it again', async () => {
    const context = await prepare(route);
    await ask({ context, question: 'First?' });
    advance(301);
    await Promise.all(twenty.slice(0, 5).map((question) => ask({ context, question })));
    expect(count()).toEqual({ writes: 2, reads: 4, requests: 6 });
  });
});

test('who is stopped while it waits is stopped at once and sends nothing', async () => {
  const context = await prepare('alibaba');
  provider.failNext({ type: 'slow', chunkDelayMs: 100 });
  const first = answerQuestion({ context, question: 'First?' });
  const controller = new AbortController();
  const second = answerQuestion({ context, question: 'Second?', abortSignal: controller.signal });
  while (provider.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const stoppedAt = performance.now();
  controller.abort();
  await expect(second).rejects.toMatchObject({ code: 'aborted', facts: { attempts: [] } });
  expect(performance.now() - stoppedAt).toBeLessThan(50);
  await first;
  expect(provider.requests).toHaveLength(1);
});

test('a stream that nobody reads holds nobody up', async () => {
  const context = await prepare('gateway');
  streamAnswer({ context, question: 'Unread?' });
  await answerQuestion({ context, question: 'Second?' });
  expect(count()).toEqual({ writes: 1, reads: 1, requests: 2 });
});

test('a first question that is stopped on its way lets another one write', async () => {
  const context = await prepare('alibaba');
  provider.failNext({ type: 'hang', when: 'mid-stream', afterCharacters: 5 });
  const controller = new AbortController();
  const first = streamAnswer({ context, question: 'First?', abortSignal: controller.signal });
  const second = answerQuestion({ context, question: 'Second?' });
  for await (const _ of first.textStream) {
    controller.abort();
    break;
  }
  expect((await second).attempts[0]?.tokens?.cacheWrite).toBeGreaterThan(1024);
  await expect(first.answer).rejects.toMatchObject({ code: 'aborted' });
});
