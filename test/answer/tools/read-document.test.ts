import { expect, test } from 'vitest';
import type { Shelf } from '../../../src/answer/tools/look.ts';
import { readDocument } from '../../../src/answer/tools/read-document.ts';
import { createSegmentReader } from '../../../src/retrieve/segment-reader.ts';
import type { TextSegment } from '../../../src/segment.ts';
import { file } from './harbour.ts';

const empty: TextSegment = {
  ...file('empty.md', []),
  text: '',
  location: { type: 'lines', start: 1, end: 1 },
};
const cell: TextSegment = { ...file('a.ipynb', ['x = 1']), location: { type: 'cell', cell: 2 } };
const segments = [
  file('src/a.ts', ['one', 'two', 'three']),
  file('src/a.ts#L2', ['A name that looks like a place.']),
  file('#L9', ['A name that is nothing else.']),
  cell,
  empty,
];
const shelf: Shelf = {
  documents: new Map(segments.map(({ source }) => [source, 1])),
  retriever: { retrieve: async () => [], read: createSegmentReader(segments) },
};

test.each([
  [{ id: 'src/a.ts' }, ['one\ntwo\nthree\n']],
  [{ id: 'src/a.ts', start: 2 }, ['two\nthree\n']],
  [{ id: 'src/a.ts', end: 2 }, ['one\ntwo\n']],
  [{ id: 'src/a.ts', start: 2, end: 99 }, ['two\nthree\n']],
  // Whole names go first; a place that is typed besides counts more than that of the id.
  [{ id: 'src/a.ts#L2' }, ['A name that looks like a place.\n']],
  [{ id: 'src/a.ts#L3' }, ['three\n']],
  [{ id: 'src/a.ts#L3', start: 1, end: 1 }, ['one\n']],
  [{ id: 'src/a.ts#L3+2' }, ['ree\n']],
  [{ id: '#L9' }, ['A name that is nothing else.\n']],
  [{ id: 'a.ipynb#cell=2' }, ['x = 1\n']],
  [{ id: 'empty.md' }, []],
])('reads %j', async (input, texts) => {
  const look = await readDocument(input, shelf, undefined);
  expect(look.type === 'documents' && look.documents.map(({ text }) => text)).toEqual(texts);
});

test.each([
  [{ id: 'src/a.ts#L4' }, 'out-of-range', '"src/a.ts" ends at 3.'],
  [{ id: 'a.ipynb#cell=3' }, 'out-of-range', '"a.ipynb" ends at 2.'],
  [{ id: 'lib/a.ts#L1' }, 'unknown-document', 'Did you mean "src/a.ts"?'],
  [{ id: 'nothing.md' }, 'unknown-document', 'Only what "list" shows can be read.'],
])('refuses %j', async (input, reason, message) => {
  expect(await readDocument(input, shelf, undefined)).toMatchObject({
    type: 'refused',
    reason,
    message: expect.stringContaining(message),
  });
});
