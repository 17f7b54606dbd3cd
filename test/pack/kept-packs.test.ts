import { expect, test } from 'vitest';
import { type CacheStore, setJson } from '../../src/cache-store.ts';
import { keepPack, readPack } from '../../src/pack/kept-packs.ts';
import { packSegments } from '../../src/pack/pack-segments.ts';

function memory(): CacheStore {
  const kept = new Map<string, Uint8Array>();
  return {
    get: async (namespace, key) => kept.get(`${namespace} ${key}`),
    set: async (namespace, key, value) => void kept.set(`${namespace} ${key}`, value),
  };
}

const pack = packSegments(
  [
    {
      type: 'text',
      source: 'a.md',
      location: { type: 'lines', start: 1, end: 1 },
      text: 'Port 80, \u{1f600}.',
    },
  ],
  { countTokens: () => 1 },
);

test('a pack is read back as it was kept', async () => {
  const cache = memory();
  await keepPack(cache, pack);
  expect(await readPack(cache, pack.hash)).toEqual(pack);
});

test.each([
  ['another text', { ...pack, text: `${pack.text} ` }],
  ['no segments', { ...pack, segments: undefined }],
  ['no object', 'text'],
])('what holds %s under its name was not kept', async (_, value) => {
  const cache = memory();
  await setJson(cache, 'packs', pack.hash, value);
  expect(await readPack(cache, pack.hash)).toBeUndefined();
});
