import { jsonSchema, readUIMessageStream, type UIMessage } from 'ai';
import { afterEach, beforeEach, describe, expect, expectTypeOf, test } from 'vitest';
import { z } from 'zod';
import { answerQuestion, streamAnswer } from '../../../src/answer-question.ts';
import { prepareContext } from '../../../src/prepare-context.ts';
import { type ImitationProvider, startImitationProvider } from '../../helpers/imitation-provider.ts';
import { mockModel } from '../../helpers/mock-model.ts';
import { modelOf, routes, words } from '../../helpers/sdk-routes.ts';

const location = { type: 'lines', start: 1, end: 3 } as const;
const text = `The lock closes at nine.\nIts keeper is Runa Holt.\n${words(1_500)}`;
const segment = { type: 'text', source: 'a.md', location, text } as const;
const schema = z.object({ keeper: z.string(), closes: z.number().int() });
const question = 'Who keeps the lock, and when does it close?';

const citations = [
  { path: '/keeper', id: 'a.md', quote: 'Its keeper is Runa Holt.' },
  { path: '/closes', id: 'a.md', quote: 'The lock closes at ten.' },
];
const good = JSON.stringify({ data: { keeper: 'Runa Holt', closes: 9 }, citations });

async function prepare(...replies: readonly string[]) {
  const model = mockModel(...replies);
  return { model, context: await prepareContext({ sources: [[segment]], model }) };
}

describe.each(['whole', 'streamed'] as const)('%s', (manner) => {
  const ask = (options: Parameters<typeof answerQuestion>[0]) =>
    manner === 'whole' ? answerQuestion(options) : streamAnswer(options).answer;

  test('gives typed data, and for each value the place that it rests on', async () => {
    const { context } = await prepare(good);
    const answer = await ask({ context, question, schema });
    expect(answer).toMatchObject({
      object: { keeper: 'Runa Holt', closes: 9 },
      citations: [
        { mark: 1, path: '/keeper', source: 'a.md', location: { start: 2, end: 2 }, verified: true },
        { mark: 2, path: '/closes', source: 'a.md', verified: false },
      ],
      notFound: false,
      complete: true,
    });
    expect(JSON.parse(answer.text)).toEqual(answer.object);
  });

  test.each([
    ['in a code fence', `\`\`\`json\n${good}\n\`\`\``],
    ['behind a sentence', `Here it is: ${good}`],
    ['between line breaks', `\n\n${good}\n`],
  ])('reads a reply that stands %s', async (_, reply) => {
    const { context } = await prepare(reply);
    expect((await ask({ context, question, schema })).object).toEqual({ keeper: 'Runa Holt', closes: 9 });
  });

  test('says when the documents do not say', async () => {
    const { context } = await prepare('<not-found/> {"data": null, "citations": []}');
    expect(await ask({ context, question, schema })).toMatchObject({
      object: undefined,
      notFound: true,
      complete: true,
    });
  });

  test('takes a JSON schema too', async () => {
    const { context } = await prepare(good);
    const plain = jsonSchema<{ keeper: string }>({
      type: 'object',
      properties: { keeper: { type: 'string' } },
    });
    expect((await ask({ context, question, schema: plain })).object).toEqual({
      keeper: 'Runa Holt',
      closes: 9,
    });
  });

  test('gives what the schema makes of the data', async () => {
    const { context } = await prepare(good);
    const short = z.object({ keeper: z.string().transform((name) => name.length) });
    expect((await ask({ context, question, schema: short })).object).toEqual({ keeper: 9 });
  });

  test.each([
    ['another type', '{"data": {"keeper": "Runa Holt", "closes": "nine"}, "citations": []}'],
    ['no JSON', 'At nine.'],
    ['half of it', good.slice(0, 40)],
    ['no data', '{"keeper": "Runa Holt", "closes": 9}'],
    ['nothing', ''],
  ])('refuses %s, with the reply and its cost, after one request', async (_, reply) => {
    const { context, model } = await prepare(reply, good);
    await expect(ask({ context, question, schema })).rejects.toMatchObject({
      code: 'bad-output',
      message: expect.stringMatching(/does not match the schema: .*[^.]\. It is in `facts\.text`/),
      facts: { text: reply, attempts: [{ cost: { max: 0.000014 } }] },
    });
    expect([...model.doGenerateCalls, ...model.doStreamCalls]).toHaveLength(1);
  });

  test('asks once more when asked to, says what was wrong, and bills both', async () => {
    const bad = '{"data": {"keeper": "Runa Holt", "closes": "nine"}, "citations": []}';
    const { context, model } = await prepare(bad, good);
    const answer = await ask({ context, question, schema, repairObject: 'once' });
    expect(answer).toMatchObject({ object: { closes: 9 }, attempts: [{}, {}], cost: { max: 0.000028 } });
    const [first, second] = [...model.doGenerateCalls, ...model.doStreamCalls].map(({ prompt }) => prompt);
    expect(second?.slice(0, 2)).toEqual(first);
    expect(second?.slice(2)).toEqual([
      { role: 'assistant', content: [{ type: 'text', text: bad }] },
      { role: 'user', content: [{ type: 'text', text: expect.stringContaining('closes') }] },
    ]);
    const never = await prepare(bad, bad);
    await expect(
      ask({ context: never.context, question, schema, repairObject: 'once' }),
    ).rejects.toMatchObject({ code: 'bad-output', facts: { attempts: [{}, {}] } });
  });
});

test('data is there while it arrives, then its citations, then the answer', async () => {
  const { context } = await prepare(good);
  const events = await Array.fromAsync(streamAnswer({ context, question, schema }).stream);
  const partials = events.flatMap((event) => (event.type === 'object' ? [event.partial] : []));
  expect(partials[0]).toEqual({});
  expect(partials).toContainEqual({ keeper: 'Runa' });
  expect(partials.at(-1)).toEqual({ keeper: 'Runa Holt', closes: 9 });
  expect(events.slice(-3).map(({ type }) => type)).toEqual(['citation', 'citation', 'finish']);
  expect(events.some(({ type }) => type === 'text')).toBe(false);
});

test('in a UI message the data is one part that grows', async () => {
  const { context } = await prepare(good);
  let message: UIMessage | undefined;
  const stream = streamAnswer({ context, question, schema }).toUIMessageStream();
  for await (const state of readUIMessageStream({ stream })) message = structuredClone(state);
  expect(message?.parts.filter(({ type }) => type === 'data-object')).toEqual([
    { type: 'data-object', id: 'object', data: { keeper: 'Runa Holt', closes: 9 } },
  ]);
});

test('the object has the type of the schema', () => {
  type Asked = ReturnType<typeof answerQuestion<z.infer<typeof schema>>>;
  expectTypeOf<Awaited<Asked>['object']>().toEqualTypeOf<{ keeper: string; closes: number } | undefined>();
});

describe('over the wire', () => {
  let provider: ImitationProvider;
  beforeEach(async () => {
    provider = await startImitationProvider({
      reply: ({ lastUserText }) => (lastUserText.includes('JSON schema') ? good : 'At nine.'),
    });
  });
  afterEach(() => provider.close());

  test.each(routes)(
    'text and schemas in turn share one prefix ($route, $manner)',
    async ({ route, manner }) => {
      const context = await prepareContext({ sources: [[segment]], model: modelOf(provider, route) });
      const other = z.object({ keeper: z.string(), year: z.number().optional() });
      for (const given of [undefined, schema, undefined, other, schema]) {
        const options = { context, question, ...(given !== undefined && { schema: given }) };
        const answer = await (manner === 'whole' ? answerQuestion(options) : streamAnswer(options).answer);
        expect(answer.complete).toBe(true);
      }
      const { lines } = provider.invoice;
      expect(lines.map(({ cacheWrite, cacheRead }) => [cacheWrite > 0, cacheRead > 0])).toEqual([
        [true, false],
        ...Array.from({ length: 4 }, () => [false, true]),
      ]);
      for (const { body } of provider.requests) {
        expect(body).not.toHaveProperty('response_format');
        expect(body).not.toHaveProperty('responseFormat');
      }
    },
  );
});
