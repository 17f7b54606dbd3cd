import { expect, test } from 'vitest';
import { lastPlace, sliceDocument } from '../../../src/answer/tools/slice-document.ts';
import type { TextSegment } from '../../../src/segment.ts';
import { seededRandom } from '../../helpers/seeded-random.ts';

const page = (number: number, text: string, offset = 0): TextSegment => ({
  type: 'text',
  source: 'a.pdf',
  location: { type: 'page', page: number, ...(offset > 0 && { offset }) },
  text,
});

test('gives the lines that were asked for, whatever pieces a document is kept in', () => {
  const random = seededRandom(7);
  for (let run = 0; run < 300; run += 1) {
    const lines = Array.from(
      { length: 1 + random.below(9) },
      (_, line) => `${line}${'ab😀'.repeat(random.below(4))}`,
    );
    const ending = random.below(2) === 0 ? '\n' : '';
    const text = lines.join('\n') + ending;
    const segments = cutAnywhere(text, random);
    const start = 1 + random.below(lines.length + 1);
    const end = start + random.below(4);
    const found = sliceDocument(segments, { start, offset: 0, end });
    const isLast = end >= lines.length;
    const expected =
      lines.slice(start - 1, end).join('\n') + (start > lines.length ? '' : isLast ? ending : '\n');
    expect(found.map((each) => each.text).join(''), JSON.stringify({ text, start, end })).toBe(expected);
    for (const piece of found) expect(textAt(text, piece)).toBe(piece.text);
  }
});

/** Pieces of a text with their addresses, as a store keeps them: also cut inside of lines. */
function cutAnywhere(text: string, random: ReturnType<typeof seededRandom>): TextSegment[] {
  const pieces: TextSegment[] = [];
  for (let start = 0; start < text.length; ) {
    const end = Math.min(text.length, start + 1 + random.below(12));
    const before = text.slice(0, start);
    const piece = text.slice(start, end);
    const first = before.split('\n').length;
    const offset = start - (before.lastIndexOf('\n') + 1);
    const last = first + piece.replace(/\n$/, '').split('\n').length - 1;
    const location = { type: 'lines', start: first, end: last, ...(offset > 0 && { offset }) } as const;
    pieces.push({ type: 'text', source: 'a.md', location, text: piece });
    start = end;
  }
  return pieces;
}

/** What stands in a text at the address of a piece, in the length of the piece. */
function textAt(text: string, { location, text: piece }: TextSegment): string {
  if (location.type !== 'lines') throw new Error('Expected lines.');
  const line = text.split('\n').slice(0, location.start - 1);
  const start = line.join('\n').length + (line.length > 0 ? 1 : 0) + (location.offset ?? 0);
  return text.slice(start, start + piece.length);
}

test('gives pages whole, and the rest of one from an offset', () => {
  const pages = [page(1, 'first'), page(2, 'second'), page(4, 'fourth')];
  expect(sliceDocument(pages, { start: 2, offset: 0, end: 4 }).map(({ text }) => text)).toEqual([
    'second',
    'fourth',
  ]);
  expect(sliceDocument(pages, { start: 2, offset: 3, end: 2 })).toEqual([page(2, 'ond', 3)]);
  // A page that is kept in pieces.
  expect(sliceDocument([page(2, 'sec'), page(2, 'ond', 3)], { start: 2, offset: 4, end: 2 })).toEqual([
    page(2, 'nd', 4),
  ]);
  expect(sliceDocument(pages, { start: 3, offset: 0, end: 3 })).toEqual([]);
  expect(lastPlace(pages)).toBe(4);
  expect(lastPlace([])).toBe(0);
});

test('line ends of Windows are shown, and counted, as plain ones', () => {
  const location = { type: 'lines', start: 1, end: 3 } as const;
  const segment: TextSegment = { type: 'text', source: 'a.txt', location, text: 'a\r\nb\r\nc\r\n' };
  expect(sliceDocument([segment], { start: 2, offset: 0, end: 2 })).toMatchObject([
    { text: 'b\n', location: { start: 2, end: 2 } },
  ]);
});
