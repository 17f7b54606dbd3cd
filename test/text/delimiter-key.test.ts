import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { TextSegment } from '../../src/segment.ts';
import { breakDelimiterKey, findDelimiterKey } from '../../src/text/delimiter-key.ts';

function file(text: string, more: Partial<TextSegment> = {}): TextSegment {
  return { type: 'text', source: 'a.txt', location: { type: 'lines', start: 1, end: 1 }, text, ...more };
}

test('takes the same first key for all documents that do not hold it', () => {
  expect(findDelimiterKey([])).toBe('1e838603');
  expect(findDelimiterKey([file('one'), file('two')])).toBe('1e838603');
});

test.each<[string, TextSegment]>([
  ['a text', file('see 1e838603 here')],
  ['an address', file('', { source: 'src/1e838603.ts' })],
  ['a heading', file('', { headings: ['Top', 'Run 1e838603'] })],
  ['a page label', file('', { location: { type: 'page', page: 1, label: 'x1e838603' } })],
])('takes the next key when %s holds the first', (_, segment) => {
  expect(findDelimiterKey([file('other'), segment])).toBe('c7dac30d');
  expect(findDelimiterKey([segment, file('c7dac30d')])).toBe('c56a5010');
});

test('does not try 60,000 keys that a file was made of', () => {
  const known = Array.from({ length: 60_000 }, (_, index) =>
    createHash('sha256').update(`quire delimiter ${index}`).digest('hex').slice(0, 8),
  );
  const hostile = file(known.join('\n'));
  const large = file('x'.repeat(4_000_000));
  const started = performance.now();
  const key = findDelimiterKey([large, hostile]);
  expect(performance.now() - started).toBeLessThan(4000);
  expect(hostile.text).not.toContain(key);
  expect(findDelimiterKey([large, hostile])).toBe(key);
});

test('breaks every key in a text, also where two share letters', () => {
  expect(breakDelimiterKey('a 1e838603 b 1e838603', '1e838603')).toBe('a 1e83 8603 b 1e83 8603');
  for (const key of ['abcdefga', 'abcdabcd', 'aaaaaaaa', 'abababab', 'abcdefab', '1e838603']) {
    for (let overlap = 0; overlap < key.length; overlap += 1) {
      const text = `${key}${key.slice(overlap)}${key.slice(overlap)}`;
      const broken = breakDelimiterKey(text, key);
      expect(broken).not.toContain(key);
      expect(broken.replaceAll(' ', '')).toBe(text);
    }
  }
});

test('leaves a text without the key as it is', () => {
  expect(breakDelimiterKey('1e83 8603 and 1E838603', '1e838603')).toBe('1e83 8603 and 1E838603');
});
