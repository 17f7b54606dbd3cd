import { afterEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type AnswerQuestionOptions, answerQuestion, streamAnswer } from '../../../src/answer-question.ts';
import { QuireError } from '../../../src/errors.ts';
import type { AnswerEvent } from '../../../src/result.ts';
import { formatCitation, notFoundMark } from '../../helpers/citation-format.ts';
import { routes } from '../../helpers/sdk-routes.ts';
import { ask, closeToolProviders, prepareHarbour, question, startToolProvider } from './harbour.ts';

afterEach(closeToolProviders);

const cite = (address: string, quote: string) => `So it is. ${formatCitation({ address, quote })}`;

describe.each(routes)('$route, $manner', ({ route, manner }) => {
  test('cites what was read, with exact addresses, and nothing that was not', async () => {
    const provider = await startToolProvider(
      [{ name: 'list', input: {} }],
      [
        { name: 'read', input: { id: 'docs/harbour.md', start: 200, end: 203 } },
        { name: 'read', input: { id: 'survey.pdf#page=3' } },
      ],
      [{ name: 'search', input: { query: 'tide', within: 'src' } }],
      [
        cite('docs/harbour.md#L200', 'Berth 12 costs forty crowns a night.'),
        cite('survey.pdf#page=3', 'Depth at buoy 3 is 21 metres.'),
        cite('src/tide.ts', 'export const tide = 4;'),
        // Stands in the document, in lines that were never shown.
        cite('docs/harbour.md#L200', 'Mooring 100 is free of charge'),
      ].join('\n'),
    );
    const context = await prepareHarbour(provider, route);
    const answer = await ask(manner, { context, question: 'What else?' });
    expect(answer.citations.map(({ source, location, verified }) => [source, location, verified])).toEqual([
      ['docs/harbour.md', { type: 'lines', start: 203, end: 203 }, true],
      ['survey.pdf', { type: 'page', page: 3, label: '3-A' }, true],
      ['src/tide.ts', { type: 'lines', start: 1, end: 1 }, true],
      ['docs/harbour.md', { type: 'lines', start: 200, end: 203 }, false],
    ]);
    expect(answer).toMatchObject({ complete: true, finishReason: 'stop', notFound: false });
    expect(answer.toolCalls?.map(({ toolName, step, outcome }) => [toolName, step, outcome])).toEqual([
      ['list', 1, { type: 'shown', documents: [], bytes: expect.any(Number), isCut: false }],
      [
        'read',
        2,
        expect.objectContaining({
          documents: [{ source: 'docs/harbour.md', location: { type: 'lines', start: 200, end: 203 } }],
        }),
      ],
      [
        'read',
        2,
        expect.objectContaining({
          documents: [{ source: 'survey.pdf', location: { type: 'page', page: 3, label: '3-A' } }],
        }),
      ],
      ['search', 3, expect.objectContaining({ type: 'shown', isCut: false })],
    ]);
    expect(answer.attempts).toHaveLength(4);
    expect(provider.seen[0]?.tools).toEqual(['list', 'read', 'search']);
    expect(provider.seen[1]?.toolResults[0]).toMatch(
      /^"docs\/" 1 document\n"src\/" 1 document\n"survey\.pdf" about \d+ tokens\n$/,
    );
    // The follow-up is told the question and the answer, not what was looked up.
    expect(answer.messages.map(({ role }) => role)).toEqual(['user', 'assistant']);
  });

  test('a model that writes beside its calls is shown so, and only its last word says whether it found anything', async () => {
    const provider = await startToolProvider(
      { text: `${notFoundMark}I look it up.`, toolCalls: [{ name: 'search', input: { query: 'lock' } }] },
      `At nine. ${formatCitation({ address: 'docs/harbour.md', quote: 'The lock closes at nine.' })}`,
    );
    const context = await prepareHarbour(provider, route);
    const answer = await ask(manner, { context });
    expect(answer).toMatchObject({ text: 'I look it up.\n\nAt nine. [1]', notFound: false, complete: true });
    expect(answer.messages.at(-1)?.content).toMatch(/^At nine\. <cite/);
  });

  test('data instead of text: the last reply is read, and the tools stay in a repair', async () => {
    const provider = await startToolProvider(
      { text: 'One {moment}.', toolCalls: [{ name: 'search', input: { query: 'lock' } }] },
      '{"data": {"hour": "nine"}, "citations": []}',
      '{"data": {"hour": 9}, "citations": [{"path": "/hour", "id": "docs/harbour.md", "quote": "The lock closes at nine."}]}',
    );
    const answer = await ask(manner, {
      context: await prepareHarbour(provider, route),
      schema: z.object({ hour: z.number() }),
      repairObject: 'once',
    });
    expect(answer).toMatchObject({ object: { hour: 9 }, citations: [{ path: '/hour', verified: true }] });
    expect(provider.seen.map(({ tools }) => tools.length)).toEqual([3, 3, 3]);
    expect(provider.seen[2]?.toolResults).toHaveLength(1);
  });

  test('quotes are mended over what was read, and nothing more is looked up for that', async () => {
    const provider = await startToolProvider(
      [{ name: 'read', input: { id: 'src/tide.ts' } }],
      cite('src/tide.ts', 'const tide is 4'),
      `[1] ${formatCitation({ address: 'src/tide.ts', quote: 'export const tide = 4;' })}`,
    );
    const context = await prepareHarbour(provider, route);
    const answer = await ask(manner, { context, mendCitations: 'once' });
    expect(answer.citations).toMatchObject([{ source: 'src/tide.ts', verified: true }]);
    expect(provider.seen[2]?.toolResults.join('')).toContain('export const tide = 4;');
    expect(answer.toolCalls).toHaveLength(1);
  });
});

test('a model that looks on when it is to mend a quote is refused, and what it asked for cannot be cited', async () => {
  const provider = await startToolProvider(
    cite('src/tide.ts', 'export const tide = 4;'),
    { text: '', toolCalls: [{ name: 'read', input: { id: 'src/tide.ts' } }] },
    'More than was to come.',
  );
  const context = await prepareHarbour(provider);
  const answer = await ask('whole', { context, mendCitations: 'once' });
  expect(provider.requests).toHaveLength(2);
  expect(answer.citations).toMatchObject([{ verified: false }]);
  expect(answer.toolCalls).toMatchObject([{ outcome: { type: 'refused', reason: 'over-limit' } }]);
});

test('without tools none are sent, and an answer has no looks', async () => {
  const provider = await startToolProvider('Nine.');
  const context = await prepareHarbour(provider);
  const answer = await answerQuestion({ context, question });
  expect(provider.seen[0]?.tools).toEqual([]);
  expect(answer.toolCalls).toBeUndefined();
  expect(JSON.parse(provider.requests[0]?.rawBody ?? '')).not.toHaveProperty('tools');
});

test('the stream says what is looked up, before the text that rests on it', async () => {
  const provider = await startToolProvider(
    [{ name: 'search', input: { query: 'lock' } }],
    [{ name: 'read', input: { id: 'nowhere.md' } }],
    'Nine.',
  );
  const context = await prepareHarbour(provider);
  const events: AnswerEvent[] = [];
  for await (const event of streamAnswer({ context, question, tools: 'read' }).stream) events.push(event);
  const told = events.flatMap((event) =>
    event.type === 'progress' && event.progress.type !== 'index' ? [event.progress] : [],
  );
  expect(told).toEqual([
    { type: 'request', attempt: 1, model: 'qwen3.5-flash' },
    { type: 'tool', toolName: 'search', input: { query: 'lock' }, outcome: 'shown' },
    { type: 'request', attempt: 2, model: 'qwen3.5-flash' },
    { type: 'tool', toolName: 'read', input: { id: 'nowhere.md' }, outcome: 'refused' },
    { type: 'request', attempt: 3, model: 'qwen3.5-flash' },
  ]);
  expect(events.slice(-2).map(({ type }) => type)).toEqual(['text', 'finish']);
});

test('a retriever that only searches gets no tool that reads', async () => {
  const provider = await startToolProvider(
    [
      { name: 'search', input: { query: 'lock' } },
      { name: 'read', input: { id: 'docs/harbour.md' } },
    ],
    'Nine.',
  );
  const context = await prepareHarbour(provider);
  if (context.strategy !== 'retrieve') throw new Error('Expected retrieval.');
  const { retrieve } = context.retriever;
  const answer = await ask('whole', { context: { ...context, retriever: { retrieve } } });
  expect(provider.seen[0]?.tools).toEqual(['list', 'search']);
  expect(answer.toolCalls?.map(({ outcome }) => outcome)).toMatchObject([
    { type: 'refused', reason: 'unknown-tool' },
    { type: 'shown' },
  ]);
});

test('a search that fails costs a look and not the answer, and the provider is not told why', async () => {
  const provider = await startToolProvider([{ name: 'search', input: { query: 'lock' } }], 'I cannot say.');
  const context = await prepareHarbour(provider);
  if (context.strategy !== 'retrieve') throw new Error('Expected retrieval.');
  let searches = 0;
  const retrieve: typeof context.retriever.retrieve = async () => {
    searches += 1;
    if (searches > 1) throw new Error('connect ECONNREFUSED db.internal:5432');
    return [];
  };
  const answer = await ask('whole', { context: { ...context, retriever: { retrieve } } });
  expect(answer.toolCalls).toMatchObject([
    { outcome: { type: 'refused', reason: 'failed', message: 'connect ECONNREFUSED db.internal:5432' } },
  ]);
  expect(provider.requests.at(-1)?.rawBody).not.toContain('db.internal');
});

test('data that never came says why, with what was looked up', async () => {
  const provider = await startToolProvider([{ name: 'search', input: { query: 'lock' } }]);
  const asked = ask('whole', {
    context: await prepareHarbour(provider),
    schema: z.object({ hour: z.number() }),
    maxSteps: 2,
  });
  const error: unknown = await asked.catch((reason: unknown) => reason);
  if (!QuireError.isInstance(error, 'bad-output')) throw error;
  expect(error.message).toContain('`maxSteps`');
  expect(error.facts.toolCalls).toHaveLength(2);
  expect(error.facts.attempts).toHaveLength(2);
});

test('telemetry is given nothing of what was shown, unless it is asked to', async () => {
  const events: unknown[] = [];
  const note = (event: unknown) => void events.push(event);
  const integrations = { onToolExecutionEnd: note, onStepEnd: note, onEnd: note };
  const look = async (telemetry: AnswerQuestionOptions['telemetry']) => {
    const provider = await startToolProvider([{ name: 'read', input: { id: 'src/tide.ts' } }], 'Four.');
    await ask('whole', { context: await prepareHarbour(provider), telemetry });
    return JSON.stringify(events.splice(0));
  };
  expect(await look({ integrations })).not.toContain('export const tide');
  expect(await look({ integrations, recordOutputs: true })).toContain('export const tide');
});
