import { glob, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ModelMessage } from 'ai';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AnswerQuestionOptions, answerQuestion, streamAnswer } from '../../../src/answer-question.ts';
import { prepareContext } from '../../../src/prepare-context.ts';
import { folderCache } from '../../../src/store/folder-cache.ts';
import { type ImitationProvider, startImitationProvider } from '../../helpers/imitation-provider.ts';
import { mockModel, usageOf } from '../../helpers/mock-model.ts';
import { modelOf, routes, words } from '../../helpers/sdk-routes.ts';

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

const location = { type: 'lines', start: 1, end: 1 } as const;

function prepare(route: 'alibaba' | 'gateway', texts: readonly string[] = [words(3_000)]) {
  const segments = texts.map((text, index) => ({
    type: 'text' as const,
    source: `${'abcdef'[index]}.md`,
    location,
    text,
  }));
  return prepareContext({ sources: [segments], model: modelOf(provider, route) });
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

test('a conversation is read from the cache, and each turn writes only what it adds', async () => {
  const context = await prepare('alibaba');
  const turns = [];
  let history: ModelMessage[] = [];
  for (let turn = 0; turn < 6; turn += 1) {
    const answer = await answerQuestion({ context, question: words(100, `q${turn}x`), history });
    history = [...answer.messages];
    turns.push(answer.attempts[0]?.tokens);
    expect(answer.warnings).toEqual([]);
  }
  for (const tokens of turns.slice(1)) expect(tokens?.uncached).toBeLessThan(10);
  expect(turns.slice(2).map((tokens) => tokens?.cacheWrite)).toEqual([113, 113, 113, 113]);
});

describe('a required cache', () => {
  test('is kept when the provider writes or reads', async () => {
    const context = await prepare('gateway');
    await answerQuestion({ context, question: 'First?', cache: 'required' });
    await answerQuestion({ context, question: 'Second?', cache: 'required' });
    expect(count()).toMatchObject({ writes: 1, reads: 1 });
  });

  test('fails with the paid answer when the provider did neither', async () => {
    const context = await prepare('alibaba');
    const model = mockModel({ text: 'At nine.', usage: usageOf(5_000, 3) });
    await expect(
      answerQuestion({ context, model, question: 'When?', cache: 'required' }),
    ).rejects.toMatchObject({
      code: 'cache-miss',
      facts: { text: 'At nine.', attempts: [{ cost: { max: 0.0005012 } }] },
    });
  });

  test('sends nothing when there can be none', async () => {
    const context = await prepare('alibaba', ['Too short.']);
    await expect(answerQuestion({ context, question: 'When?', cache: 'required' })).rejects.toMatchObject({
      code: 'cache-miss',
    });
    expect(provider.requests).toEqual([]);
  });
});

test('without the cache the prefix is neither marked nor waited for', async () => {
  const context = await prepare('alibaba');
  await Promise.all(['One?', 'Two?'].map((question) => answerQuestion({ context, question, cache: 'off' })));
  expect(count()).toEqual({ writes: 0, reads: 0, requests: 2 });
});

describe('names the cause of a miss', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'quire-store-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const texts = [words(1_000, 'a'), words(1_000, 'b'), words(1_000, 'c')];
  /** Asks as a process of its own would: with a new context, and what the store kept. */
  async function ask(options: { route?: 'alibaba' | 'gateway'; texts?: readonly string[] } = {}) {
    const context = await prepare(options.route ?? 'alibaba', options.texts ?? texts);
    const answer = await answerQuestion({ context, question: 'Why?', now, store: folderCache(folder) });
    return { answer, context };
  }

  test('none for a first question, nor for a hit', async () => {
    expect((await ask()).answer).not.toHaveProperty('cacheMiss');
    expect((await ask()).answer).not.toHaveProperty('cacheMiss');
    expect(count()).toMatchObject({ writes: 1, reads: 1 });
  });

  test('a document that changed, with its place in the prefix', async () => {
    await ask();
    const changed = await ask({ texts: texts.with(1, `${texts[1]} more`) });
    if (changed.context.strategy !== 'pack') throw new Error('Expected a pack.');
    const { start } = changed.context.prefix.segments[1] ?? {};
    expect(changed.answer.cacheMiss).toEqual({ cause: 'prefix-changed', segment: 'b.md', offset: start });
    expect(changed.answer.warnings.join()).toContain('"b.md"');
  });

  test('a document that was added, or has gone', async () => {
    await ask();
    const added = await ask({ texts: [...texts, words(500, 'd')] });
    expect(added.answer.cacheMiss).toMatchObject({ cause: 'prefix-changed', segment: 'd.md' });
    const gone = await ask({ texts: texts.slice(0, 2) });
    expect(gone.answer.cacheMiss).toMatchObject({ cause: 'prefix-changed', segment: 'c.md' });
  });

  test('other documents are a first question, and no miss', async () => {
    await ask();
    const other = await prepareContext({
      sources: [[{ type: 'text', source: 'other.md', location, text: words(2_000, 'o') }]],
      model: modelOf(provider, 'alibaba'),
    });
    const answer = await answerQuestion({
      context: other,
      question: 'Why?',
      now,
      store: folderCache(folder),
    });
    expect(answer).not.toHaveProperty('cacheMiss');
  });

  test('an entry that expired', async () => {
    await ask();
    advance(400);
    expect((await ask()).answer.cacheMiss).toEqual({ cause: 'expired', idleSeconds: 400 });
  });

  test('an entry that the provider let go of', async () => {
    await ask();
    provider.advance(400);
    expect((await ask()).answer.cacheMiss).toEqual({ cause: 'evicted' });
  });

  test('another route', async () => {
    await ask();
    expect((await ask({ route: 'gateway' })).answer.cacheMiss).toEqual({
      cause: 'other-model',
      model: 'alibaba.chat qwen3.5-flash',
    });
  });

  test('another model in the same process, without a store', async () => {
    const context = await prepare('alibaba');
    await answerQuestion({ context, question: 'Why?', now });
    const { cacheMiss } = await answerQuestion({
      context,
      question: 'Why?',
      now,
      model: modelOf(provider, 'gateway'),
    });
    expect(cacheMiss).toEqual({ cause: 'other-model', model: 'alibaba.chat qwen3.5-flash' });
  });

  test('what the store keeps says nothing of what the documents say', async () => {
    await ask();
    const kept = await Array.fromAsync(glob('**/*', { cwd: folder, withFileTypes: true }));
    const files = kept.filter((entry) => entry.isFile());
    expect(files.length).toBeGreaterThan(1);
    for (const file of files) {
      const content = await readFile(path.join(file.parentPath, file.name), 'latin1');
      expect(content).not.toContain(words(3, 'a'));
    }
  });
});
