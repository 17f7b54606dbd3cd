import { expect, test } from 'vitest';
import { type CitableDocument, findCitation } from '../../../src/answer/citations/find-citation.ts';

function lines(source: string, start: number, text: string, offset?: number): CitableDocument {
  const end = start + text.split('\n').length - 1;
  return { source, location: { type: 'lines', start, end, ...(offset !== undefined && { offset }) }, text };
}

function page(number: number, text: string, label?: string): CitableDocument {
  const location = { type: 'page', page: number, ...(label !== undefined && { label }) } as const;
  return { source: 'guide.pdf', location, text };
}

const handbook = lines('handbook.md', 1, 'First line.\nSecond line,\nand a third.\n\nFifth line.');

test.each([
  ['the first line', 'First line.', 1, 1],
  ['a middle line', 'Second line,', 2, 2],
  ['two lines', 'Second line, and a third.', 2, 3],
  ['the last line', 'Fifth line.', 5, 5],
  ['across a blank line', 'and a third.\n\nFifth', 3, 5],
  ['a part of a line', 'a third', 3, 3],
  ['with white space around', '\n Second line,\n', 2, 2],
  ['everything', handbook.text, 1, 5],
])('gives the exact lines of %s', (_, quote, start, end) => {
  expect(findCitation({ id: 'handbook.md', quote }, [handbook])).toEqual({
    source: 'handbook.md',
    location: { type: 'lines', start, end },
    quote: quote.trim(),
    verified: true,
  });
});

test('counts from where a piece of a file begins', () => {
  const piece = lines('a.ts', 40, 'let a;\nlet b;', 12);
  expect(findCitation({ id: 'a.ts#L40+12', quote: 'let b;' }, [piece]).location).toEqual({
    type: 'lines',
    start: 41,
    end: 41,
  });
});

test('counts CRLF as one line break', () => {
  const document = lines('a.txt', 1, 'one\r\ntwo\r\nthree');
  expect(findCitation({ id: 'a.txt', quote: 'two three' }, [document]).location).toMatchObject({
    start: 2,
    end: 3,
  });
});

test('names the page, with its printed number and without where a chunk begins on it', () => {
  const documents = [page(3, 'Berths are free.', 'iii'), page(4, 'Berths are not free.')];
  expect(findCitation({ id: 'guide.pdf#page=3', quote: 'Berths are free.' }, documents)).toMatchObject({
    location: { type: 'page', page: 3, label: 'iii' },
    verified: true,
  });
  const chunk: CitableDocument = {
    source: 'guide.pdf',
    location: { type: 'page', page: 3, offset: 700 },
    text: 'The lock closes.',
  };
  expect(findCitation({ id: 'guide.pdf#page=3+700', quote: 'lock closes' }, [chunk]).location).toEqual({
    type: 'page',
    page: 3,
  });
});

test('a quote that stands on another page than the one named is not verified', () => {
  const documents = [page(3, 'Berths are free.'), page(4, 'The lock closes.')];
  expect(findCitation({ id: 'guide.pdf#page=3', quote: 'The lock closes.' }, documents)).toEqual({
    source: 'guide.pdf',
    location: { type: 'page', page: 3 },
    quote: 'The lock closes.',
    verified: false,
  });
});

test('a file that is named without a page is looked through', () => {
  const documents = [page(3, 'Berths are free.'), page(4, 'The lock closes.')];
  expect(findCitation({ id: 'guide.pdf', quote: 'The lock closes.' }, documents)).toMatchObject({
    location: { type: 'page', page: 4 },
    verified: true,
  });
});

test('a file whose first chunk bears its name is looked through all the same', () => {
  const documents = [lines('a.ts', 1, 'let a;'), lines('a.ts', 40, 'let b;'), lines('a.ts.md', 1, 'let c;')];
  expect(findCitation({ id: 'a.ts', quote: 'let b;' }, documents)).toMatchObject({
    location: { start: 40 },
    verified: true,
  });
  expect(findCitation({ id: 'a.ts', quote: 'let c;' }, documents)).toMatchObject({
    source: 'a.ts',
    location: { start: 1 },
    verified: false,
  });
});

test.each(['other.md', 'handbook.md#L2', 'HANDBOOK.md', 'handbook', '', '__proto__', 'guide.pdf#page=99'])(
  'an id that names no document (%j) is never verified',
  (id) => {
    expect(findCitation({ id, quote: 'First line.' }, [handbook, page(1, 'x')])).toEqual({
      source: id,
      location: undefined,
      quote: 'First line.',
      verified: false,
    });
  },
);

test('a quote that was made up is not verified, and named with its document', () => {
  expect(findCitation({ id: 'handbook.md', quote: 'Sixth line.' }, [handbook])).toEqual({
    source: 'handbook.md',
    location: { type: 'lines', start: 1, end: 5 },
    quote: 'Sixth line.',
    verified: false,
  });
  expect(findCitation({ id: 'handbook.md', quote: ' ' }, [handbook])).toMatchObject({
    quote: '',
    verified: false,
  });
});

test('headings come along', () => {
  const document = { ...handbook, headings: ['Part', 'Chapter'] };
  expect(findCitation({ id: 'handbook.md', quote: 'First' }, [document]).headings).toEqual([
    'Part',
    'Chapter',
  ]);
});

test('an address with half a character is found as it stands in the prompt', () => {
  const document = lines('odd\ud800.md', 40, 'text');
  for (const id of ['odd\ufffd.md#L40', 'odd\ufffd.md']) {
    expect(findCitation({ id, quote: 'text' }, [document]).verified).toBe(true);
  }
});

test('gives the cell of a notebook that a quote stands in, also when the model names the file alone', () => {
  const cell = (number: number, text: string, offset?: number): CitableDocument => ({
    source: 'study.ipynb',
    location: { type: 'cell', cell: number, ...(offset !== undefined && { offset }) },
    text,
  });
  const cells = [cell(2, 'import pandas\n'), cell(4, 'The loss is 0.12.\n', 40)];
  const expected = { source: 'study.ipynb', location: { type: 'cell', cell: 4 }, verified: true };
  expect(findCitation({ id: 'study.ipynb#cell=4+40', quote: 'loss is 0.12' }, cells)).toMatchObject(expected);
  expect(findCitation({ id: 'study.ipynb', quote: 'loss is 0.12' }, cells)).toMatchObject(expected);
});

test('a sentence that goes on behind the notes at the foot of its page is found on both pages', () => {
  const documents = [
    page(
      3,
      'It lies high. The range\n\n[^1]: A bank lent the boxes.\nTheir keys hang there.\n\n[^2]: Note 3.',
    ),
    page(4, 'on Hollin Fell was closed.'),
  ];
  const cite = (quote: string) => findCitation({ id: 'guide.pdf#page=3', quote }, documents);
  expect(cite('The range on Hollin Fell was closed.')).toMatchObject({
    verified: true,
    location: { type: 'page', page: 3 },
    continues: { type: 'page', page: 4 },
  });
  expect(cite('It lies high. on Hollin Fell').verified).toBe(false);
  expect(cite('Note 3. on Hollin Fell').verified).toBe(true);
});

test('a row of a table, a list item and a note are found without their marks, where the document has such marks', () => {
  const text =
    '# Tolls\n\n| berth | price |\n| --- | --- |\n| A1 | 40 |\n\n- Pay **before** noon.[^1]\n- Go.';
  for (const quote of ['A1 40', 'berth price', '- Pay before noon.', 'Pay before noon. Go.']) {
    const id = 'tolls.md';
    const found = findCitation({ id, quote }, [lines(id, 1, text)]);
    expect(found).toMatchObject({ quote, verified: true });
    expect(findCitation({ id: 'tolls.rs', quote }, [lines('tolls.rs', 1, text)]).verified).toBe(false);
  }
  const inPdf = [page(2, text), page(3, 'Go on.')];
  expect(findCitation({ id: 'guide.pdf#page=2', quote: 'A1 40' }, inPdf).location).toEqual({
    type: 'page',
    page: 2,
  });
  // Printed like that on paper: no emphasis.
  expect(findCitation({ id: 'guide.pdf#page=2', quote: 'Pay before noon' }, inPdf).verified).toBe(false);
  expect(findCitation({ id: 'tolls.md', quote: 'A1 40' }, [lines('tolls.md', 11, text)]).location).toEqual({
    type: 'lines',
    start: 15,
    end: 15,
  });
});
