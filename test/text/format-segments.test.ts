import { expect, test } from 'vitest';
import type { TextSegment } from '../../src/segment.ts';
import { formatSegments } from '../../src/text/format-segments.ts';

function file(source: string, text: string): TextSegment {
  return { type: 'text', source, location: { type: 'lines', start: 1, end: 1 }, text };
}

function page(number: number, text: string): TextSegment {
  return { type: 'text', source: 'a.pdf', location: { type: 'page', page: number }, text };
}

test('shows prose as it is and code in a fence of its language', () => {
  expect(formatSegments([file('README.md', '# Title\n\nText.\n')])).toBe('# Title\n\nText.\n');
  expect(formatSegments([file('LICENSE', 'MIT')])).toBe('MIT\n');
  expect(formatSegments([file('src/a.TS', 'let a;\r\nlet b;\r\n')])).toBe('```ts\nlet a;\nlet b;\n```\n');
});

test('puts a blank line between pages, and never fences them', () => {
  expect(formatSegments([page(1, 'One.\n\n'), page(2, 'Two.')])).toBe('One.\n\nTwo.\n');
});

test('fences code that holds fences with a longer one', () => {
  expect(formatSegments([file('a.py', '"""\n```\nx\n`````\n"""')])).toBe(
    '``````py\n"""\n```\nx\n`````\n"""\n``````\n',
  );
});

test('gives nothing for no text', () => {
  expect(formatSegments([])).toBe('');
  expect(formatSegments([file('a.ts', '')])).toBe('');
  expect(formatSegments([file('a.ts', '\n\n')])).toBe('');
});

test('a megabyte of blank lines or of fences takes no time to speak of', () => {
  const started = performance.now();
  expect(formatSegments([file('a.ts', `${'\n'.repeat(1_000_000)}x`)])).toMatch(/^```ts\n/);
  expect(formatSegments([file('a.ts', '```\n'.repeat(250_000))])).toMatch(/^````ts\n/);
  expect(performance.now() - started).toBeLessThan(4000);
});

test('puts a blank line between the cells of a notebook, and fences none', () => {
  const cell = (number: number, text: string): TextSegment => ({
    type: 'text',
    source: 'a.ipynb',
    location: { type: 'cell', cell: number },
    text,
  });
  expect(formatSegments([cell(1, '# Study\n'), cell(3, '1 + 1\n')])).toBe('# Study\n\n1 + 1\n');
});
