import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { mapInOrder } from '../../src/load/map-in-order.ts';

test('yields in the order of the items, whichever is ready first, and never runs more than allowed', async () => {
  let running = 0;
  let most = 0;
  const read = async (delay: number) => {
    most = Math.max(most, ++running);
    await setTimeout(delay);
    running--;
    return delay;
  };
  const delays = [30, 1, 20, 2, 10, 3];
  const results = await Array.fromAsync(
    mapInOrder(delays, read, { concurrency: 3, maxWaiting: 1000, sizeOf: () => 1 }),
  );
  expect(results).toEqual(delays);
  expect(most).toBe(3);
});

test('stops reading ahead when enough is waiting', async () => {
  let started = 0;
  const items = Array.from({ length: 100 }, (_, index) => index);
  const read = async (item: number) => {
    started++;
    return item;
  };
  const results = mapInOrder(items, read, { concurrency: 2, maxWaiting: 10, sizeOf: () => 1 });
  await results.next();
  await setTimeout(5);
  expect(started).toBeLessThan(20);
  expect((await Array.fromAsync(results)).at(-1)).toBe(99);
});

test('throws a failure when its turn comes', async () => {
  const read = async (item: string) => {
    if (item === 'bad') throw new Error('bad item');
    return item;
  };
  const results = mapInOrder(['good', 'bad'], read, { concurrency: 4, maxWaiting: 9, sizeOf: () => 1 });
  expect(await results.next()).toEqual({ done: false, value: 'good' });
  await expect(results.next()).rejects.toThrow('bad item');
});

test('what is there at once keeps its place among what is promised', async () => {
  const read = (item: number) => (item % 3 === 0 ? setTimeout(5, item) : item);
  const items = Array.from({ length: 50 }, (_, index) => index);
  const results = mapInOrder(items, read, { concurrency: 4, maxWaiting: 20, sizeOf: () => 1 });
  expect(await Array.fromAsync(results)).toEqual(items);
});

test('lets timers in between while it reads at once', async () => {
  let ticks = 0;
  const timer = setInterval(() => ticks++, 5);
  const read = (item: number) => {
    const until = performance.now() + 1;
    while (performance.now() < until);
    return item;
  };
  const items = Array.from({ length: 200 }, (_, index) => index);
  for await (const _ of mapInOrder(items, read, { concurrency: 4, maxWaiting: 1e9, sizeOf: () => 1 }));
  clearInterval(timer);
  expect(ticks).toBeGreaterThan(5);
});

test('a failure at once is thrown when its turn comes, too', async () => {
  const read = (item: string) => {
    if (item === 'bad') throw new Error('bad item');
    return item;
  };
  const results = mapInOrder(['good', 'bad'], read, { concurrency: 4, maxWaiting: 9, sizeOf: () => 1 });
  expect(await results.next()).toEqual({ done: false, value: 'good' });
  await expect(results.next()).rejects.toThrow('bad item');
});
