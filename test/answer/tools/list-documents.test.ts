import { expect, test } from 'vitest';
import { listDocuments } from '../../../src/answer/tools/list-documents.ts';
import type { Shelf } from '../../../src/answer/tools/look.ts';
import { showLook } from '../../../src/answer/tools/show-look.ts';

function shelfOf(sources: readonly string[]): Shelf {
  return {
    documents: new Map(sources.map((source) => [source, 10])),
    retriever: { retrieve: async () => [] },
  };
}

const shelf = shelfOf([
  'README.md',
  'src/a.ts',
  'src/net/b.ts',
  'src/net/c.ts',
  'src2/d.ts',
  'odd\nname "x".md',
]);

test.each([
  [
    undefined,
    [
      '"README.md" about 10 tokens',
      '"odd\\nname \\"x\\".md" about 10 tokens',
      '"src/" 3 documents',
      '"src2/" 1 document',
    ],
  ],
  [
    '',
    [
      '"README.md" about 10 tokens',
      '"odd\\nname \\"x\\".md" about 10 tokens',
      '"src/" 3 documents',
      '"src2/" 1 document',
    ],
  ],
  [
    '.',
    [
      '"README.md" about 10 tokens',
      '"odd\\nname \\"x\\".md" about 10 tokens',
      '"src/" 3 documents',
      '"src2/" 1 document',
    ],
  ],
  ['src', ['"src/a.ts" about 10 tokens', '"src/net/" 2 documents']],
  ['src/', ['"src/a.ts" about 10 tokens', '"src/net/" 2 documents']],
  ['src/net/', ['"src/net/b.ts" about 10 tokens', '"src/net/c.ts" about 10 tokens']],
])('lists what stands directly inside %j', (folder, entries) => {
  expect(listDocuments(folder === undefined ? {} : { folder }, shelf)).toEqual({ type: 'list', entries });
});

test.each(['sr', 'src/a.ts', 'src/../src', '..', '/', 'SRC'])('%j is no folder', (folder) => {
  expect(listDocuments({ folder }, shelf)).toMatchObject({ type: 'refused', reason: 'unknown-document' });
});

test('names documents that end the same way', () => {
  expect(listDocuments({ folder: './lib/b.ts' }, shelf)).toMatchObject({
    message: expect.stringContaining('Did you mean "src/net/b.ts"?'),
  });
});

test('a list of ten thousand is gone through in portions, each entry once', () => {
  const many = shelfOf(
    Array.from({ length: 10_000 }, (_, index) => `file-${String(index).padStart(5, '0')}.md`),
  );
  const seen: string[] = [];
  for (let after: string | undefined, isCut = true; isCut; ) {
    const look = listDocuments(after === undefined ? {} : { after }, many);
    if (look.type === 'refused') throw new Error(look.message);
    const shown = showLook(look, { key: 'ffffffff', mostBytes: 30_000 });
    seen.push(...Array.from(shown.text.matchAll(/^"(.*)" about/gm), ([, name = '']) => name));
    after = seen.at(-1);
    isCut = shown.isCut;
  }
  expect(seen).toEqual([...many.documents.keys()]);
});
