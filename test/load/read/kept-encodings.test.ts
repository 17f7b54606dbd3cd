import { expect, test } from 'vitest';
import type { CacheStore } from '../../../src/cache-store.ts';
import { decodeText } from '../../../src/load/read/decode-text.ts';
import { createEncodingGuess } from '../../../src/load/read/kept-encodings.ts';

function memoryCache() {
  const entries = new Map<string, Uint8Array>();
  const cache: CacheStore = {
    get: async (namespace, key) => entries.get(`${namespace}/${key}`),
    set: async (namespace, key, value) => void entries.set(`${namespace}/${key}`, value),
  };
  return { cache, entries };
}

const latin = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));
const files = {
  german: latin('Über die Größe der Straßen: schön.\n'),
  wide: Uint8Array.from(Buffer.from('\ufeffUTF-16 mit Marke', 'utf16le')),
  damaged: latin(
    `${Buffer.from('naïve text über alles, größer und schöner, für Ärzte und Köche').toString('latin1')}\xff`,
  ),
  binary: Uint8Array.of(1, 2, 0, 3, 255, 7, 9),
};

test('what was found out once comes at once the next time, and is the same', async () => {
  const { cache } = memoryCache();
  const first = await createEncodingGuess(cache);
  for (const bytes of Object.values(files)) expect(first.decode(bytes)).toBeInstanceOf(Promise);
  await Promise.all(Object.values(files).map((bytes) => first.decode(bytes)));
  await first.save();
  const second = await createEncodingGuess(cache);
  for (const bytes of Object.values(files)) expect(second.decode(bytes)).toEqual(await decodeText(bytes));
});

test('guesses anew what it does not know, what cannot be, and without a cache', async () => {
  const { cache, entries } = memoryCache();
  const first = await createEncodingGuess(cache);
  await first.decode(files.german);
  await first.save();
  const [key = '', kept] = [...entries][0] ?? [];
  const second = await createEncodingGuess(cache);
  expect(await second.decode(files.wide)).toMatchObject({ encoding: 'utf-16le' });
  // The bytes fit no UTF-32, whatever the cache says.
  entries.set(
    key,
    Buffer.from(
      Buffer.from(kept ?? [])
        .toString()
        .replace('windows-1252', 'utf-32be'),
    ),
  );
  expect(await (await createEncodingGuess(cache)).decode(files.german)).toMatchObject({
    encoding: 'windows-1252',
  });
  entries.set(key, Buffer.from('[1'));
  for (const store of [cache, undefined])
    expect(await (await createEncodingGuess(store)).decode(files.german)).toEqual(
      await decodeText(files.german),
    );
});
