import { expect, test } from 'vitest';
import type { CacheStore } from '../../../src/cache-store.ts';
import { loadPdf } from '../../../src/load/load-pdf.ts';
import { makePdf } from '../make-pdf.ts';

function memoryCache() {
  const kept = new Map<string, Uint8Array>();
  const cache: CacheStore = {
    get: async (_namespace, key) => kept.get(key),
    set: async (_namespace, key, value) => void kept.set(key, value),
  };
  return { cache, kept };
}

const two = makePdf((pdf) => {
  pdf.text('Whales sing.').addPage().text('Squid do not.');
});
const read = async (options: Parameters<typeof loadPdf>[1]) =>
  Array.fromAsync(loadPdf(await two, { source: 'doc.pdf', ...options }));

test('a second run gives the same pages without reading the PDF, under the address it was asked by', async () => {
  const { cache } = memoryCache();
  const first = await read({ cache });
  // With this deadline nothing can be read.
  const second = await read({ cache, documentTimeoutMs: 0 });
  expect(second).toEqual(first);
  const renamed = await read({ cache, documentTimeoutMs: 0, source: 'other.pdf' });
  expect(renamed.map(({ source }) => source)).toEqual(['other.pdf', 'other.pdf']);
  expect(renamed).toMatchObject(first.map(({ type, location }) => ({ type, location })));
});

test('what other options read is read anew', async () => {
  const { cache } = memoryCache();
  await read({ cache });
  expect(await read({ cache, maxPages: 1 })).toMatchObject([
    { type: 'text' },
    { reason: 'limit', limit: { name: 'maxPages', value: 1 } },
  ]);
});

test.each([
  ['cut off', (bytes: Uint8Array) => bytes.slice(0, bytes.length / 2)],
  ['of another shape', () => new TextEncoder().encode('[{"type":"text","text":7,"location":null}]')],
  [
    'of other lines',
    () =>
      new TextEncoder().encode(
        '[{"type":"text","text":"x","location":{"type":"page","page":1},"runningLines":[7]}]',
      ),
  ],
  ['no list', () => new TextEncoder().encode('{"items":[]}')],
  [
    'no page',
    () => new TextEncoder().encode('[{"type":"text","text":"x","location":{"type":"page","page":0}}]'),
  ],
])('an entry that is %s is read anew', async (_, spoil) => {
  const { cache, kept } = memoryCache();
  const first = await read({ cache });
  for (const [key, bytes] of kept) kept.set(key, spoil(bytes));
  expect(await read({ cache })).toEqual(first);
});

test('what needed a password is not kept', async () => {
  const { cache, kept } = memoryCache();
  const bytes = await makePdf((pdf) => pdf.text('private'), { userPassword: 'open', ownerPassword: 'own' });
  await Array.fromAsync(loadPdf(bytes, { source: 'doc.pdf', password: 'open', cache }));
  expect(kept.size).toBe(0);
});

test('what passed a deadline is not kept: another time it may be read', async () => {
  const { cache, kept } = memoryCache();
  await expect(read({ cache, documentTimeoutMs: 0 })).rejects.toMatchObject({ code: 'pdf-limit' });
  expect(kept.size).toBe(0);
});
