import { expect, test } from 'vitest';
import type { Location } from '../../src/segment.ts';
import { compareAddresses } from '../../src/text/compare-addresses.ts';

const piece = (source: string, location: Location) => ({ source, location });

test('pieces stand by document, then by line, page or cell as numbers, then by offset', () => {
  const inOrder = [
    piece('Z.md', { type: 'lines', start: 1, end: 2 }),
    piece('a.md', { type: 'lines', start: 9, end: 9 }),
    piece('a.md', { type: 'lines', start: 10, end: 10 }),
    piece('a.md', { type: 'lines', start: 10, end: 10, offset: 700 }),
    piece('b.pdf', { type: 'page', page: 2 }),
    piece('b.pdf', { type: 'page', page: 11 }),
    piece('c.ipynb', { type: 'cell', cell: 3 }),
    piece('c.ipynb', { type: 'cell', cell: 20 }),
  ];
  expect(inOrder.toReversed().sort(compareAddresses)).toEqual(inOrder);
});
