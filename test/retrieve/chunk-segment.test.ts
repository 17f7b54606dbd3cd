import { expect, test } from 'vitest';
import { chunkSegment } from '../../src/retrieve/chunk-segment.ts';
import { segmentId, type TextSegment } from '../../src/segment.ts';

function file(source: string, text: string): TextSegment {
  return { type: 'text', source, location: { type: 'lines', start: 1, end: text.split('\n').length }, text };
}

const section = (title: string, lines: number) =>
  `## ${title}\n${Array.from({ length: lines }, (_, n) => `Sentence ${n} of ${title} says a little about the tide.`).join('\n')}\n`;

test('every chunk names exactly the lines that it holds', () => {
  const text = `# Handbook\n${section('Berths', 60)}${section('Tides', 70)}${section('Fees', 20)}`;
  const segment = file('docs/handbook.md', text);
  const chunks = chunkSegment(segment).map(({ chunk }) => chunk);
  expect(chunks.length).toBeGreaterThan(3);
  const lines = text.split('\n');
  for (const { location, text: held } of chunks) {
    if (location.type !== 'lines') throw new Error('expected lines');
    expect(held.replace(/\n$/, '')).toBe(lines.slice(location.start - 1, location.end).join('\n'));
  }
  expect(chunks.map((chunk) => chunk.text).join('')).toBe(text);
});

test('chunks keep the source, the version and the titles above them', () => {
  const text = `# Handbook\n${section('Berths', 60)}${section('Tides', 70)}`;
  const chunks = chunkSegment({ ...file('handbook.md', text), version: 'abc', changedAt: 7 });
  expect(chunks.at(-1)?.chunk).toMatchObject({
    source: 'handbook.md',
    version: 'abc',
    changedAt: 7,
    headings: ['Handbook', 'Tides'],
  });
});

test('a chunk stays within about 256 tokens, of a script without spaces too', () => {
  for (const { chunk } of chunkSegment(file('handbook.md', section('Tides', 400)))) {
    expect(chunk.text.length).toBeLessThanOrEqual(1024);
  }
  // Some 0.6 tokens a character.
  for (const { chunk } of chunkSegment(file('handbook.md', '港口的潮水在中午最高。\n'.repeat(400)))) {
    expect(chunk.text.length).toBeLessThanOrEqual(450);
  }
});

test('a function is not cut from its comment', () => {
  const filler = Array.from({ length: 20 }, (_, n) => `const value${n} = compute(${n}); // filler`).join(
    '\n',
  );
  const text = `${filler}\n\n/** Says hello. */\nexport function hello() {\n${filler}\n}\n`;
  const chunks = chunkSegment(file('a.ts', text)).map(({ chunk }) => chunk.text);
  expect(chunks.find((chunk) => chunk.includes('Says hello'))).toContain('export function hello');
});

test('a page of ordinary length is one chunk with the address of the page', () => {
  const text = 'A line of a page that is rather ordinary.\n'.repeat(60);
  const chunks = chunkSegment({
    type: 'text',
    source: 'a.pdf',
    location: { type: 'page', page: 12, label: 'iv' },
    text,
  });
  expect(chunks.map(({ chunk }) => chunk.location)).toEqual([{ type: 'page', page: 12, label: 'iv' }]);
});

test.each([
  ['a page', { type: 'page', page: 3 }, 'Words of a long page. '.repeat(600)],
  ['a line', { type: 'lines', start: 1, end: 1 }, 'Words of a long line. '.repeat(600)],
] as const)('pieces of %s that is too long have addresses and ids of their own', (_, location, text) => {
  const chunks = chunkSegment({ type: 'text', source: 'a.pdf', location, text }).map(({ chunk }) => chunk);
  expect(chunks.length).toBeGreaterThan(3);
  expect(new Set(chunks.map(segmentId)).size).toBe(chunks.length);
  for (const chunk of chunks) {
    const offset = chunk.location.offset ?? 0;
    expect(text.slice(offset, offset + chunk.text.length)).toBe(chunk.text);
  }
});

test('CRLF line ends do not move the lines', () => {
  const text = section('Tides', 120);
  const plain = chunkSegment(file('a.md', text));
  const windows = chunkSegment(file('a.md', text.replaceAll('\n', '\r\n')));
  expect(windows).toEqual(plain);
});

test('blank text has no chunks', () => {
  expect(chunkSegment(file('a.md', ' \n \n'))).toEqual([]);
});

test('a long cell of a notebook is cut into pieces that say where in the cell they begin', () => {
  const text = section('Tides', 120);
  const cell: TextSegment = { type: 'text', source: 'a.ipynb', location: { type: 'cell', cell: 3 }, text };
  const chunks = chunkSegment(cell).map(({ chunk }) => chunk);
  expect(chunks.length).toBeGreaterThan(1);
  expect(chunks.map((chunk) => chunk.text).join('')).toBe(text);
  for (const { location, text: held } of chunks) {
    expect(location).toMatchObject({ type: 'cell', cell: 3 });
    expect(text.slice(location.offset ?? 0, (location.offset ?? 0) + held.length)).toBe(held);
  }
});

test('the headings of a PDF page are titles that it is found by, and where a long one is cut', () => {
  const page = (text: string): TextSegment => ({
    type: 'text',
    source: 'tariff.pdf',
    location: { type: 'page', page: 4 },
    headings: ['Tariff'],
    text,
  });
  const short = 'The quay is lit.\n\n## Mooring fees\n\nBy length.\n';
  expect(chunkSegment(page(short)).map(({ titles }) => titles)).toEqual([['Tariff', 'Mooring fees']]);
  const long = chunkSegment(page(`${section('Crane fees', 30)}${section('Water fees', 30)}`));
  expect(long.map(({ chunk }) => chunk.headings?.at(-1))).toEqual(
    expect.arrayContaining(['Crane fees', 'Water fees']),
  );
});

test('every piece of a long table is found by the names of its columns', () => {
  const rows = Array.from({ length: 80 }, (_, n) => `| Berth ${n} | ${n * 3} | lit at night |`).join('\n');
  const text = `# Berths\n\n| Name | Draught in feet | Lights |\n| --- | ---: | --- |\n${rows}\n\nAll are free.\n`;
  const chunks = chunkSegment(file('berths.md', text));
  expect(chunks.length).toBeGreaterThan(2);
  const names = chunks.map(({ chunk, titles }) => `${chunk.text} ${titles.join(' ')}`);
  expect(names.filter((each) => !each.includes('Draught in feet'))).toEqual([]);
});
