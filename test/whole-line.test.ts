import { wrapLanguageModel } from 'ai';
import { afterEach, describe, expect, test } from 'vitest';
import {
  type Answer,
  answerQuestion,
  type Context,
  loadRepository,
  prepareContext,
  resolveModel,
  streamAnswer,
} from '../src/index.ts';
import { type ImitationProvider, startImitationProvider } from './helpers/imitation-provider.ts';
import { findBestLine, replyWithQuote } from './helpers/reply.ts';
import { type Route, routes } from './helpers/sdk-routes.ts';

const handbook = 'corpora/harbour-manual/documents';
const questions = [
  'Which VHF channel does the harbour use?',
  'Who grants a berth?',
  'When is the lock closed?',
] as const;

let provider: ImitationProvider;
afterEach(() => provider.close());

/** A provider that cites the line which shares most words with the question. */
function startQuoting(): Promise<ImitationProvider> {
  return startImitationProvider({ reply: replyWithQuote(findBestLine) });
}

async function prepareOver(route: Route['route'], options: { expectedQuestions?: number } = {}) {
  const { model } = await resolveModel('alibaba/qwen3.5-flash', { env: environment(route) });
  return prepareContext({ sources: [loadRepository(handbook)], model, ...options });
}

/** Keys and base addresses as a user sets them. */
function environment(route: Route['route']): Record<string, string> {
  return route === 'gateway'
    ? { AI_GATEWAY_API_KEY: 'test-key', AI_GATEWAY_BASE_URL: provider.gatewayUrl }
    : { ALIBABA_API_KEY: 'test-key', ALIBABA_BASE_URL: provider.alibabaUrl };
}

async function askIn(manner: Route['manner'], context: Context, question: string): Promise<Answer> {
  return manner === 'whole'
    ? answerQuestion({ context, question })
    : streamAnswer({ context, question }).answer;
}

describe.each(routes)('over $route, $manner', ({ route, manner }) => {
  test('three questions write the prefix once and read it twice, and the ledger is the invoice', async () => {
    provider = await startQuoting();
    const context = await prepareOver(route);
    const answers: Answer[] = [];
    for (const question of questions) answers.push(await askIn(manner, context, question));

    const tokens = answers.map(({ attempts }) => attempts[0]?.tokens);
    expect(tokens[0]?.cacheWrite).toBeGreaterThan(10_000);
    expect(tokens.map((each) => [each?.cacheWrite, each?.cacheRead])).toEqual([
      [tokens[0]?.cacheWrite, 0],
      [0, tokens[0]?.cacheWrite],
      [0, tokens[0]?.cacheWrite],
    ]);

    const { lines, totals } = provider.invoice;
    expect(totals.requests).toBe(3);
    expect(tokens.map((each) => [each?.uncached, each?.cacheWrite, each?.cacheRead, each?.output])).toEqual(
      lines.map((line) => [line.uncached, line.cacheWrite, line.cacheRead, line.output]),
    );
    for (const [index, { cost }] of answers.entries()) {
      const billed = Number(lines[index]?.dollars);
      // The imitation reads at a tenth of the input price; the gateway's own catalogue says a hundredth, so there it is a range.
      expect(cost?.max).toBe(billed);
      if (route === 'alibaba') expect(cost?.min).toBe(billed);
      else expect(cost?.reported).toBe(billed);
    }
  });

  test('every citation is verified and names the lines where its quote stands', async () => {
    provider = await startQuoting();
    const context = await prepareOver(route);
    const { citations, text, complete, notFound } = await askIn(manner, context, questions[0]);
    expect({ complete, notFound, verified: citations.map(({ verified }) => verified) }).toEqual({
      complete: true,
      notFound: false,
      verified: [true],
    });
    expect(text).toMatch(/ \[1\]$/);
    const [{ source, location, quote } = { source: '', location: undefined, quote: '' }] = citations;
    if (location?.type !== 'lines') throw new Error('A text file is cited by lines.');
    const lines = await readLines(`${handbook}/${source}`);
    expect(lines.slice(location.start - 1, location.end).join('\n')).toContain(quote);
  });
});

async function readLines(path: string): Promise<string[]> {
  const { readFile } = await import('node:fs/promises');
  return (await readFile(path, 'utf8')).split(/\r?\n/);
}

test('the wire body over Alibaba: instructions, the marked documents, and the question as the next part', async () => {
  provider = await startQuoting();
  const context = await prepareOver('alibaba');
  await answerQuestion({ context, question: questions[0] });
  if (context.strategy !== 'pack') throw new Error('The handbook fits.');
  expect(provider.requests[0]?.body).toEqual({
    model: 'qwen3.5-flash',
    messages: [
      { role: 'system', content: expect.stringContaining('You answer questions from documents.') },
      {
        role: 'user',
        content: [
          { type: 'text', text: context.prefix.text, cache_control: { type: 'ephemeral' } },
          { type: 'text', text: questions[0] },
        ],
      },
    ],
    max_tokens: 8192,
    enable_thinking: false,
  });
});

test('the wire body over the gateway: the same marker, reasoning said, documents verbatim', async () => {
  provider = await startQuoting();
  const context = await prepareOver('gateway');
  await answerQuestion({ context, question: questions[0] });
  if (context.strategy !== 'pack') throw new Error('The handbook fits.');
  expect(provider.requests[0]?.body).toMatchObject({
    maxOutputTokens: 8192,
    reasoning: 'none',
    prompt: [
      { role: 'system' },
      {
        role: 'user',
        content: [
          {
            type: 'text',
            text: context.prefix.text,
            providerOptions: { alibaba: { cacheControl: { type: 'ephemeral' } } },
          },
          { type: 'text', text: questions[0] },
        ],
      },
    ],
  });
});

test('a follow-up reads the same prefix and the conversation so far, and its history stands behind it', async () => {
  provider = await startQuoting();
  const context = await prepareOver('alibaba');
  const first = await answerQuestion({ context, question: questions[0] });
  const second = await answerQuestion({ context, question: questions[1], history: first.messages });
  const third = await answerQuestion({ context, question: questions[2], history: second.messages });
  const [prefix, added] = [first, second].map(({ attempts }) => attempts[0]?.tokens?.cacheWrite ?? 0);
  expect(added).toBeGreaterThan(0);
  expect([second, third].map(({ attempts }) => attempts[0]?.tokens?.cacheRead)).toEqual([
    prefix,
    (prefix ?? 0) + (added ?? 0),
  ]);
  expect(third.messages.map(({ role }) => role)).toEqual([
    'user',
    'assistant',
    'user',
    'assistant',
    'user',
    'assistant',
  ]);
});

test('one lone question is not marked, and pays for neither write nor read', async () => {
  provider = await startQuoting();
  const context = await prepareOver('alibaba', { expectedQuestions: 1 });
  const { attempts, warnings } = await answerQuestion({ context, question: questions[0] });
  expect(attempts[0]?.tokens).toMatchObject({ cacheWrite: 0, cacheRead: 0 });
  expect(provider.requests[0]?.rawBody).not.toContain('cache_control');
  expect(warnings).toEqual([]);
});

test('after the cache has expired the prefix is written again, and the ledger says so', async () => {
  provider = await startQuoting();
  const context = await prepareOver('alibaba');
  await answerQuestion({ context, question: questions[0] });
  provider.advance(301);
  const late = await answerQuestion({ context, question: questions[1] });
  expect(late.attempts[0]?.tokens?.cacheRead).toBe(0);
  expect(late.attempts[0]?.tokens?.cacheWrite).toBe(provider.invoice.lines[1]?.cacheWrite);
});

test('documents over the budget are retrieved; the question then costs its evidence and not the documents', async () => {
  provider = await startQuoting();
  const { model } = await resolveModel('alibaba/qwen3.5-flash', { env: environment('alibaba') });
  const context = await prepareContext({
    sources: [loadRepository(handbook)],
    model,
    profile: { contextWindow: 24_000, maxInputTokens: 16_000 },
    evidenceTokens: 4_000,
  });
  expect(context.decision).toMatchObject({ strategy: 'retrieve', because: 'over-token-budget' });
  const { citations } = await answerQuestion({ context, question: questions[0] });
  expect(citations.map(({ verified }) => verified)).toEqual([true]);
  expect(provider.invoice.totals.prompt).toBeLessThan(6_000);
});

test('a retried request is two attempts, and the one that failed is told apart', async () => {
  provider = await startQuoting();
  const context = await prepareOver('alibaba');
  provider.failNext({ type: 'error', status: 429, headers: { 'retry-after-ms': '10' } });
  const { attempts } = await answerQuestion({ context, question: questions[0] });
  expect(attempts.map(({ outcome }) => outcome)).toEqual([
    { type: 'failed', message: expect.any(String), status: 429 },
    { type: 'finished', finishReason: 'stop' },
  ]);
  expect(provider.invoice.totals.requests).toBe(1);
});

test.each([
  ['provider-auth', 401],
  ['provider-rate-limit', 429],
  ['provider-model-not-found', 404],
  ['provider-error', 500],
] as const)('a refusal becomes %s, over both routes', async (code, status) => {
  provider = await startQuoting();
  for (const route of ['alibaba', 'gateway'] as const) {
    const context = await prepareOver(route);
    provider.failNext({ type: 'error', status });
    const asked = answerQuestion({ context, question: questions[0], maxRetries: 0 });
    await expect(asked).rejects.toMatchObject({ code, facts: { status } });
    provider.failNext({ type: 'error', status });
    const { answer } = streamAnswer({ context, question: questions[0], maxRetries: 0 });
    await expect(answer).rejects.toMatchObject({ code });
  }
});

test('a truncated stream is never complete', async () => {
  provider = await startQuoting();
  for (const route of ['alibaba', 'gateway'] as const) {
    const context = await prepareOver(route);
    provider.failNext({ type: 'truncate', afterCharacters: 20 });
    const answer = await streamAnswer({ context, question: questions[0] }).answer.catch((error) => error);
    expect(answer.complete ?? false).toBe(false);
  }
});

test('an aborted answer says so and keeps the text that had come', async () => {
  provider = await startQuoting();
  const context = await prepareOver('alibaba');
  const controller = new AbortController();
  provider.failNext({ type: 'hang', when: 'mid-stream', afterCharacters: 12 });
  const { textStream, answer } = streamAnswer({
    context,
    question: questions[0],
    abortSignal: controller.signal,
  });
  const reading = (async () => {
    for await (const _ of textStream) controller.abort();
  })();
  await expect(answer).rejects.toMatchObject({
    code: 'aborted',
    facts: { text: expect.not.stringContaining('<cite') },
  });
  await expect(reading).rejects.toMatchObject({ code: 'aborted' });
});

test.each(routes)(
  'without token counts an answer over $route, $manner, is kept and its cost unknown',
  async ({ route, manner }) => {
    provider = await startQuoting();
    const context = await prepareOver(route);
    provider.failNext({ type: 'usage', report: 'missing' });
    const { complete, citations, attempts, warnings } = await askIn(manner, context, questions[0]);
    expect({ complete, cited: citations.length, tokens: attempts[0]?.tokens }).toEqual({
      complete: true,
      cited: 1,
      tokens: undefined,
    });
    expect(warnings.join()).toContain('no usable token counts');
  },
);

test('a failed answer tells what was sent and shown', async () => {
  provider = await startQuoting();
  const context = await prepareOver('alibaba');
  provider.failNext({ type: 'reset', afterCharacters: 20 });
  const { answer } = streamAnswer({ context, question: questions[0], maxRetries: 0 });
  await expect(answer).rejects.toMatchObject({
    code: expect.stringMatching(/^provider-/),
    facts: { text: expect.stringMatching(/./), attempts: [{ outcome: { type: 'failed' }, cost: undefined }] },
  });
});

test('a retry is not silent', async () => {
  provider = await startQuoting();
  const context = await prepareOver('alibaba');
  provider.failNext({ type: 'error', status: 429, headers: { 'retry-after-ms': '10' } });
  const { warnings, cost } = await answerQuestion({ context, question: questions[0] });
  expect(warnings).toEqual(['1 of 2 requests failed (refused, so not billed).']);
  expect(cost?.max).toBe(Number(provider.invoice.totals.dollars));
});

test('a marker that a proxy drops on the way is warned of', async () => {
  provider = await startQuoting();
  const context = await prepareOver('alibaba');
  const { model } = context;
  if (model === undefined || typeof model === 'string') throw new Error('A resolved model is an object.');
  const dropping = wrapLanguageModel({
    model,
    middleware: {
      specificationVersion: 'v4',
      transformParams: async ({ params }) =>
        JSON.parse(JSON.stringify(params).replaceAll('cacheControl', 'lost')),
    },
  });
  const { warnings } = await answerQuestion({ context, model: dropping, question: questions[0] });
  expect(warnings.join()).toContain('cache marker had no effect');
});
