import { expect, test } from 'vitest';
import type { PlacedLine } from '../../../../src/load/pdf/layout/make-line.ts';
import { splitBlocks } from '../../../../src/load/pdf/layout/split-blocks.ts';

/** A line of 10 pt type from `start` to `end`. */
function line(text: string, baseline: number, { start = 0, end = 200, size = 10 } = {}): PlacedLine {
  const font = { name: '', isBold: false, isItalic: false, isMonospace: false };
  const box = { left: start, top: baseline - size, right: end, bottom: baseline + 2 };
  const spans = [{ text, font, size }];
  return { line: { spans, box, baseline, size, angle: 0, direction: 'ltr' }, start, end };
}

const split = (...lines: readonly PlacedLine[]) =>
  splitBlocks(lines).map((block) => block.map((placed) => placed.line.spans[0]?.text).join(' '));

test('keeps lines at an even distance together', () => {
  expect(split(line('a', 0), line('b', 12), line('c', 24))).toEqual(['a b c']);
});

test('splits at a wider gap', () => {
  expect(split(line('a', 0), line('b', 12), line('c', 30), line('d', 42))).toEqual(['a b', 'c d']);
});

test('splits where the size changes', () => {
  expect(split(line('Head', 0, { size: 14 }), line('a', 14), line('b', 26))).toEqual(['Head', 'a b']);
});

test('splits at a first line that is indented', () => {
  const indented = line('c', 24, { start: 15 });
  expect(split(line('a', 0), line('b', 12), indented, line('d', 36))).toEqual(['a b', 'c d']);
});

test('keeps entries with a hanging indent whole', () => {
  const lines = [0, 36, 72].flatMap((baseline, at) => [
    line(`entry${at}`, baseline),
    line('goes', baseline + 12, { start: 15 }),
    line('on', baseline + 24, { start: 15 }),
  ]);
  expect(split(...lines)).toEqual(['entry0 goes on', 'entry1 goes on', 'entry2 goes on']);
});

test('splits before bullets', () => {
  expect(split(line('Lists:', 0), line('• one', 12), line('• two', 24))).toEqual([
    'Lists:',
    '• one',
    '• two',
  ]);
});

test('splits behind a line that ends early in justified text, and not in ragged text', () => {
  const ends = [200, 200, 120, 200, 200, 200];
  const justified = ends.map((end, at) => line('abcdef'[at] ?? '', 12 * at, { end }));
  expect(split(...justified)).toEqual(['a b c', 'd e f']);
  const ragged = justified.map(({ line: each }, at) =>
    line('abcdef'[at] ?? '', each.baseline, { end: 160 + 7 * at }),
  );
  expect(split(...ragged)).toEqual(['a b c d e f']);
});
