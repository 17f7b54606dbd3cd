import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Context } from '../src/context.ts';
import { prepareContext } from '../src/prepare-context.ts';
import type { ProgressEvent } from '../src/progress.ts';
import type { Source, SourceItem, TextSegment } from '../src/segment.ts';
import { mockModel } from './helpers/mock-model.ts';
import { seededRandom } from './helpers/seeded-random.ts';

const model = mockModel();

function file(source: string, text = `${source} text\n`, changedAt?: number): TextSegment {
  return {
    type: 'text',
    source,
    location: { type: 'lines', start: 1, end: 1 },
    text,
    ...(changedAt !== undefined && { changedAt }),
  };
}

const files = [file('b.ts'), file('a.ts'), file('docs/guide.md')];

function prefixOf(context: Context): string {
  if (context.strategy !== 'pack') throw new Error('Expected a pack.');
  return context.prefix.text;
}

test('reads all sources, packs them in order and says what they hold', async () => {
  const context = await prepareContext({ sources: [files.slice(0, 2), files.slice(2)], model });
  expect(context).toMatchObject({
    strategy: 'pack',
    model,
    profile: { id: 'qwen3.5-flash' },
    maxOutputTokens: 8_192,
    skipped: [],
    decision: { strategy: 'pack', because: 'fits' },
    coverage: {
      segments: 3,
      documents: [{ source: 'a.ts' }, { source: 'b.ts' }, { source: 'docs/guide.md' }],
    },
  });
  expect(context.coverage.characters).toBe(prefixOf(context).length);
});

test('a document of several pages is covered as one', async () => {
  const pages = [1, 2, 3].map(
    (page): TextSegment => ({ ...file('a.pdf'), location: { type: 'page', page }, text: `Page ${page}.` }),
  );
  const { coverage } = await prepareContext({ sources: [pages], model });
  expect(coverage.documents).toEqual([{ source: 'a.pdf', segments: 3, tokens: expect.any(Number) }]);
});

test('the same documents give the same prefix, from whatever source and in whatever order', async () => {
  const random = seededRandom(4);
  const dated = files.map((each, index) => ({ ...each, changedAt: index * 7 }));
  const expected = prefixOf(await prepareContext({ sources: [dated], model }));
  for (let round = 0; round < 5; round += 1) {
    const [first, ...others] = random.shuffle(dated);
    const sources = [others, first === undefined ? [] : [first]];
    expect(prefixOf(await prepareContext({ sources, model }))).toBe(expected);
  }
});

describe('what was not read', () => {
  test('is told: skips of the loaders, media, and what was given twice', async () => {
    const items: SourceItem[] = [
      file('a.ts'),
      file('a.ts'),
      file('a.ts', 'other text'),
      { type: 'media', source: 'logo.png', mediaType: 'image/png', data: new Uint8Array(7) },
      { type: 'skipped', source: '.env', reason: 'credentials' },
    ];
    const context = await prepareContext({ sources: [items], model });
    const { skipped, coverage } = context;
    expect(prefixOf(context)).toContain('a.ts text');
    expect(skipped).toMatchObject([
      { source: 'a.ts', reason: 'duplicate', detail: 'The same document was given twice.' },
      { source: 'a.ts', reason: 'duplicate', detail: expect.stringContaining('Another document') },
      { source: 'logo.png', reason: 'media', bytes: 7 },
      { source: '.env', reason: 'credentials' },
    ]);
    expect(coverage.segments).toBe(1);
  });

  test('is all there is: then nothing can be asked', async () => {
    await expect(prepareContext({ sources: [], model })).rejects.toMatchObject({
      code: 'no-text',
      facts: { skipped: 0 },
    });
    const skipped: SourceItem[] = [
      { type: 'skipped', source: 'a', reason: 'binary' },
      { type: 'skipped', source: 'b', reason: 'too-large' },
    ];
    await expect(prepareContext({ sources: [skipped], model })).rejects.toMatchObject({
      code: 'no-text',
      facts: { skipped: 2 },
      message: expect.stringContaining('left out are 1 binary file, 1 too large.'),
    });
    const blank = {
      type: 'text',
      source: 'a.md',
      location: { type: 'lines', start: 1, end: 2 },
      text: ' \n',
    } as const;
    await expect(prepareContext({ sources: [[blank]], model })).rejects.toMatchObject({
      code: 'no-text',
      message: 'There is nothing to read: what was read is empty (a.md).',
    });
  });
});

describe('when it does not fit', () => {
  const large = [file('large.md', 'one two three four five six seven eight nine ten\n'.repeat(1000))];
  const profile = { contextWindow: 10_000 };

  test('it is retrieved, and the record says why', async () => {
    const context = await prepareContext({ sources: [large], model, profile });
    expect(context).toMatchObject({
      strategy: 'retrieve',
      decision: {
        strategy: 'retrieve',
        because: 'over-token-budget',
        cache: { marked: false, because: 'retrieval' },
        tokens: { budget: 10_000 - context.maxOutputTokens },
      },
    });
    if (context.strategy !== 'retrieve') throw new Error('Expected retrieval.');
    // Evidence must fit the same window, with its margin, beside the instructions and the room for the question.
    const { budget, documents, margin, needed } = context.decision.tokens;
    const overhead = needed - Math.ceil(documents * (1 + margin));
    expect(context.evidenceTokens).toBe(Math.floor((budget - overhead) / (1 + margin)));
    const found = await context.retriever.retrieve({ query: 'seven', evidenceTokens: 2_000 });
    expect(found[0]?.text).toContain('seven');
  });

  test('a window that holds little more than the instructions is refused, not filled', async () => {
    const tiny = { contextWindow: 3_300, maxOutputTokens: 1_000 };
    await expect(prepareContext({ sources: [large], model, profile: tiny })).rejects.toMatchObject({
      code: 'over-budget',
      facts: { budgetTokens: 2_300 },
    });
  });

  test('a pack that was asked for is refused, with the figures', async () => {
    await expect(
      prepareContext({ sources: [large], model, profile, strategy: 'pack' }),
    ).rejects.toMatchObject({
      code: 'over-budget',
      facts: {
        tokens: expect.any(Number),
        budgetTokens: 10_000 - 2_500,
        bytes: expect.any(Number),
        budgetBytes: 6_291_456,
      },
    });
  });

  test('bytes count as they are sent, escapes and all', async () => {
    const quotes = [file('quotes.txt', '"'.repeat(30_000))];
    const tight = { contextWindow: 1_000_000, maxBodyBytes: 32_768 + 60_200 };
    const context = await prepareContext({ sources: [quotes], model, profile: tight });
    expect(context.decision).toMatchObject({ strategy: 'pack', bytes: { budget: 92_968 } });
    expect(context.decision.bytes.needed).toBeGreaterThan(92_768);
    const more = await prepareContext({
      sources: [[...quotes, file('x', '"'.repeat(100))]],
      model,
      profile: tight,
    });
    expect(more.decision).toMatchObject({ strategy: 'retrieve', because: 'over-byte-budget' });
  });
});

test('retrieval that was asked for is done though it fits', async () => {
  const context = await prepareContext({
    sources: [files],
    model,
    strategy: 'retrieve',
    evidenceTokens: 500,
  });
  expect(context).toMatchObject({
    strategy: 'retrieve',
    evidenceTokens: 500,
    decision: { because: 'asked-for' },
  });
});

test('one expected question leaves the prefix unmarked, more mark it', async () => {
  const sources = [[file('a.md', 'words and more words. '.repeat(500))]];
  const marked = async (expectedQuestions?: number) =>
    (await prepareContext({ sources, model, ...(expectedQuestions !== undefined && { expectedQuestions }) }))
      .decision.cache;
  expect(await marked()).toEqual({ marked: true, because: 'follow-ups-expected' });
  expect(await marked(1)).toEqual({ marked: false, because: 'one-question' });
});

test('the output is no longer than the model can give', async () => {
  const of = async (maxOutputTokens: number) =>
    (await prepareContext({ sources: [files], model, maxOutputTokens })).maxOutputTokens;
  expect(await of(500)).toBe(500);
  expect(await of(1_000_000)).toBe(64_000);
});

test('a model by name needs no key and is sent nothing', async () => {
  const context = await prepareContext({ sources: [files], model: 'alibaba/qwen3.5-flash' });
  expect(context.decision.prices.map(({ route }) => route)).toEqual(['gateway', 'gateway']);
});

test('an unknown model is refused before anything is read', async () => {
  let read = 0;
  const source: Source = {
    [Symbol.iterator]: () => {
      read += 1;
      return files[Symbol.iterator]();
    },
  };
  await expect(prepareContext({ sources: [source], model: 'acme/wonder-9' })).rejects.toMatchObject({
    code: 'unknown-model',
  });
  expect(read).toBe(0);
});

test('special tokens and lone surrogates in a document are plain text', async () => {
  const hostile = [file('a.txt', '<|im_end|><|endoftext|>\ud800\0')];
  const context = await prepareContext({ sources: [hostile], model });
  expect(prefixOf(context)).toContain('<|im_end|><|endoftext|>\ufffd\0');
});

test('tells what it does: reading with real bytes, then counting', async () => {
  const events: ProgressEvent[] = [];
  await prepareContext({
    sources: [[file('ü.md', 'üü'), file('a.md', 'aa')]],
    model,
    onProgress: (event) => events.push(event),
  });
  expect(events).toEqual([
    { type: 'load', segments: 1, skipped: 0, bytes: 4, source: 'ü.md' },
    { type: 'load', segments: 2, skipped: 0, bytes: 6, source: 'a.md' },
    { type: 'count', done: 1, total: 2 },
    { type: 'count', done: 2, total: 2 },
  ]);
});

describe('an abort', () => {
  test('before it begins reads nothing more', async () => {
    let read = 0;
    async function* reading() {
      for (const item of files) {
        read += 1;
        yield item;
      }
    }
    const source: Source = { [Symbol.asyncIterator]: reading };
    const asked = prepareContext({
      sources: [source],
      model,
      abortSignal: AbortSignal.abort(new Error('why')),
    });
    await expect(asked).rejects.toMatchObject({ code: 'aborted', cause: { message: 'why' } });
    expect(read).toBe(0);
  });

  test('while a source is read ends as aborted, whatever the source throws then', async () => {
    const controller = new AbortController();
    const source: Source = {
      async *[Symbol.asyncIterator]() {
        yield file('a');
        controller.abort();
        throw new TypeError('socket closed');
      },
    };
    await expect(
      prepareContext({ sources: [source], model, abortSignal: controller.signal }),
    ).rejects.toMatchObject({ code: 'aborted' });
  });

  test('while it counts ends it within one document', async () => {
    const controller = new AbortController();
    let counted = 0;
    const sources = [
      Array.from({ length: 400 }, (_, index) => file(`${index}.txt`, 'some words here. '.repeat(4000))),
    ];
    const preparing = prepareContext({
      sources,
      model,
      counting: 'all',
      abortSignal: controller.signal,
      onProgress: ({ type }) => {
        if (type !== 'count') return;
        counted += 1;
        if (counted === 1) setTimeout(() => controller.abort(), 0);
      },
    });
    await expect(preparing).rejects.toMatchObject({ code: 'aborted' });
    await setImmediate();
    expect(counted).toBeLessThan(100);
  });

  test('a failure of a source without an abort is passed through as it is', async () => {
    const source: Source = {
      // biome-ignore lint/correctness/useYield: it fails before it has anything
      async *[Symbol.asyncIterator]() {
        throw new TypeError('broken source');
      },
    };
    const abortSignal = new AbortController().signal;
    await expect(prepareContext({ sources: [source], model, abortSignal })).rejects.toThrow(TypeError);
  });
});

describe('when some of it is to be left out', () => {
  const words = 'one two three four five six seven eight nine ten\n';
  const sources = [
    [
      file('src/main.ts', words.repeat(200)),
      file('src/main.test.ts', words.repeat(300)),
      file('notes.md', words.repeat(300)),
    ],
  ];
  const profile = { contextWindow: 10_000 };

  test('tests go before prose, each is told, and the record holds the sum', async () => {
    const context = await prepareContext({ sources, model, profile, fit: 'leave-out', strategy: 'pack' });
    expect(context.coverage.documents.map(({ source }) => source)).toEqual(['src/main.ts']);
    expect(context.skipped).toMatchObject([
      {
        source: 'src/main.test.ts',
        reason: 'over-budget',
        detail: expect.stringContaining('a test'),
        tokens: 3330,
      },
      { source: 'notes.md', reason: 'over-budget', detail: expect.stringContaining('prose') },
    ]);
    const { leftOut, excess, because } = context.decision;
    expect(leftOut).toEqual({ documents: 2, tokens: expect.any(Number) });
    expect(leftOut?.tokens).toBeGreaterThan(6_000);
    expect({ excess, because }).toEqual({ excess: undefined, because: 'asked-for' });
  });

  test('where prices have a step, a pack can be kept under it, and is told when it is not', async () => {
    const price = { inputPerMillion: 1, outputPerMillion: 1, source: 'test', date: '2026-11-23' };
    const steps = [{ ...price, overInputTokens: 5_000, inputPerMillion: 4 }];
    const prices = [{ ...price, model: 'qwen3.5-flash', route: 'alibaba', steps }];
    const whole = await prepareContext({ sources, model, prices });
    expect(whole.decision.leftOut).toBeUndefined();
    const { needed } = whole.decision.tokens;
    expect(whole.decision.priceStep).toMatchObject({ overInputTokens: 5_000, excessTokens: needed - 5_000 });
    expect(whole.decision.priceStep?.candidates.length).toBeGreaterThan(0);

    const under = await prepareContext({ sources, model, prices, fit: 'under-price-step' });
    expect(under.coverage.documents.map(({ source }) => source)).toEqual(['src/main.ts']);
    expect(under.decision.tokens.needed).toBeLessThanOrEqual(5_000);
    expect(under.decision.priceStep).toBeUndefined();
    // Without steps it is the same as to leave out what does not fit.
    const flat = await prepareContext({ sources, model, fit: 'under-price-step' });
    expect(flat.coverage.documents).toHaveLength(3);
    expect(flat.decision.priceStep).toBeUndefined();
  });

  test('what fits is left whole', async () => {
    const context = await prepareContext({ sources, model, fit: 'leave-out' });
    expect(context.coverage.documents).toHaveLength(3);
    expect(context.skipped).toEqual([]);
    expect(context.decision.leftOut).toBeUndefined();
  });

  test('without it the record says by how much it does not fit, and what would help', async () => {
    const { decision } = await prepareContext({ sources, model, profile });
    expect(decision.excess?.tokens).toBe(decision.tokens.needed - decision.tokens.budget);
    expect(decision.excess?.bytes).toBe(0);
    expect(decision.excess?.candidates).toContainEqual({
      what: { type: 'kind', kind: 'tests' },
      documents: 1,
      tokens: expect.any(Number),
      fits: false,
    });
  });
});

test.each([
  ['maxOutputTokens', Number.NaN],
  ['maxOutputTokens', -5],
  ['evidenceTokens', 0],
  ['expectedQuestions', Number.POSITIVE_INFINITY],
])('%s %s is refused by name', async (option, value) => {
  const sources = [[file('a.md', 'text')]];
  await expect(prepareContext({ sources, model, [option]: value })).rejects.toMatchObject({
    code: 'bad-input',
    facts: { option },
  });
});

test('a generator is refused, since a second pass over it would silently read nothing', async () => {
  async function* once() {
    yield file('a.md', 'text');
  }
  await expect(prepareContext({ sources: [once()], model })).rejects.toMatchObject({
    code: 'bad-input',
    facts: { option: 'sources' },
  });
});

test('a source that waits for ever ends when the signal fires', async () => {
  const stuck = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => {}) }) };
  const abortSignal = AbortSignal.timeout(50);
  await expect(prepareContext({ sources: [stuck], model, abortSignal })).rejects.toMatchObject({
    code: 'aborted',
  });
});

test('a source that never pauses lets the signal in', async () => {
  const endless = {
    *[Symbol.iterator]() {
      for (let count = 0; ; count += 1) yield file(`${count}.md`, 'text');
    },
  };
  const abortSignal = AbortSignal.timeout(120);
  await expect(prepareContext({ sources: [endless], model, abortSignal })).rejects.toMatchObject({
    code: 'aborted',
  });
});

test('counts by the tokenizer only what could fit, and says so; all when asked to', async () => {
  const profile = { contextWindow: 10_000, maxOutputTokens: 500 };
  const sources = [[file('a.md', 'Some words of prose.\n'.repeat(6_000))]];
  const far = await prepareContext({ sources, model, profile });
  const counted = await prepareContext({ sources, model, profile, counting: 'all' });
  expect(far.decision).toMatchObject({ because: 'over-token-budget', tokens: { basis: 'bytes' } });
  expect(far.decision.reason).toContain('about ');
  expect(counted.decision.tokens).toMatchObject({ basis: 'tokenizer', documents: 30_028 });
  const retrieval = ({ decision }: Context) =>
    decision.choices.find(({ strategy }) => strategy === 'retrieve');
  expect(retrieval(far)).toEqual(retrieval(counted));
  const near = await prepareContext({
    sources: [[file('b.md', 'Some words. '.repeat(4_000))]],
    model,
    profile,
  });
  expect(near.decision).toMatchObject({ because: 'over-token-budget', tokens: { basis: 'tokenizer' } });
});
