import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ModelMessage } from 'ai';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { answerQuestion } from '../src/answer-question.ts';
import type { PackContext } from '../src/context.ts';
import { openRetriever } from '../src/open-retriever.ts';
import { type PrepareContextOptions, prepareContext } from '../src/prepare-context.ts';
import { searchContext } from '../src/search-context.ts';
import type { TextSegment } from '../src/segment.ts';
import { folderCache } from '../src/store/folder-cache.ts';
import { parseTagged } from '../src/text/tagged-text.ts';
import { type ImitationProvider, startImitationProvider } from './helpers/imitation-provider.ts';
import { modelOf, words } from './helpers/sdk-routes.ts';

let provider: ImitationProvider;
let folder: string;
let clock = 0;
let reply = 'The imitation answers.';
beforeEach(async () => {
  reply = 'The imitation answers.';
  provider = await startImitationProvider({ reply: () => reply });
  folder = await mkdtemp(path.join(tmpdir(), 'quire-packs-'));
});
afterEach(async () => {
  await provider.close();
  await rm(folder, { recursive: true });
});

const now = () => clock;
function advance(seconds: number) {
  clock += seconds * 1000;
  provider.advance(seconds);
}

type Files = Readonly<Record<string, string>>;
const twenty: Files = Object.fromEntries(
  Array.from({ length: 20 }, (_, index) => [`f${10 + index}.md`, words(600, `f${10 + index}n`)]),
);

function segmentsOf(files: Files): TextSegment[] {
  return Object.entries(files).map(([source, text]) => ({
    type: 'text',
    source,
    location: { type: 'lines', start: 1, end: 1 },
    text,
  }));
}

/** Prepares as a process of its own would: with what the folder kept and nothing else. */
async function prepare(files: Files, options: Partial<PrepareContextOptions> = {}): Promise<PackContext> {
  const context = await prepareContext({
    sources: [segmentsOf(files)],
    model: modelOf(provider, 'alibaba'),
    cache: folderCache(folder),
    now,
    ...options,
  });
  if (context.strategy !== 'pack') throw new Error('Expected a pack.');
  return context;
}

async function ask(files: Files, options: Partial<PrepareContextOptions> = {}) {
  const context = await prepare(files, options);
  const { tools = 'none' } = options;
  const answer = await answerQuestion({ context, question: 'Why?', now, store: folderCache(folder), tools });
  return { context, answer, line: provider.invoice.lines.at(-1) };
}

test('within the life of the cache an edit costs what has changed and no more', async () => {
  const first = await ask(twenty);
  expect(first.context.decision).not.toHaveProperty('update');
  advance(60);
  const edited = { ...twenty, 'f12.md': words(600, 'new') };
  const { context, line } = await ask(edited);
  expect(line?.cacheRead).toBe(first.line?.cacheWrite);
  expect(line?.cacheWrite).toBeLessThan(700);
  expect(context.decision.update).toMatchObject({
    way: 'append',
    because: 'cheaper',
    changed: ['f12.md'],
    added: [],
    gone: [],
    tokens: { kept: first.context.prefix.tokens },
  });
  expect(context.decision.update?.reason).toMatch(
    /^1 changed, 0 added, 0 gone against .* 60 s ago: .* appended/,
  );
  expect(context.decision.tokens.documents).toBe(context.prefix.tokens);
  expect(new Map(parseTagged(context.prefix.text).map(({ id, text }) => [id, text.trimEnd()]))).toEqual(
    new Map(Object.entries(edited)),
  );
});

test.each(['none', 'read'] as const)(
  'with tools and without a pack goes on from what was asked in the same way: %s',
  async (tools) => {
    const other = tools === 'none' ? 'read' : 'none';
    const first = await ask(twenty, { tools });
    advance(60);
    // Another entry of the provider's cache, of the same documents.
    expect((await ask(twenty, { tools: other })).line?.cacheRead).toBe(0);
    advance(60);
    const edited = { ...twenty, 'f12.md': words(600, 'new') };
    const { context, line } = await ask(edited, { tools });
    expect(line?.cacheRead).toBe(first.line?.cacheWrite);
    expect(line?.cacheWrite).toBeLessThan(700);
    expect(context.decision.update).toMatchObject({ way: 'append', because: 'cheaper' });
    // What nobody asked in this way is not believed to be there.
    advance(250);
    const late = { ...edited, 'f13.md': words(600, 'newer') };
    const { decision } = await prepare(late, { tools: other });
    expect(decision.update).toMatchObject({ way: 'repack', because: 'cold' });
  },
);

test('a document of which a page has changed is read in the order of its pages', async () => {
  const pages = (changed: number) =>
    Array.from({ length: 9 }, (_, index): TextSegment => {
      const page = index + 1;
      const text = words(600, page === changed ? 'new' : `p${page}n`);
      return { type: 'text', source: 'report.pdf', location: { type: 'page', page }, text };
    });
  await ask({}, { sources: [pages(0)] });
  const { context } = await ask({}, { sources: [pages(3)] });
  expect(context.prefix.segments.at(-1)?.location).toMatchObject({ page: 3 });
  const read = await openRetriever(context).read?.({ source: 'report.pdf' });
  expect(read?.map(({ location }) => location)).toEqual(pages(3).map(({ location }) => location));
});

test.each([4.6, 3.2])(
  'what answers teach of the estimate counts for the pack that is gone on with too: %d bytes a token',
  async (bytes) => {
    await provider.close();
    provider = await startImitationProvider({
      tokens: (text) => Math.ceil(Buffer.byteLength(text) / bytes),
      reply: () => 'So it is.',
    });
    const line = 'The crane of the quay is kept by its mate, as line and berth are kept.\n';
    const files: Files = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [`d${10 + n}.md`, line.repeat(40) + n]),
    );
    const first = await ask(files);
    for (let round = 0; round < 3; round += 1) {
      advance(30);
      const { context, line: billed } = await ask(files);
      const { decision, prefix } = context;
      expect(decision.update).toMatchObject({ way: 'append', because: 'unchanged' });
      expect(prefix.hash).toBe(first.context.prefix.hash);
      expect(billed?.cacheRead).toBe(first.line?.cacheWrite);
      const counted = (billed?.cacheRead ?? 0) / decision.tokens.documents;
      expect(counted).toBeGreaterThan(0.97);
      expect(counted).toBeLessThan(1.03);
    }
    // An edit is appended, and no document is cut or sent twice.
    advance(30);
    const edited = await ask({ ...files, 'd49.md': line.repeat(39) });
    expect(edited.line?.cacheRead).toBe(first.line?.cacheWrite);
    const ends = edited.context.prefix.parts?.map(({ end }) => end) ?? [];
    expect(ends).toEqual([...new Set(ends)].sort((a, b) => a - b));
  },
);

test('edit after edit is appended, and each request reads all that the one before has sent', async () => {
  let files: Record<string, string> = { ...twenty };
  let before = (await ask(files)).line;
  for (const name of ['f15.md', 'f11.md', 'f16.md', 'new.md']) {
    files = { ...files, [name]: `${files[name] ?? ''} ${words(20, 'edit')}` };
    advance(30);
    const { line } = await ask(files);
    expect(line?.cacheRead).toBe((before?.cacheRead ?? 0) + (before?.cacheWrite ?? 0));
    before = line;
  }
});

test('a file that is edited over and over is not carried along in all its versions', async () => {
  await ask(twenty);
  for (let round = 0; round < 8; round += 1) {
    advance(100);
    const { context, line } = await ask({ ...twenty, 'f12.md': words(600, `r${round}v`) });
    expect(context.prefix.superseded).toHaveLength(1);
    expect(line?.cacheWrite).toBeLessThan(700);
  }
});

test('nothing has changed: the earlier prefix is sent byte by byte, though a commit would order it anew', async () => {
  const first = await ask(twenty);
  const dated = segmentsOf(twenty).map((segment, index) => ({ ...segment, changedAt: 100 - index }));
  const { context, line } = await ask(twenty, { sources: [dated] });
  expect(context.decision.update).toMatchObject({ way: 'append', because: 'unchanged' });
  expect(context.prefix.hash).toBe(first.context.prefix.hash);
  expect(line?.cacheWrite).toBe(0);
});

test('what the provider no longer keeps is packed anew, in the order of a pack', async () => {
  await ask(twenty);
  const edited = { ...twenty, 'f12.md': 'short' };
  advance(271);
  const { context } = await ask(edited);
  expect(context.decision.update).toMatchObject({ way: 'repack', because: 'cold', tokens: { stale: 0 } });
  expect(context.prefix.text).toBe((await prepare(edited, { earlierPack: 'ignore' })).prefix.text);
});

test('another route has another cache, so nothing is appended for it', async () => {
  await ask(twenty);
  const { context } = await ask({ ...twenty, 'f12.md': 'short' }, { model: modelOf(provider, 'gateway') });
  expect(context.decision).not.toHaveProperty('update');
  expect(context.prefix).not.toHaveProperty('superseded');
});

test('what the provider let go of before its time is told as that, and not as an edit', async () => {
  await ask(twenty);
  provider.advance(400);
  const { answer, context } = await ask({ ...twenty, 'f12.md': 'short' });
  expect(context.decision.update?.way).toBe('append');
  expect(answer.cacheMiss).toEqual({ cause: 'evicted' });
});

test('other documents in the same cache folder are no earlier pack', async () => {
  await ask(twenty);
  const { context } = await ask({ 'other.md': words(9_000) });
  expect(context.decision).not.toHaveProperty('update');
});

test('asked to replace, it packs anew and reads the parts in front of the first change', async () => {
  const first = await ask(twenty);
  const { context, line } = await ask({ ...twenty, 'f27.md': 'short' }, { earlierPack: 'replace' });
  expect(context.decision.update).toMatchObject({ way: 'repack', because: 'asked-for' });
  expect(context.prefix).not.toHaveProperty('superseded');
  expect(line?.cacheRead).toBeGreaterThan(0.5 * (first.line?.cacheWrite ?? 0));
});

test('without the order to follow nothing is kept and nothing is looked up', async () => {
  await ask(twenty, { earlierPack: 'ignore' });
  const { context } = await ask({ ...twenty, 'f12.md': 'short' });
  expect(context.decision).not.toHaveProperty('update');
});

test('when a fifth of the text would no longer count, it is packed anew', async () => {
  await ask(twenty);
  const many = Object.entries(twenty).map(([name, text], index) => [name, index < 6 ? `${text} x` : text]);
  const { context } = await ask(Object.fromEntries(many));
  expect(context.decision.update).toMatchObject({ way: 'repack', because: 'too-stale' });
});

test('when the model has no room for the old and the new, it is packed anew', async () => {
  const { decision } = await prepare(twenty, { earlierPack: 'ignore' });
  const contextWindow = decision.tokens.needed + 8_192 + 500;
  const { profile: known } = await prepare(twenty, { earlierPack: 'ignore' });
  const profile = { ...known, contextWindow, maxInputTokens: contextWindow };
  await ask(twenty, { profile });
  const { context } = await ask({ ...twenty, 'f12.md': `${twenty['f12.md']} x` }, { profile });
  expect(context.decision.update).toMatchObject({ way: 'repack', because: 'over-budget' });
});

test('for many questions growth is dearer than a new pack, and the price says so', async () => {
  await ask(twenty);
  const half = { ...twenty, 'f12.md': 'a', 'f13.md': 'b', 'f14.md': 'c' };
  const { decision } = await prepare(half, { expectedQuestions: 2 });
  expect(decision.update).toMatchObject({ way: 'append' });
  const { decision: many } = await prepare(half, { expectedQuestions: 1_000 });
  expect(many.update).toMatchObject({ way: 'repack', because: 'cheaper' });
  const { append, repack } = many.update?.costs ?? {};
  expect(append?.max).toBeGreaterThan(repack?.max ?? Number.POSITIVE_INFINITY);
});

test('a document that holds the key of the tags makes a new pack with another key', async () => {
  const { key } = (await ask(twenty)).context.prefix;
  const { context } = await ask({ ...twenty, 'f12.md': `</document-${key}>` });
  expect(context.decision.update).toMatchObject({ way: 'repack', because: 'key-taken' });
  expect(context.prefix.key).not.toBe(key);
});

test('a quote from a copy that no longer counts is not verified; where it still stands, it is found there', async () => {
  await ask({ ...twenty, 'f12.md': 'The gate opens at nine.\nThe gate closes at five.\n' });
  reply =
    'Nine <cite id="f12.md">The gate opens at nine.</cite>, five <cite id="f12.md">The gate closes at five.</cite>.';
  const now = { ...twenty, 'f12.md': 'Hours.\n\nThe gate opens at ten.\nThe gate closes at five.\n' };
  const { answer, context } = await ask(now);
  expect(context.decision.update?.way).toBe('append');
  expect(context.prefix.text).toContain('opens at nine');
  expect(answer.citations).toMatchObject([
    { source: 'f12.md', verified: false },
    { source: 'f12.md', verified: true, location: { start: 4, end: 4 } },
  ]);
});

test('of an edited document the new lines are cited where they stand now, and lines that were replaced are not', async () => {
  const lines = Array.from({ length: 60 }, (_, index) => `Gate ${index} opens at ${index + 100} hours.`);
  await ask({ ...twenty, 'gates.md': `${lines.join('\n')}\n` });
  reply =
    'A <cite id="gates.md">Gate 30 opens at 130 hours.</cite> B <cite id="gates.md">Gate 30 opens late.</cite> C <cite id="gates.md">Gate 59 opens at 159 hours.</cite> D <cite id="gates.md">Gate 29 opens at 129 hours. Gate 30 opens late.</cite>';
  const now = lines.with(30, 'Gate 30 opens late.').toSpliced(2, 0, 'Gate 1.5 opens never.');
  const { answer, context, line } = await ask({ ...twenty, 'gates.md': `${now.join('\n')}\n` });
  expect(context.decision.update).toMatchObject({ way: 'append', changed: ['gates.md'] });
  expect(line?.cacheWrite).toBeLessThan(250);
  expect(context.prefix.text).toContain('Gate 30 opens at 130');
  expect(answer.citations).toMatchObject([
    { quote: 'Gate 30 opens at 130 hours.', verified: false },
    { verified: true, location: { start: 32, end: 32 } },
    { verified: true, location: { start: 61, end: 61 } },
    // From the old text into the new.
    { verified: true, location: { start: 31, end: 32 } },
  ]);
  const found = await searchContext({ context, query: 'Gate 30 opens' });
  expect(found.some(({ text }) => text.includes('Gate 30 opens late.'))).toBe(true);
  expect(found.some(({ text }) => text.includes('130 hours'))).toBe(false);
});

test('of the packs that the provider still has it goes on from one that need not be packed anew', async () => {
  const first = await ask(twenty);
  advance(10);
  const many = Array.from({ length: 12 }, (_, index) => [`new${index}.md`, words(600, `new${index}n`)]);
  await ask({ ...twenty, ...Object.fromEntries(many) });
  advance(10);
  // Two of the twelve stay, so more is as it was in the second pack; but ten of them would be carried along.
  const { context, line } = await ask({ ...twenty, ...Object.fromEntries(many.slice(0, 2)) });
  expect(context.decision.update).toMatchObject({
    way: 'append',
    tokens: { kept: first.context.prefix.tokens },
  });
  expect(line?.cacheRead).toBe(first.line?.cacheWrite);
});

test('no request marks more than four parts, in a conversation over a pack that has grown either', async () => {
  await ask(twenty);
  await ask({ ...twenty, 'f12.md': 'short' });
  const context = await prepare({ ...twenty, 'f12.md': 'short', 'f13.md': 'short' });
  expect(context.prefix.parts?.length).toBeGreaterThan(4);
  let history: ModelMessage[] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    const answer = await answerQuestion({ context, question: words(50, `q${turn}`), history, now });
    history = [...answer.messages];
  }
  for (const { body } of provider.requests) {
    const markers = JSON.stringify(body).match(/cache_control/g)?.length;
    expect(markers).toBe(4);
  }
  expect(provider.invoice.lines.at(-1)?.cacheWrite).toBeLessThan(70);
});

describe('two processes on one cache folder', () => {
  test('that ask in turns over edits of their own both get what their folder says', async () => {
    await Promise.all([ask(twenty), ask(twenty)]);
    for (let round = 0; round < 4; round += 1) {
      const [left, right] = [`left ${round}`, `right ${round}`].map((text) => ({
        ...twenty,
        'f12.md': text,
      }));
      const both = await Promise.all([ask(left as Files), ask(right as Files)]);
      for (const [index, { context }] of both.entries()) {
        const documents = new Map(parseTagged(context.prefix.text).map(({ id, text }) => [id, text]));
        expect(documents.get('f12.md')).toBe(`${['left', 'right'][index]} ${round}\n`);
        expect(documents.size).toBe(20);
      }
    }
  });

  test('lose no record of use when they write at the same time', async () => {
    const contexts = await Promise.all(
      Array.from({ length: 2 }, (_, index) => prepare({ ...twenty, [`own${index}.md`]: words(900) })),
    );
    await Promise.all(
      contexts.map((context) =>
        answerQuestion({ context, question: 'Why?', now, store: folderCache(folder) }),
      ),
    );
    for (let index = 0; index < 2; index += 1) {
      const { decision } = await prepare({ ...twenty, [`own${index}.md`]: words(900) });
      expect(decision.update).toMatchObject({ way: 'append', because: 'unchanged' });
    }
  });
});
