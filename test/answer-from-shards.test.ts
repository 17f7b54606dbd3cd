import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { beforeAll, describe, expect, test } from 'vitest';
import { createBudget } from '../src/answer/request/create-budget.ts';
import { type AnswerFromShardsOptions, answerFromShards, type Finding } from '../src/answer-from-shards.ts';
import type { CacheStore } from '../src/cache-store.ts';
import type { PackContext } from '../src/context.ts';
import { estimateCost } from '../src/estimate-cost.ts';
import { prepareShards, type ShardedContext } from '../src/prepare-shards.ts';
import type { LedgerEntry } from '../src/result.ts';
import type { TextSegment } from '../src/segment.ts';
import { mockModel } from './helpers/mock-model.ts';
import { seededRandom } from './helpers/seeded-random.ts';

const profile = { contextWindow: 1_000_000, tokenizer: { type: 'bytes', bytesPerToken: 4 } } as const;

/** What a shard is shown: its documents by id. */
function documentsOf(options: LanguageModelV4CallOptions): { id: string; text: string }[] {
  const text = textsOf(options)[0] ?? '';
  return [...text.matchAll(/<document-(\S+) id="([^"]*)"[^>]*>\n([\s\S]*?)<\/document-\1>/g)].map(
    ([, , id = '', body = '']) => ({ id, text: body }),
  );
}

function textsOf({ prompt }: LanguageModelV4CallOptions): string[] {
  return prompt.flatMap(({ role, content }) =>
    role === 'user' ? content.flatMap((part) => (part.type === 'text' ? [part.text] : [])) : [],
  );
}

/** A model that tells what it is shown and nothing else: every line with the word, and at last all that was found. */
function reportingModel(word: string) {
  return mockModel((options) => {
    const documents = documentsOf(options);
    const lines = documents.flatMap(({ id, text }) =>
      text.split('\n').flatMap((line) => (line.includes(word) ? [{ id, quote: line }] : [])),
    );
    if (textsOf(options).some((text) => text.includes('Findings:'))) {
      return (
        lines.map(({ id, quote }) => `${quote}<cite id="${id}">${quote}</cite>`).join('\n') ||
        '<not-found/>None.'
      );
    }
    const findings = lines.map(({ quote }) => quote);
    return JSON.stringify({
      data: findings.length === 0 ? null : { findings },
      citations: lines.map(({ id, quote }, index) => ({ path: `/findings/${index}`, id, quote })),
    });
  });
}

function createJournal(): CacheStore {
  const entries = new Map<string, Uint8Array>();
  return {
    get: async (namespace, key) => entries.get(`${namespace} ${key}`),
    set: async (namespace, key, value) => void entries.set(`${namespace} ${key}`, value),
  };
}

const question = 'How many endpoints lack auth? List them.';

describe('over five million tokens', () => {
  const random = seededRandom(5);
  const planted: string[] = [];
  const segments: TextSegment[] = Array.from({ length: 260 }, (_, file) => {
    const lines = Array.from({ length: 1_000 }, (__, line) => {
      if (random.below(2_500) !== 0)
        return `A line of no interest, ${line} of file ${file}: the tide gauge was read by hand twice.`;
      const endpoint = `UNGUARDED endpoint /${file}/${line}`;
      planted.push(endpoint);
      return endpoint;
    });
    return {
      type: 'text',
      source: `src/${file}.ts`,
      location: { type: 'lines', start: 1, end: 1_000 },
      text: lines.join('\n'),
    };
  });
  let context: ShardedContext;
  beforeAll(async () => {
    context = await prepareShards({ sources: [segments], model: reportingModel('UNGUARDED'), profile });
  });

  test('every document is in one shard, and each shard fits', () => {
    const tokens = context.coverage.documents.reduce((sum, document) => sum + document.tokens, 0);
    expect(tokens).toBeGreaterThan(5_000_000);
    const held = context.shards.flatMap(({ prefix }) => prefix.segments.map(({ id }) => id));
    expect(held.toSorted()).toEqual(segments.map(({ source }) => source).toSorted());
    for (const { decision } of context.shards)
      expect(decision.tokens.needed).toBeLessThanOrEqual(decision.tokens.budget);
    expect(context.shards.length).toBe(Math.ceil(tokens / (context.shards[0]?.prefix.tokens ?? 1)));
  });

  test('counting and listing are exact, with a citation for each that was looked up', async () => {
    const model = reportingModel('UNGUARDED');
    const { findings, citations, text, attempts } = await answerFromShards({ context, question, model });
    expect(planted.length).toBeGreaterThan(50);
    expect(findings.map((finding) => finding.text).toSorted()).toEqual(planted.toSorted());
    for (const finding of findings) {
      const [, file, line] = /\/(\d+)\/(\d+)/.exec(finding.text) ?? [];
      const at = Number(line) + 1;
      expect(finding.citations).toMatchObject([
        { source: `src/${file}.ts`, location: { type: 'lines', start: at, end: at }, verified: true },
      ]);
    }
    expect(textsOf(model.doGenerateCalls.at(-1) as LanguageModelV4CallOptions).join()).toContain(
      `There are ${planted.length} findings in all`,
    );
    expect(citations.length).toBe(planted.length);
    expect(citations.every(({ verified }) => verified)).toBe(true);
    expect(text.split('\n')).toHaveLength(planted.length);
    expect(attempts).toHaveLength(context.shards.length + 1);
  });

  test('stopped after any shard and asked again, it asks no finished shard twice', async () => {
    const model = reportingModel('UNGUARDED');
    const journal = createJournal();
    for (let stop = 1; stop < context.shards.length; stop += 1) {
      const controller = new AbortController();
      const options: AnswerFromShardsOptions = {
        ...{ context, question, model, journal, concurrency: 1, abortSignal: controller.signal },
        onProgress: (event) => event.type === 'shards' && event.done === stop && controller.abort(),
      };
      await expect(answerFromShards(options)).rejects.toMatchObject({ code: 'aborted' });
    }
    const { findings, attempts } = await answerFromShards({ context, question, model, journal });
    expect(findings).toHaveLength(planted.length);
    expect(attempts.length).toBeLessThanOrEqual(2);
    const asked = [...model.doGenerateCalls, ...model.doStreamCalls].map((call) => textsOf(call)[0]);
    expect(new Set(asked).size).toBe(context.shards.length + 1);
    // A request that the stop broke off is asked again, and no other.
    expect(asked.length).toBeLessThanOrEqual(2 * context.shards.length);
  });
});

const location = { type: 'lines', start: 1, end: 3 } as const;
const small = { contextWindow: 8_000, tokenizer: { type: 'bytes', bytesPerToken: 4 } } as const;

test('a document longer than a shard is cut at line ends, and cited by its own lines', async () => {
  const lines = Array.from({ length: 3_000 }, (_, index) =>
    index % 997 === 5 ? `RED ${index}` : `Line ${index} is plain.`,
  );
  const segment: TextSegment = {
    type: 'text',
    source: 'log.txt',
    location: { type: 'lines', start: 1, end: 3_000 },
    text: lines.join('\n'),
  };
  const model = reportingModel('RED');
  const context = await prepareShards({ sources: [[segment]], model, profile: small });
  expect(context.shards.length).toBeGreaterThan(3);
  expect(
    context.shards
      .map(({ prefix }) => prefix.segments.map(({ start, end }) => prefix.text.slice(start, end)).join(''))
      .join(''),
  ).toContain('Line 2999');
  const told: (readonly Finding[])[] = [];
  let before = 0;
  const { findings } = await answerFromShards({
    ...{ context, question, model },
    onFindings: (found) => told.push(found),
    onProgress: (event) => {
      if (event.type === 'shards') before = told.length;
    },
  });
  // Each shard tells what it holds as soon as it has been read, those that hold nothing too.
  expect(told).toHaveLength(context.shards.length);
  expect(before).toBe(context.shards.length);
  expect(new Set(told.flat())).toEqual(new Set(findings));
  expect(findings.map(({ text, citations }) => [text, citations[0]?.location])).toEqual(
    [5, 1002, 1999, 2996].map((index) => [
      `RED ${index}`,
      { type: 'lines', start: index + 1, end: index + 1 },
    ]),
  );
});

test('what a model invents is marked: a quote of no shard is not verified, in findings and in the answer', async () => {
  const reply = {
    data: { findings: ['Made up.'] },
    citations: [{ path: '/findings/0', id: 'a.md', quote: 'No such words here.' }],
  };
  const model = mockModel(JSON.stringify(reply), 'So it is.<cite id="a.md">No such words here.</cite>');
  const sources = [[{ type: 'text' as const, source: 'a.md', location, text: 'One.\nTwo.\nThree.' }]];
  const context = await prepareShards({ sources, model, profile: small });
  const { findings, citations } = await answerFromShards({ context, question, model });
  expect(findings[0]?.citations).toMatchObject([{ verified: false }]);
  expect(citations).toMatchObject([{ verified: false, location: undefined }]);
});

test('when no shard holds anything, the documents do not say', async () => {
  const sources = [[{ type: 'text' as const, source: 'a.md', location, text: 'One.\nTwo.\nThree.' }]];
  const model = reportingModel('NOWHERE');
  const context = await prepareShards({ sources, model, profile: small });
  expect(await answerFromShards({ context, question, model })).toMatchObject({
    findings: [],
    notFound: true,
  });
});

test('one limit holds for all shards, and the attempts of all go with the failure and into the ledger', async () => {
  const sources = [
    Array.from({ length: 12 }, (_, index) => ({
      type: 'text' as const,
      source: `${index}.md`,
      location,
      text: 'Plain words.\n'.repeat(900),
    })),
  ];
  const model = reportingModel('NOWHERE');
  const context = await prepareShards({ sources, model, profile: small });
  const entries: LedgerEntry[] = [];
  const ledger = { append: (entry: LedgerEntry) => void entries.push(entry), async *read() {} };
  const most = context.shards.length;
  const one = estimateCost({ context: context.shards[0] as PackContext }).atMost?.max ?? Number.NaN;
  const maxCostUsd = one + 0.00003;
  const budget = createBudget({ maxCostUsd });
  await expect(answerFromShards({ context, question, model, budget, maxCostUsd })).rejects.toMatchObject({
    code: 'bad-input',
  });
  const error = await answerFromShards({ context, question, model, ledger, maxCostUsd }).catch(
    (failure) => failure,
  );
  expect(error).toMatchObject({ code: 'cost-cap' });
  expect(entries.length).toBeGreaterThan(0);
  expect(entries.length).toBeLessThan(most);
  expect(error.facts.attempts).toHaveLength(entries.length);
});

test('shards stay under the first step of the price list, where a longer prompt is dearer', async () => {
  const sources = [
    Array.from({ length: 40 }, (_, index) => ({
      type: 'text' as const,
      source: `${index}.md`,
      location,
      text: 'Plain words.\n'.repeat(4_000),
    })),
  ];
  const card = {
    model: 'qwen3.5-flash',
    route: 'alibaba',
    inputPerMillion: 1,
    outputPerMillion: 1,
    cacheWritePerMillion: 1,
    cacheReadPerMillion: 1,
    source: 'test',
    date: '2026-11-23',
  };
  const steps = [
    {
      overInputTokens: 128_000,
      inputPerMillion: 4,
      outputPerMillion: 4,
      cacheWritePerMillion: 4,
      cacheReadPerMillion: 4,
    },
  ];
  const prepare = (cards: Parameters<typeof prepareShards>[0]['prices']) =>
    prepareShards({ sources, model: mockModel(''), profile, prices: cards });
  const flat = await prepare([card]);
  const stepped = await prepare([{ ...card, steps }]);
  expect(flat.shards).toHaveLength(1);
  expect(stepped.shards.length).toBeGreaterThan(3);
  for (const { decision } of stepped.shards) expect(decision.tokens.needed).toBeLessThanOrEqual(128_000);
  expect(stepped.first?.max).toBeGreaterThan(0);
});
