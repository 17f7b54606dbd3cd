import { createGateway, jsonSchema, Output, tool } from 'ai';
import { afterEach, expect, test } from 'vitest';
import { type ImitationProvider, startImitationProvider } from './imitation-provider.ts';
import type { ImitationOptions } from './provider-state.ts';
import { call, marked, modelOf, routes, userMessage, words } from './sdk-routes.ts';

let running: ImitationProvider | undefined;
afterEach(() => running?.close());

async function start(options?: ImitationOptions): Promise<ImitationProvider> {
  running = await startImitationProvider(options);
  return running;
}

const document = words(5000, 'd');
const questions = ['question number one', 'question number two', 'question number three'];

test.each(routes)(
  'a marked document part is written once and read twice ($route, $manner)',
  async ({ route, manner }) => {
    const provider = await start();
    const model = modelOf(provider, route);
    const seen = [];
    for (const question of questions) {
      const { text, tokens } = await call(model, [userMessage([document, question], [0])], { manner });
      expect(text).toBe('The imitation answers.');
      seen.push(tokens);
    }
    expect(seen).toEqual([
      [8, 0, 5003, 3],
      [8, 5003, 0, 3],
      [8, 5003, 0, 3],
    ]);
    // By hand: uncached 24 x 100 n$, written 5,003 x 125 n$, read 10,006 x 10 n$, output 9 x 400 n$.
    expect(provider.invoice.totals).toEqual({
      requests: 3,
      prompt: 15_033,
      uncached: 24,
      cacheWrite: 5003,
      cacheRead: 10_006,
      output: 9,
      reasoning: 0,
      dollars: '0.000731435',
    });
  },
);

test.each([
  { layout: 'a marker on the message of the document', expected: [11, 5005, 0] },
  { layout: 'a marked document in the instructions', expected: [11, 5005, 0] },
  { layout: 'the marker in snake case', expected: [8, 5003, 0] },
  { layout: 'a marker on the message that also holds the question', expected: [3, 0, 5008] },
  { layout: 'the question in front of the document', expected: [3, 0, 5008] },
  { layout: 'a marker for another provider', expected: [5011, 0, 0] },
])('bills the second question of $layout alike on both routes', async ({ layout, expected }) => {
  const provider = await start();
  for (const route of ['alibaba', 'gateway'] as const) {
    const model = modelOf(provider, route);
    const ask = async (question: string) => {
      const snake = { alibaba: { cache_control: { type: 'ephemeral' } } };
      const other = { anthropic: { cacheControl: { type: 'ephemeral' } } };
      const withOptions = (providerOptions: typeof snake | typeof other) => [
        {
          role: 'user' as const,
          content: [
            { type: 'text' as const, text: document, providerOptions },
            { type: 'text' as const, text: question },
          ],
        },
      ];
      switch (layout) {
        case 'a marker on the message of the document':
          return call(model, [
            { ...userMessage([document]), providerOptions: marked },
            userMessage([question]),
          ]);
        case 'a marked document in the instructions':
          return call(model, [userMessage([question])], {
            instructions: { role: 'system', content: document, providerOptions: marked },
          });
        case 'the marker in snake case':
          return call(model, withOptions(snake));
        case 'a marker on the message that also holds the question':
          return call(model, [{ ...userMessage([document, question]), providerOptions: marked }]);
        case 'the question in front of the document':
          return call(model, [userMessage([question, document], [1])]);
        default:
          return call(model, withOptions(other));
      }
    };
    await ask('question number one');
    expect((await ask('question number two')).tokens.slice(0, 3)).toEqual(expected);
  }
});

test('an aborted stream stores nothing and is billed for what was made', async () => {
  const provider = await start({ reply: () => words(200) });
  for (const route of ['alibaba', 'gateway'] as const) {
    const model = modelOf(provider, route);
    const aborting = new AbortController();
    provider.failNext({ type: 'slow', chunkDelayMs: 5 });
    const answer = call(model, [userMessage([document, 'one'], [0])], {
      manner: 'streamed',
      abortSignal: aborting.signal,
    });
    setTimeout(() => aborting.abort(), 60);
    await expect(answer).rejects.toThrow();
    await provider.settled();
    const line = provider.invoice.lines.at(-1);
    expect(line).toMatchObject({ outcome: 'aborted', uncached: 5009, cacheWrite: 0, cacheRead: 0 });
    expect(line?.output).toBeLessThan(100);
    expect((await call(model, [userMessage([document, 'two'], [0])])).tokens).toEqual([6, 0, 5003, 200]);
  }
});

test('the cache is filled only when the response has ended: three questions at once write three times', async () => {
  const together = Promise.withResolvers<void>();
  let arrived = 0;
  const provider = await start({
    async reply() {
      arrived += 1;
      if (arrived === 3) together.resolve();
      await together.promise;
      return 'Done.';
    },
  });
  const model = modelOf(provider, 'gateway');
  await Promise.all(questions.map((question) => call(model, [userMessage([document, question], [0])])));
  expect(provider.invoice.totals).toMatchObject({ cacheWrite: 3 * 5003, cacheRead: 0 });
  await call(model, [userMessage([document, 'a fourth'], [0])]);
  expect(provider.invoice.totals).toMatchObject({ cacheWrite: 3 * 5003, cacheRead: 5003 });
});

test('accounts, models and routes share no cache, and the clock ends an entry', async () => {
  const provider = await start({ apiKey: ['test-key', 'other-key'] });
  const ask = async (...model: Parameters<typeof modelOf>) =>
    (await call(modelOf(...model), [userMessage([document, 'why'], [0])])).tokens.slice(0, 3);
  expect(await ask(provider, 'alibaba')).toEqual([6, 0, 5003]);
  expect(await ask(provider, 'alibaba', { apiKey: 'other-key' })).toEqual([6, 0, 5003]);
  expect(await ask(provider, 'alibaba', { id: 'imitation-twin' })).toEqual([6, 0, 5003]);
  expect(await ask(provider, 'gateway')).toEqual([6, 0, 5003]);
  expect(await ask(provider, 'alibaba')).toEqual([6, 5003, 0]);
  provider.advance(240);
  expect(await ask(provider, 'alibaba')).toEqual([6, 5003, 0]);
  provider.advance(300.001);
  expect(await ask(provider, 'alibaba')).toEqual([6, 0, 5003]);
});

test('other tools rewrite the prefix', async () => {
  const provider = await start();
  for (const route of ['alibaba', 'gateway'] as const) {
    const model = modelOf(provider, route);
    const messages = [userMessage([document, 'why'], [0])];
    const look = tool({ description: 'Looks', inputSchema: jsonSchema({ type: 'object' }) });
    await call(model, messages);
    const first = await call(model, messages, { tools: { look } });
    expect(first.tokens[1]).toBe(0);
    expect(first.tokens[2]).toBeGreaterThan(5003);
    const second = await call(model, messages, { tools: { look } });
    expect(second.tokens.slice(1, 3)).toEqual([first.tokens[2], 0]);
  }
});

test('a JSON schema lands in front of the document and rewrites the prefix', async () => {
  const provider = await start({ reply: ({ json }) => (json ? '{"year":1999}' : 'In 1999.') });
  const schema = jsonSchema<{ year: number }>({ type: 'object', properties: { year: { type: 'number' } } });
  for (const route of ['alibaba', 'gateway'] as const) {
    const model = modelOf(provider, route);
    const messages = [userMessage([document, 'When?'], [0])];
    const instructions = 'Answer from the document.';
    await call(model, messages, { instructions });
    expect((await call(model, messages, { instructions })).tokens.slice(1, 3)).toEqual([5012, 0]);
    const { text, tokens } = await call(model, messages, { instructions, output: Output.object({ schema }) });
    expect(text).toBe('{"year":1999}');
    expect(tokens[1]).toBe(0);
    expect(tokens[2]).toBeGreaterThan(5012);
  }
});

test('both routes count a conversation with tool calls and images alike', async () => {
  const provider = await start();
  for (const route of ['alibaba', 'gateway'] as const) {
    await call(modelOf(provider, route), [
      {
        role: 'user',
        content: [
          { type: 'file', mediaType: 'image/png', data: new Uint8Array([1, 2, 3]) },
          { type: 'text', text: document, providerOptions: marked },
        ],
      },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'Let me look.' },
          { type: 'tool-call', toolCallId: 'c1', toolName: 'look', input: { at: 'page two' } },
        ],
      },
      {
        role: 'tool',
        content: [
          {
            type: 'tool-result',
            toolCallId: 'c1',
            toolName: 'look',
            output: { type: 'json', value: { found: 'two words' } },
          },
        ],
        providerOptions: marked,
      },
      { ...userMessage(['and now']), providerOptions: marked },
    ]);
  }
  const [direct, gateway] = provider.invoice.lines;
  expect(gateway).toEqual({ ...direct, route: 'gateway' });
  expect(direct).toMatchObject({ uncached: 3, cacheRead: 0 });
  // One image 2,502; the document 5,000; the call as JSON 2 words and its text 3; the result 2; the question 2; 4 x 5 around.
  expect(direct?.cacheWrite).toBe(2502 + 5000 + 2 + 3 + 2 + 2 + 20);
});

test.each(routes)(
  'a client that forgets to switch thinking off is billed for it ($route, $manner)',
  async ({ route, manner }) => {
    const provider = await start();
    const model = modelOf(provider, route);
    const { text, usage } = await call(model, [userMessage(['Why?'])], { manner, reasoning: undefined });
    expect(text).toBe('The imitation answers.');
    expect(usage.outputTokens).toBe(303);
    expect(usage.outputTokenDetails).toMatchObject({ textTokens: 3, reasoningTokens: 300 });
    await call(model, [userMessage(['Why?'])], { manner, reasoning: 'none' });
    expect(provider.invoice.lines.map(({ output, reasoning }) => [output, reasoning])).toEqual([
      [303, 300],
      [3, 0],
    ]);
  },
);

test.each(routes)('the answer is cut at the output limit ($route, $manner)', async ({ route, manner }) => {
  const provider = await start({ reply: () => 'one  two three\nfour' });
  const model = modelOf(provider, route);
  const { text, finishReason } = await call(model, [userMessage(['Count.'])], { manner, maxOutputTokens: 3 });
  expect(text).toBe('one  two three');
  expect(finishReason).toBe('length');
  expect(provider.invoice.totals.output).toBe(3);
});

test.each([
  { gatewayReadPrice: 'tenth', cost: '0.00005143' },
  { gatewayReadPrice: 'hundredth', cost: '0.000006403' },
] as const)(
  'the gateway reports its cost, with a cache read at a $gatewayReadPrice',
  async ({ gatewayReadPrice, cost }) => {
    const provider = await start({ gatewayReadPrice, reply: () => 'Yes.' });
    const model = modelOf(provider, 'gateway');
    const messages = [userMessage([document, 'Really really really really?', 'Now?'], [0])];
    await call(model, messages);
    for (const manner of ['whole', 'streamed'] as const) {
      const { tokens, providerMetadata } = await call(model, messages, { manner });
      expect(tokens).toEqual([10, 5003, 0, 1]);
      // By hand: 10 x 100 n$ + 5,003 x 10 n$ (or 1 n$) + 1 x 400 n$ = 51,430 n$ (or 6,403 n$).
      expect(providerMetadata?.gateway).toMatchObject({
        cost,
        generationId: expect.stringMatching(/^gen_/),
        routing: { finalProvider: 'alibaba' },
      });
    }
  },
);

test("the low price of a cache read is the gateway's alone", async () => {
  const provider = await start({ gatewayReadPrice: 'hundredth', reply: () => 'Yes.' });
  for (const route of ['alibaba', 'gateway'] as const) {
    const ask = () => call(modelOf(provider, route), [userMessage([document, 'Now?'], [0])]);
    await ask();
    await ask();
  }
  // By hand: 6 x 100 n$ + 5,003 x 10 n$ (or 1 n$) + 1 x 400 n$ = 51,030 n$ (or 6,003 n$).
  const reads = provider.invoice.lines.filter(({ cacheRead }) => cacheRead > 0);
  expect(reads.map(({ route, dollars }) => [route, dollars])).toEqual([
    ['alibaba', '0.00005103'],
    ['gateway', '0.000006003'],
  ]);
});

test('lists its models with the price of the route', async () => {
  const provider = await start({ gatewayReadPrice: 'hundredth' });
  const { models } = await createGateway({
    baseURL: provider.gatewayUrl,
    apiKey: 'test-key',
  }).getAvailableModels();
  expect(models[0]).toMatchObject({
    id: 'alibaba/qwen3.5-flash',
    pricing: {
      input: '0.0000001',
      output: '0.0000004',
      cachedInputTokens: '0.000000001',
      cacheCreationInputTokens: '0.000000125',
    },
  });
});

test('streams usage only when it was asked for', async () => {
  const provider = await start();
  const stream = async (rest: object) => {
    const response = await fetch(`${provider.alibabaUrl}/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer test-key' },
      body: JSON.stringify({
        model: 'qwen3.5-flash',
        messages: [{ role: 'user', content: 'Hello' }],
        enable_thinking: false,
        stream: true,
        ...rest,
      }),
    });
    return response.text();
  };
  expect(await stream({})).not.toContain('prompt_tokens');
  expect(await stream({ stream_options: { include_usage: true } })).toMatch(
    /"choices":\[\],"usage":\{"prompt_tokens":9,.*\n\ndata: \[DONE\]\n\n$/,
  );
});

test('a model that calls tools is billed for its calls and for the list of tools, alike on each route', async () => {
  const look = tool({
    description: 'looks',
    inputSchema: jsonSchema({ type: 'object' }),
    execute: async () => 'seen',
  });
  for (const { route, manner } of routes) {
    const provider = await start({
      reply: () => ({ text: 'I look.', toolCalls: [{ name: 'look', input: { at: 'one two' } }] }),
    });
    const question = [userMessage(['Document.', 'Why?'])];
    const first = await call(modelOf(provider, route), question, { manner, tools: { look } });
    expect(first).toMatchObject({ text: 'I look.', finishReason: 'tool-calls' });
    // Two words of text, and "look {"at":"one two"}".
    expect(first.tokens.at(-1)).toBe(2 + 3);
    expect(provider.invoice.lines).toMatchObject([{ output: 5, outcome: 'finished' }]);
    const plain = await call(modelOf(provider, route), question, { manner });
    expect(first.tokens[0]).toBeGreaterThan(plain.tokens[0] ?? 0);
  }
});

test('keeps each request as it arrived, and hands the reply its question', async () => {
  const asked: unknown[] = [];
  const provider = await start({
    reply(request) {
      asked.push(request);
      return { text: 'Partly.', finishReason: 'length' };
    },
  });
  const { finishReason } = await call(modelOf(provider, 'gateway'), [userMessage(['Document.', 'Why?'])], {
    instructions: 'Be brief.',
  });
  expect(finishReason).toBe('length');
  expect(asked).toEqual([
    {
      route: 'gateway',
      model: 'qwen3.5-flash',
      streamed: false,
      json: false,
      system: 'Be brief.',
      userParts: ['Document.', 'Why?'],
      lastUserText: 'Why?',
      tools: [],
      toolResults: [],
    },
  ]);
  expect(provider.requests).toMatchObject([
    {
      path: '/v4/ai/language-model',
      route: 'gateway',
      model: 'alibaba/qwen3.5-flash',
      streamed: false,
      body: { prompt: [{ role: 'system', content: 'Be brief.' }, { role: 'user' }] },
    },
  ]);
  expect(JSON.parse(provider.requests[0]?.rawBody ?? '')).toEqual(provider.requests[0]?.body);
});
