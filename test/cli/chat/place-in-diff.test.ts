import { expect, test } from 'vitest';
import { placeInDiff } from '../../../src/cli/chat/place-in-diff.ts';

const source = 'git diff main -- a.md';
const text = [
  '--- a/a.md',
  '+++ b/a.md',
  '@@ -7,4 +9,4 @@',
  ' kept',
  '-old',
  '+new',
  ' end',
  '@@ -40,1 +42,2 @@',
  ' x',
  '+y',
  '',
].join('\n');
const volatile = [
  { type: 'text' as const, source, location: { type: 'lines' as const, start: 1, end: 10 }, text, tokens: 9 },
];

test.each([
  [4, 9],
  [5, 10],
  [6, 10],
  [7, 11],
  [10, 43],
  [1, 1],
])('line %d of a diff is line %d of the file', (line, expected) => {
  const citation = { source, location: { type: 'lines', start: line, end: line } } as const;
  expect(placeInDiff(citation, { address: source, volatile })).toEqual({ file: 'a.md', line: expected });
  const address = 'git -C my docs diff main -- a.md';
  expect(placeInDiff(citation, { address, volatile })?.file).toBe('my docs/a.md');
});

test('what is no diff has no place in one', () => {
  const location = { type: 'lines', start: 1, end: 1 } as const;
  expect(placeInDiff({ source: 'a.md', location }, { address: 'a.md', volatile })).toBeUndefined();
});
