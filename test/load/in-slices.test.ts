import { expect, test } from 'vitest';
import { inSlices } from '../../src/load/in-slices.ts';

test('lets a timer that is due run while there are items left', async () => {
  let hasRun = false;
  setTimeout(() => {
    hasRun = true;
  }, 1);
  const seen: boolean[] = [];
  for await (const _ of inSlices([1, 2, 3])) {
    seen.push(hasRun);
    block(15);
  }
  // Node may be behind its timers when the first turn comes; they have the second one.
  expect(seen.at(0)).toBe(false);
  expect(seen.at(-1)).toBe(true);
});

test('gives each item once, in order', async () => {
  expect(await Array.fromAsync(inSlices(['a', 'b', 'c']))).toEqual(['a', 'b', 'c']);
});

function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
