import { expect, test } from 'vitest';
import { createStorageClock } from '../../../src/load/read/storage-clock.ts';

/** A clock whose reads take the milliseconds that are given. */
function createTimed() {
  let now = 0;
  const clock = createStorageClock(() => now);
  const read = (milliseconds: number) => {
    clock.time(() => {
      now += milliseconds;
    });
  };
  return { clock, read };
}

test('storage is slow when most reads are', () => {
  const { clock, read } = createTimed();
  expect(clock.isSlow()).toBe(false);
  for (let file = 0; file < 20; file += 1) read(8);
  expect(clock.isSlow()).toBe(true);
});

test('a read that waits for a busy processor now and then says nothing of the storage', () => {
  const { clock, read } = createTimed();
  for (let file = 0; file < 1_000; file += 1) {
    read(file % 20 === 0 ? 200 : 0.03);
    expect(clock.isSlow()).toBe(false);
  }
});

test('storage that was slow at first is found fast again', () => {
  const { clock, read } = createTimed();
  for (let file = 0; file < 20; file += 1) read(8);
  let elsewhere = 0;
  for (let file = 0; file < 3_000; file += 1) {
    if (clock.isSlow()) elsewhere += 1;
    else read(0.03);
  }
  expect(elsewhere).toBeGreaterThan(60);
  expect(elsewhere).toBeLessThan(1_500);
});
