import { setImmediate } from 'node:timers/promises';

/** Gives items one by one, and every 10 ms a turn to timers, signals and the caller's other work. */
export async function* inSlices<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  let pauseAt = performance.now() + sliceMs;
  for (const item of items) {
    yield item;
    if (performance.now() < pauseAt) continue;
    await setImmediate();
    pauseAt = performance.now() + sliceMs;
  }
}

/** Longer than this, and one item, nobody waits. */
const sliceMs = 10;
