import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { CacheStore } from '../../src/cache-store.ts';
import { createTokenCounter } from '../../src/model/create-token-counter.ts';
import { openTokenCounts } from '../../src/model/token-counts.ts';
import type { TextSegment } from '../../src/segment.ts';
import { usualDelimiterKey } from '../../src/text/delimiter-key.ts';
import { renderTagged } from '../../src/text/tagged-text.ts';

const rule = { type: 'o200k-single-digits' } as const;

function memoryCache() {
  const entries = new Map<string, Uint8Array>();
  const cache: CacheStore = {
    get: async (namespace, key) => entries.get(`${namespace}/${key}`),
    set: async (namespace, key, value) => void entries.set(`${namespace}/${key}`, value),
  };
  return { cache, entries };
}

function file(source: string, text: string, version?: string): TextSegment {
  const location = { type: 'lines', start: 1, end: 1 } as const;
  return { type: 'text', source, location, text, ...(version !== undefined && { version }) };
}

const sha1 = (text: string) => createHash('sha1').update(text).digest('hex');

const sources = readdirSync(new URL('../../src/load/', import.meta.url), { withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ name }) => {
    const text = readFileSync(new URL(`../../src/load/${name}`, import.meta.url), 'utf8');
    return file(`src/load/${name}`, text, sha1(text));
  });

test('text and tags counted apart are what they are in one string, within two tokens', async () => {
  const count = await createTokenCounter(rule);
  const odd = [
    '\n\n  indented',
    '/slash',
    '',
    'no end',
    'crlf\r\n',
    '   \n\n',
    '}\n',
    '\u5929\u5730',
    '123',
  ].map((text, at) => file(`odd/${at}.txt`, text));
  const segments = [...sources, ...odd];
  const counts = await (await openTokenCounts(rule, undefined)).countSegments(segments, {});
  let whole = 0;
  let apart = 0;
  for (const segment of segments) {
    const { text } = renderTagged(segment, usualDelimiterKey);
    const { tokens, bytes } = counts.get(segment) ?? { tokens: 0, bytes: 0 };
    expect
      .soft(Math.abs(tokens - count(text)), JSON.stringify(segment.text.slice(0, 20)))
      .toBeLessThanOrEqual(2);
    // The closing line break of a text that has none is counted, as it is packed.
    expect.soft(bytes).toBe(Buffer.byteLength(JSON.stringify(text)) - 2);
    whole += count(text);
    apart += tokens;
  }
  expect(Math.abs(apart - whole) / whole).toBeLessThan(0.001);
});

test('a second run gives the same counts', async () => {
  const { cache } = memoryCache();
  const segments = [...sources, file('no-version.md', 'Counted by its content. \u5929\u5730')];
  const first = await openTokenCounts(rule, cache);
  const counted = await first.countSegments(segments, {});
  const instructions = await first.countText('Answer from the documents.');
  await first.save();
  const second = await openTokenCounts(rule, cache);
  expect([...(await second.countSegments(segments, {})).values()]).toEqual([...counted.values()]);
  expect(await second.countText('Answer from the documents.')).toBe(instructions);
});

test('only what changed is counted anew: neither a new path nor other files make a text unknown', async () => {
  const { cache, entries } = memoryCache();
  const rows = () => [...entries.values()].reduce((sum, { byteLength }) => sum + byteLength / 24, 0);
  const run = async (segments: readonly TextSegment[]) => {
    const counter = await openTokenCounts(rule, cache);
    await counter.countSegments(segments, {});
    await counter.save();
    return rows();
  };
  const a = file('a.md', 'one', sha1('one'));
  const b = file('b.md', 'two', sha1('two'));
  expect(await run([a, b])).toBe(4);
  expect(await run([b])).toBe(4);
  expect(await run([{ ...a, source: 'renamed.md' }]), 'with its tags').toBe(5);
  expect(await run([file('b.md', 'three', sha1('three')), a]), 'alone and with its tags').toBe(7);
});

test('what two processes count at once is all kept, but for what both write in one moment', async () => {
  const { cache, entries } = memoryCache();
  const [first, second] = [await openTokenCounts(rule, cache), await openTokenCounts(rule, cache)];
  await first.countSegments([file('a.md', 'one', sha1('one'))], {});
  await second.countSegments([file('b.md', 'two', sha1('two'))], {});
  await first.save();
  await second.save();
  expect([...entries.values()][0]?.byteLength).toBe(4 * 24);
});

test('segments of one file are told apart, and so are texts under one careless version', async () => {
  const { cache } = memoryCache();
  const page = (page: number, text: string): TextSegment => ({
    ...file('a.pdf', text, sha1('a.pdf')),
    location: { type: 'page', page },
  });
  const segments = [
    page(1, 'one two three'),
    page(2, '1234567890123'),
    file('a.md', 'one two three', 'v1'),
    file('b.md', '1234567890123', 'v1'),
  ];
  const counts = await (await openTokenCounts(rule, undefined)).countSegments(segments, {});
  const counter = await openTokenCounts(rule, cache);
  await counter.countSegments(segments, {});
  await counter.save();
  const again = await (await openTokenCounts(rule, cache)).countSegments(segments, {});
  expect([...again.values()]).toEqual([...counts.values()]);
});

test('a table that is no table is counted over', async () => {
  const { cache, entries } = memoryCache();
  const counter = await openTokenCounts(rule, cache);
  const counted = await counter.countSegments(sources, {});
  await counter.save();
  const [key = ''] = entries.keys();
  entries.set(key, new Uint8Array(25).fill(7));
  const again = await (await openTokenCounts(rule, cache)).countSegments(sources, {});
  expect([...again.values()]).toEqual([...counted.values()]);
});
