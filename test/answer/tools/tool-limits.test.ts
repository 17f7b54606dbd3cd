import { afterEach, describe, expect, test } from 'vitest';
import { QuireError } from '../../../src/errors.ts';
import { findDocuments } from '../../helpers/citation-format.ts';
import { routes } from '../../helpers/sdk-routes.ts';
import { ask, closeToolProviders, file, harbour, prepareHarbour, startToolProvider } from './harbour.ts';

afterEach(closeToolProviders);

const searching = { text: 'I look.', toolCalls: [{ name: 'search', input: { query: 'lock' } }] };

describe.each(routes)('$route, $manner', ({ route, manner }) => {
  test('a model that never stops looking ends at the last request, with its text and its cost', async () => {
    const provider = await startToolProvider(searching);
    const answer = await ask(manner, { context: await prepareHarbour(provider, route), maxSteps: 3 });
    expect(provider.requests).toHaveLength(3);
    expect(answer).toMatchObject({
      complete: false,
      finishReason: 'tool-calls',
      text: 'I look.\n\nI look.\n\nI look.',
      attempts: [{}, {}, {}],
    });
    expect(answer.cost?.max).toBeCloseTo(Number(provider.invoice.totals.dollars), 12);
    expect(answer.toolCalls?.map(({ step, outcome }) => [step, outcome.type])).toEqual([
      [1, 'shown'],
      [2, 'shown'],
      [3, 'refused'],
    ]);
    expect(answer.warnings.join()).toContain('raise `maxSteps`');
    // It was told so beforehand, behind the last look, and not before.
    expect(provider.seen.map(({ toolResults }) => toolResults.at(-1)?.includes('answer now'))).toEqual([
      undefined,
      false,
      true,
    ]);
  });
});

test('a model that calls tools without end in one request is shown no more than it may be', async () => {
  const call = { name: 'read', input: { id: 'docs/harbour.md' } };
  const provider = await startToolProvider(
    Array.from({ length: 40 }, () => call),
    'Nine.',
  );
  const answer = await ask('whole', { context: await prepareHarbour(provider), maxReadBytes: 4_000 });
  const shown = answer.toolCalls?.flatMap(({ outcome }) => (outcome.type === 'shown' ? [outcome] : [])) ?? [];
  expect(shown.map(({ isCut }) => isCut)).toEqual([true, true, true, true]);
  // A note of how to go on is not counted in.
  const text = provider.seen[1]?.toolResults.join('') ?? '';
  const documents = findDocuments(text).reduce((sum, { text: read }) => sum + Buffer.byteLength(read), 0);
  expect(documents).toBeGreaterThan(3_000);
  expect(documents).toBeLessThanOrEqual(4_000);
  expect(answer.toolCalls?.slice(4)).toHaveLength(36);
  for (const { outcome } of answer.toolCalls?.slice(4) ?? []) {
    expect(outcome).toMatchObject({ type: 'refused', reason: 'over-limit' });
  }
});

test.each([
  ['lines', harbour[0], 'docs/harbour.md'],
  ['one long line', file('data.json', [`{"a": "${'ö€😀 '.repeat(3_000)}"}`]), 'data.json'],
  [
    'a long page',
    {
      type: 'text',
      source: 'a.pdf',
      location: { type: 'page', page: 2 },
      text: `${'Tide 😀. '.repeat(2_000)}\n`,
    } as const,
    'a.pdf',
  ],
])('%s: reading on where it was cut shows all of it and nothing twice', async (_, segment, id) => {
  if (segment === undefined) throw new Error('There is no such document.');
  let next: string | undefined = id;
  let text = '';
  for (let rounds = 0; next !== undefined && rounds < 40; rounds += 1) {
    const provider = await startToolProvider([{ name: 'read', input: { id: next } }], 'Read.');
    const context = await prepareHarbour(provider, 'alibaba', { sources: [[segment]] });
    await ask('whole', { context, maxReadBytes: 12_000 });
    const [result = ''] = provider.seen[1]?.toolResults ?? [];
    const [document] = findDocuments(result);
    const shown = document?.text ?? '';
    // Inside a line the closing tag stands on a line of its own.
    const isInside = !segment.text.startsWith(text + shown);
    text += isInside ? shown.slice(0, -1) : shown;
    const [, rest] = /\(Cut here\. To read on: id ("(?:[^"\\]|\\.)*")/.exec(result) ?? [];
    next = rest === undefined ? undefined : (JSON.parse(rest) as string);
  }
  expect(text).toBe(segment.text);
});

test('a small window keeps room for what is looked up', async () => {
  const many = Array.from({ length: 60 }, (_, index) =>
    file(
      `lock-${index}.md`,
      Array.from({ length: 20 }, (__, line) => `Lock ${index} has gate ${line}, painted grey.`),
    ),
  );
  const provider = await startToolProvider([{ name: 'read', input: { id: 'lock-7.md' } }], 'Grey.');
  const context = await prepareHarbour(provider, 'alibaba', {
    sources: [many],
    profile: { contextWindow: 16_000 },
    maxOutputTokens: 2_000,
    evidenceTokens: 16_000,
  });
  const answer = await ask('whole', { context, question: 'Which lock has a gate painted grey?' });
  expect(answer.toolCalls).toMatchObject([{ outcome: { type: 'shown', isCut: false } }]);
  const plain = await ask('whole', {
    context,
    question: 'Which lock has a gate painted grey?',
    tools: 'none',
  });
  expect(plain.complete).toBe(true);
  const [before = '', after = ''] = [provider.seen[0], provider.seen[2]].map((seen) => seen?.userParts[0]);
  expect(before.length).toBeLessThan(0.6 * after.length);
});

test('no more is shown than the window of the model has room for', async () => {
  const long = file(
    'long.md',
    Array.from({ length: 2_000 }, (_, line) => `Gate ${line} is painted grey.`),
  );
  const provider = await startToolProvider(
    Array.from({ length: 6 }, () => ({ name: 'read', input: { id: 'long.md' } })),
    'Grey.',
  );
  const context = await prepareHarbour(provider, 'alibaba', {
    sources: [[long]],
    profile: { contextWindow: 16_000 },
    maxOutputTokens: 2_000,
    evidenceTokens: 16_000,
  });
  const answer = await ask('whole', { context, question: 'Which gate is painted grey?' });
  const bytes = answer.toolCalls?.map(({ outcome }) => (outcome.type === 'shown' ? outcome.bytes : 0)) ?? [];
  const { budget, needed, documents, margin } = context.decision.tokens;
  const evidence = context.strategy === 'retrieve' ? context.evidenceTokens : 0;
  const overhead = needed - Math.ceil(documents * (1 + margin));
  const room = budget - overhead - Math.ceil((evidence / 2) * (1 + margin));
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(0.9 * room);
  // A note of how to go on is not counted in.
  expect(bytes.reduce((sum, each) => sum + each, 0)).toBeLessThan(1.1 * room);
});

test.each([
  ['maxSteps', 0],
  ['maxSteps', 1.5],
  ['maxReadBytes', -1],
  ['maxReadBytes', Number.NaN],
] as const)('%s of %d is refused before anything is sent', async (option, value) => {
  const provider = await startToolProvider('Nine.');
  const asked = ask('whole', { context: await prepareHarbour(provider), [option]: value });
  await expect(asked).rejects.toSatisfy((error) => QuireError.isInstance(error, 'bad-input'));
  expect(provider.requests).toHaveLength(0);
});

test('one request alone: nothing can be looked up, and that is said', async () => {
  const provider = await startToolProvider(searching);
  const answer = await ask('streamed', { context: await prepareHarbour(provider), maxSteps: 1 });
  expect(answer.attempts).toHaveLength(1);
  expect(answer.toolCalls).toMatchObject([{ outcome: { type: 'refused', reason: 'over-limit' } }]);
});
