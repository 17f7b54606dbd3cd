import { createUIMessageStreamResponse, readUIMessageStream, type UIMessage } from 'ai';
import { expect, test } from 'vitest';
import { toUIMessageStream } from '../../../src/answer/reply/ui-message-stream.ts';
import { QuireError } from '../../../src/errors.ts';
import type { Answer, AnswerEvent, Citation } from '../../../src/result.ts';

const citation: Citation = {
  mark: 1,
  source: 'guide.pdf',
  location: { type: 'page', page: 3 },
  quote: 'The lock closes.',
  verified: true,
};
const answer: Answer = {
  text: 'At nine [1].',
  citations: [citation],
  notFound: false,
  complete: true,
  finishReason: 'stop',
  usage: {
    inputTokens: 1,
    outputTokens: 1,
    totalTokens: 2,
    inputTokenDetails: { noCacheTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 },
    outputTokenDetails: { textTokens: 1, reasoningTokens: 0 },
  },
  cost: undefined,
  attempts: [],
  messages: [],
  warnings: [],
};
const events: AnswerEvent[] = [
  { type: 'progress', progress: { type: 'request', attempt: 1, model: 'm' } },
  { type: 'text', text: 'At nine' },
  { type: 'text', text: ' [1]' },
  { type: 'citation', citation },
  {
    type: 'citation',
    citation: { ...citation, mark: 2, source: 'no.md', location: undefined, verified: false },
  },
  { type: 'text', text: '.' },
  { type: 'finish', answer },
];

async function* emit(list: readonly AnswerEvent[], error?: unknown): AsyncGenerator<AnswerEvent> {
  yield* list;
  if (error !== undefined) throw error;
}

/** The last message that the AI SDK's own reader makes of the chunks, and the errors that it tells of. */
async function readMessage(source: AsyncIterable<AnswerEvent>) {
  const errors: unknown[] = [];
  let message: UIMessage | undefined;
  for await (const state of readUIMessageStream({
    stream: toUIMessageStream(source),
    onError: (error) => errors.push(error),
  })) {
    message = structuredClone(state);
  }
  return { message, errors };
}

test('the AI SDK reads one text and a source for each citation', async () => {
  const { message, errors } = await readMessage(emit(events));
  expect(errors).toEqual([]);
  expect(message?.parts).toEqual([
    { type: 'text', text: 'At nine [1].', state: 'done' },
    {
      type: 'source-document',
      sourceId: '1',
      mediaType: 'application/pdf',
      title: 'guide.pdf',
      providerMetadata: {
        quire: { mark: 1, quote: 'The lock closes.', verified: true, location: { type: 'page', page: 3 } },
      },
    },
    {
      type: 'source-document',
      sourceId: '2',
      mediaType: 'text/plain',
      title: 'no.md',
      providerMetadata: { quire: { mark: 2, quote: 'The lock closes.', verified: false } },
    },
  ]);
});

test('the response of a web server ends as the AI SDK expects', async () => {
  const response = createUIMessageStreamResponse({ stream: toUIMessageStream(emit(events)) });
  const lines = (await response.text()).trim().split('\n\n');
  expect(lines[0]).toBe('data: {"type":"start"}');
  expect(lines.slice(-3)).toEqual([
    'data: {"type":"text-end","id":"answer"}',
    'data: {"type":"finish","finishReason":"stop"}',
    'data: [DONE]',
  ]);
});

test.each([
  [new Error('connect ECONNREFUSED 10.0.0.7:443'), 'The answer failed.'],
  [
    new QuireError('provider-auth', { model: 'm', message: 'The key sk-123 for m was refused.' }),
    'The answer failed (provider-auth).',
  ],
  [
    new QuireError('bad-input', { option: 'question', message: 'The question is empty.' }),
    'The question is empty.',
  ],
])('a failure is told without what is not for a browser: %s', async (error, told) => {
  const { message, errors } = await readMessage(emit(events.slice(0, 2), error));
  expect(errors.map((each) => (each instanceof Error ? each.message : each))).toEqual([told]);
  expect(message?.parts).toEqual([{ type: 'text', text: 'At nine', state: 'streaming' }]);
});

test('an abort is an abort and no error', async () => {
  const chunks = [];
  const aborted = new QuireError('aborted', { message: 'Stopped.' });
  for await (const chunk of toUIMessageStream(emit(events.slice(0, 2), aborted))) chunks.push(chunk.type);
  expect(chunks).toEqual(['start', 'text-start', 'text-delta', 'abort']);
});

test('a browser that goes away ends the reading', async () => {
  let ended = false;
  async function* endless(): AsyncGenerator<AnswerEvent> {
    try {
      for (;;) yield { type: 'text', text: 'more ' };
    } finally {
      ended = true;
    }
  }
  const reader = toUIMessageStream(endless()).getReader();
  for (let count = 0; count < 4; count += 1) await reader.read();
  await reader.cancel();
  expect(ended).toBe(true);
});

test('each look into the documents is a part, for a page that shows what is being read', async () => {
  const looks = [
    { type: 'tool', toolName: 'search', input: { query: 'lock' }, outcome: 'shown' },
    { type: 'tool', toolName: 'read', input: { id: '../x' }, outcome: 'refused' },
  ] as const;
  const told = looks.map((progress): AnswerEvent => ({ type: 'progress', progress }));
  const { message, errors } = await readMessage(emit([...told, ...events]));
  expect(errors).toEqual([]);
  expect(message?.parts.filter(({ type }) => type === 'data-tool')).toEqual(
    looks.map(({ type: _, ...data }) => ({ type: 'data-tool', data })),
  );
});
