import { expect, test } from 'vitest';
import { findEdits, type LineEdit } from '../../src/pack/find-edits.ts';
import { seededRandom } from '../helpers/seeded-random.ts';

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `line ${index}\n`);

function show(before: string, after: string) {
  return findEdits(before, after)?.map(({ start, end, afterStart, afterEnd }) => [
    before.slice(start, end),
    after.slice(afterStart, afterEnd),
  ]);
}

function apply(before: string, after: string, edits: readonly LineEdit[]): string {
  let text = '';
  let at = 0;
  for (const { start, end, afterStart, afterEnd } of edits) {
    text += before.slice(at, start) + after.slice(afterStart, afterEnd);
    at = end;
  }
  return text + before.slice(at);
}

test('a changed line is shown with three lines around it, as far as there are so many', () => {
  const before = numbered(20);
  expect(show(before.join(''), before.with(10, 'new\n').join(''))).toEqual([
    [before.slice(7, 14).join(''), before.slice(7, 14).with(3, 'new\n').join('')],
  ]);
  expect(show(before.join(''), before.with(0, 'new\n').join(''))).toEqual([
    [before.slice(0, 4).join(''), `new\n${before.slice(1, 4).join('')}`],
  ]);
});

test('changes that are near each other are one edit, others are several', () => {
  const before = numbered(40);
  const near = before.with(10, 'a\n').with(16, 'b\n');
  const far = before.with(10, 'a\n').with(30, 'b\n');
  expect(show(before.join(''), near.join(''))).toHaveLength(1);
  expect(show(before.join(''), far.join(''))).toHaveLength(2);
});

test('lines that occur more often are shown with more around them, until they occur once', () => {
  const block = ['{\n', '  a\n', '  b\n', '  c\n', '}\n'];
  const before = [...numbered(2), ...block, ...block, ...block, ...block];
  const after = before.with(14, 'changed\n');
  const [[old = ''] = []] = show(before.join(''), after.join('')) ?? [];
  const text = before.join('');
  expect(text.indexOf(old)).toBe(text.lastIndexOf(old));
});

test('where no stretch occurs once, or a text is empty, there is no edit', () => {
  expect(findEdits('', 'a\n')).toBeUndefined();
  expect(findEdits('a\n'.repeat(500), `${'a\n'.repeat(250)}b\n${'a\n'.repeat(250)}`)).toBeUndefined();
  expect(findEdits('a\n', 'a\n')).toEqual([]);
});

test('a long text that is another everywhere is no edit, and that is found out at once', () => {
  const before = numbered(30_000);
  const after = before.map((line, index) => (index % 9 === 0 ? `new ${line}` : line));
  expect(findEdits(before.join(''), after.join(''))).toBeUndefined();
});

test('500 random edits of repeating lines give the new text, and each stretch stands once in the old one', () => {
  for (let seed = 1; seed <= 500; seed += 1) {
    const random = seededRandom(seed);
    const line = () => `${random.pick(['a', 'b', '', '}', `unique ${random.below(1000)}`])}\n`;
    const old = Array.from({ length: 5 + random.below(60) }, line);
    const now = [...old];
    for (let count = random.below(6); count >= 0; count -= 1) {
      now.splice(
        random.below(now.length + 1),
        random.below(4),
        ...Array.from({ length: random.below(4) }, line),
      );
    }
    const [before, after] = [old.join(''), now.join('')];
    const edits = findEdits(before, after);
    if (edits === undefined) continue;
    expect(apply(before, after, edits)).toBe(after);
    for (const { start, end } of edits) {
      const stretch = before.slice(start, end);
      expect(before.indexOf(stretch)).toBe(before.lastIndexOf(stretch));
      expect(`\n${before}`[start]).toBe('\n');
    }
  }
});
