import { expect, test } from 'vitest';
import { createImitationFilter } from '../../src/text/imitated-marks.ts';

function filter(deltas: readonly string[]): string {
  const imitations = createImitationFilter();
  return deltas.map((delta) => imitations.push(delta)).join('') + imitations.flush();
}

const cases: readonly (readonly [string, string])[] = [
  ['At nine [1]. See Smith[23]', 'At nine (1). See Smith(23)'],
  ['[1][2](http://x.example)', '(1)(2)(http://x.example)'],
  ['no marks: [0] [x] [^1] [1, 2] [1234] [', 'no marks: [0] [x] [^1] [1, 2] [1234] ['],
  ['in `args[1]` and ``a ` [2]``, not [3]', 'in `args[1]` and ``a ` [2]``, not (3)'],
  ['```js\na[1];\n\nb[2];\n```\nand [3]', '```js\na[1];\n\nb[2];\n```\nand (3)'],
  [
    'a stray ` hides [1] up to the next paragraph\n \nand not [2]',
    'a stray ` hides [1] up to the next paragraph\n \nand not (2)',
  ],
];

test.each(cases)('a mark that the model writes itself is none: %j', (text, expected) => {
  expect(filter([text])).toBe(expected);
});

test('however the text is cut', () => {
  for (const [text, expected] of cases) {
    expect(filter([...text])).toBe(expected);
    for (let at = 1; at < text.length; at += 1)
      expect(filter([text.slice(0, at), text.slice(at)])).toBe(expected);
  }
});
