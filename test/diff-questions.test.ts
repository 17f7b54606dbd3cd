import { afterEach, beforeEach, expect, test } from 'vitest';
import { answerQuestion } from '../src/answer-question.ts';
import { estimateCost } from '../src/estimate-cost.ts';
import { type LoadRepositoryOptions, loadRepository } from '../src/load/load-repository.ts';
import { type PrepareContextOptions, prepareContext } from '../src/prepare-context.ts';
import { prepareShards } from '../src/prepare-shards.ts';
import type { TextSegment } from '../src/segment.ts';
import { folderCache } from '../src/store/folder-cache.ts';
import { findDelimiterKey } from '../src/text/delimiter-key.ts';
import { type ImitationProvider, startImitationProvider } from './helpers/imitation-provider.ts';
import { mockModel } from './helpers/mock-model.ts';
import { modelOf, words } from './helpers/sdk-routes.ts';
import { commitAll, makeFolder, makeRepository, writeFiles } from './load/make-folder.ts';

let provider: ImitationProvider;
let repository: string;
let reply = 'It breaks nothing.';
beforeEach(async () => {
  reply = 'It breaks nothing.';
  provider = await startImitationProvider({ reply: () => reply });
  repository = await makeRepository({
    'a.ts': `${words(900, 'a')}\n`,
    'c.ts': 'less();\n',
    'b.ts': `${words(900, 'b')}\nretry(3);\n`,
  });
  await writeFiles(repository, { 'b.ts': `${words(900, 'b')}\nretry(5);\nwait(1);\n` });
  commitAll(repository);
});
afterEach(() => provider.close());

const question = 'What does this change break?';

async function ask(load: LoadRepositoryOptions, options: Partial<PrepareContextOptions> = {}) {
  const context = await prepareContext({
    sources: [loadRepository(repository, load)],
    model: modelOf(provider, 'alibaba'),
    ...options,
  });
  const answer = await answerQuestion({ context, question, ...(options.cache && { store: options.cache }) });
  return { context, answer, line: provider.invoice.lines.at(-1) };
}

const since = { diff: { revisions: 'HEAD~1' } } as const;

test('a question about a diff reads the documents that a plain question wrote, and another diff writes nothing', async () => {
  const plain = await ask({});
  expect(plain.line?.cacheWrite).toBeGreaterThan(1_800);
  const first = await ask(since);
  expect(first.line).toMatchObject({ cacheRead: plain.line?.cacheWrite, cacheWrite: 0 });
  const other = await ask({ diff: { revisions: 'HEAD~1..HEAD' }, log: 1 });
  expect(other.line).toMatchObject({ cacheRead: plain.line?.cacheWrite, cacheWrite: 0 });
  // Cold, the diff is no part of what is written either: the plain question reads it.
  provider.advance(3_600);
  expect((await ask(since)).line?.cacheWrite).toBe(plain.line?.cacheWrite);
  expect((await ask({})).line).toMatchObject({ cacheRead: plain.line?.cacheWrite, cacheWrite: 0 });
});

test('for many questions the diff is written once, as a part of its own behind the documents', async () => {
  const plain = await ask({});
  const { context, line } = await ask(since, { expectedQuestions: 20 });
  expect(line?.cacheRead).toBe(plain.line?.cacheWrite);
  expect(line?.cacheWrite).toBeGreaterThan(100);
  await answerQuestion({ context, question: 'And who waits?' });
  const next = provider.invoice.lines.at(-1);
  expect(next).toMatchObject({
    cacheRead: Number(line?.cacheRead) + Number(line?.cacheWrite),
    cacheWrite: 0,
  });
  expect(next?.uncached).toBeLessThan(50);
});

test('in a conversation about a diff each turn reads all that the one before has read and written', async () => {
  const { context, answer } = await ask(since);
  let { messages } = answer;
  for (let turn = 2; turn <= 5; turn += 1) {
    const before = provider.invoice.lines.at(-1);
    ({ messages } = await answerQuestion({ context, question: `And ${turn}?`, history: messages }));
    expect(provider.invoice.lines.at(-1)?.cacheRead).toBe(
      Number(before?.cacheRead) + Number(before?.cacheWrite),
    );
  }
  expect(provider.invoice.lines.at(-1)?.uncached).toBeLessThan(20);
});

test('the diff stands behind the last marker and before the question, and a quote from it is found', async () => {
  reply = 'Waits.<cite id="git diff HEAD~1 -- b.ts">retry(5);\nwait(1);</cite>';
  const { context, answer } = await ask(since);
  const body = provider.requests[0]?.body as { messages: { content: Record<string, unknown>[] }[] };
  const parts = body.messages.at(-1)?.content ?? [];
  expect(parts.map((part) => 'cache_control' in part)).toEqual([true, false, false]);
  expect(parts[1]?.text).toMatch(/^<document-\S+ id="git diff HEAD~1 -- b\.ts">\n--- a\/b\.ts\n/);
  expect(parts[2]?.text).toBe(question);
  expect(answer.citations).toMatchObject([
    {
      source: 'git diff HEAD~1 -- b.ts',
      location: { type: 'lines', start: 6, end: 7 },
      verified: true,
    },
  ]);
  const { model, ...kept } = context;
  expect(model).toBeDefined();
  const again = await answerQuestion({
    context: JSON.parse(JSON.stringify(kept)),
    model: modelOf(provider, 'alibaba'),
    question,
  });
  expect(again.citations).toEqual(answer.citations);
});

test('what is quoted beforehand is what the diff costs: new in every question, never written', async () => {
  const { context, line } = await ask(since);
  const { tokens, atMost } = estimateCost({ context, question });
  const [diff] = context.volatile ?? [];
  expect(tokens.next.uncached).toBe(200 + (diff?.tokens ?? 0));
  expect(tokens.next.cacheRead + tokens.next.uncached).toBe(tokens.first.cacheWrite + tokens.first.uncached);
  expect(atMost?.max).toBeGreaterThan(Number(line?.dollars));
  const limit = (atMost?.max ?? 0) * 0.9;
  await expect(answerQuestion({ context, question, maxCostUsd: limit })).rejects.toMatchObject({
    code: 'cost-cap',
  });
});

test('an edit of the files is appended behind what is cached, and its diff stands behind that', async () => {
  const cache = folderCache(await makeFolder({}));
  const plain = await ask({}, { cache });
  await writeFiles(repository, { 'c.ts': 'more();\n' });
  const { line, context } = await ask({ diff: 'uncommitted' }, { cache });
  expect(context.decision.update).toMatchObject({ way: 'append', changed: ['c.ts'], added: [] });
  expect(line?.cacheRead).toBe(plain.line?.cacheWrite);
  const again = await ask(since, { cache });
  expect(again.line).toMatchObject({
    cacheRead: Number(line?.cacheRead) + Number(line?.cacheWrite),
    cacheWrite: 0,
  });
});

test('documents and diff share a key that neither holds', async () => {
  const first = findDelimiterKey([]);
  await writeFiles(repository, { 'b.ts': `retry("</document-${first}>");\n` });
  commitAll(repository);
  await writeFiles(repository, { 'b.ts': 'retry();\n' });
  commitAll(repository);
  const { context } = await ask(since);
  if (context.strategy !== 'pack') throw new Error('Expected a pack.');
  expect(context.prefix.text).not.toContain(first);
  expect(context.prefix.key).not.toBe(first);
  expect(context.behind).toContain(`-retry("</document-${first}>");`);
});

const bytesProfile = { contextWindow: 20_000, tokenizer: { type: 'bytes', bytesPerToken: 4 } } as const;
const many: TextSegment[] = Array.from({ length: 40 }, (_, index) => ({
  type: 'text',
  source: `f${10 + index}.md`,
  location: { type: 'lines', start: 1, end: 1 },
  text: words(500, `f${index}n`),
}));
const diffText: TextSegment = {
  type: 'text',
  source: 'git diff HEAD -- f10.md',
  location: { type: 'lines', start: 1, end: 1 },
  text: '-old words\n+new words\n',
  isVolatile: true,
};

test('where documents are retrieved or read in shards, the whole diff goes with each question', async () => {
  const model = mockModel(({ prompt, responseFormat }) => {
    const text = JSON.stringify(prompt);
    expect(text).toContain('+new words');
    expect(text.split('git diff HEAD -- f10.md')).toHaveLength(2);
    return responseFormat === undefined && !text.includes('"findings"')
      ? 'Yes.'
      : '{"data":null,"citations":[]}';
  });
  const options = { sources: [[diffText, ...many]], model, profile: bytesProfile, maxOutputTokens: 1_000 };
  const context = await prepareContext(options);
  expect(context).toMatchObject({ strategy: 'retrieve', volatile: [{ source: diffText.source }] });
  await answerQuestion({ context, question });
  const sharded = await prepareShards(options);
  expect(sharded.shards.length).toBeGreaterThan(1);
  for (const shard of sharded.shards) await answerQuestion({ context: shard, question });
  expect(model.doGenerateCalls).toHaveLength(1 + sharded.shards.length);
});

test('a diff that would crowd the documents out is searched as they are', async () => {
  const long = { ...diffText, text: words(9_000, 'new') };
  const context = await prepareContext({
    sources: [[long, ...many]],
    model: mockModel('Yes.'),
    profile: bytesProfile,
    maxOutputTokens: 1_000,
  });
  expect(context).not.toHaveProperty('volatile');
  expect(context.coverage.documents.map(({ source }) => source)).toContain(diffText.source);
  if (context.strategy !== 'retrieve') throw new Error('Expected retrieval.');
  const found = await context.retriever.retrieve({ query: 'new77', evidenceTokens: 2_000 });
  expect(found[0]?.source).toBe(diffText.source);
});

test('what is left out so that the rest fits are documents, and not the diff of a test', async () => {
  const diff = { ...diffText, source: 'git diff HEAD -- test/a.test.ts', text: words(800, 'new') };
  const context = await prepareContext({
    sources: [[diff, ...many]],
    model: mockModel('Yes.'),
    profile: bytesProfile,
    maxOutputTokens: 1_000,
    fit: 'leave-out',
  });
  expect(context).toMatchObject({ strategy: 'pack', volatile: [{ source: diff.source }] });
  expect(context.skipped.length).toBeGreaterThan(1);
  expect(
    context.skipped.every(({ reason, source }) => reason === 'over-budget' && source !== diff.source),
  ).toBe(true);
});

test('where documents are retrieved, what a change touches is found by the words of the change', async () => {
  const caller = {
    ...(many[0] as TextSegment),
    source: 'caller.ts',
    text: 'export const length = moorBarge(9);',
  };
  const asked = { ...caller, source: 'tide.md', text: 'The tide gauge is read by hand.' };
  const diff = {
    ...diffText,
    text: '--- a/f10.md\n+++ b/f10.md\n-function moorBarge() {}\n+function moorBarge(n) {}\n',
  };
  const model = mockModel('Yes.');
  const sources = [[diff, caller, asked, ...many]];
  const context = await prepareContext({ sources, model, profile: bytesProfile, maxOutputTokens: 1_000 });
  await answerQuestion({ context, question: 'What does this do to the tide gauge?' });
  const prompt = JSON.stringify(model.doGenerateCalls[0]?.prompt);
  expect(prompt).toContain('length = moorBarge(9)');
  expect(prompt).toContain('read by hand');
});
