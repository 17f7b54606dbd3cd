import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createEventLog } from '../../../src/answer/reply/event-log.ts';

async function collect<Event>(events: AsyncIterable<Event>, into: Event[] = []): Promise<Event[]> {
  for await (const event of events) into.push(event);
  return into;
}

test('several readers each read everything, as it arrives', async () => {
  const log = createEventLog<number>();
  const early: number[] = [];
  const reading = [collect(log.read(), early), collect(log.read())];
  log.push(1);
  await setImmediate();
  expect(early).toEqual([1]);
  log.push(2);
  log.push(3);
  log.close();
  expect(await Promise.all(reading)).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ]);
});

test('a late reader begins at the beginning, also after the end', async () => {
  const log = createEventLog<number>();
  log.push(1);
  const late = collect(log.read());
  log.push(2);
  log.close();
  expect(await late).toEqual([1, 2]);
  expect(await collect(log.read())).toEqual([1, 2]);
});

test('a failure reaches every reader, after the last event', async () => {
  const log = createEventLog<number>();
  const seen: number[] = [];
  const reading = collect(log.read(), seen);
  log.push(1);
  log.fail(new Error('broken'));
  await expect(reading).rejects.toThrow('broken');
  expect(seen).toEqual([1]);
  const late: number[] = [];
  await expect(collect(log.read(), late)).rejects.toThrow('broken');
  expect(late).toEqual([1]);
});

test('a failure with nothing as its reason is still one', async () => {
  const log = createEventLog<number>();
  log.fail(undefined);
  await expect(collect(log.read())).rejects.toBeUndefined();
});

test('a reader that stops early disturbs no other', async () => {
  const log = createEventLog<number>();
  for (const event of [1, 2, 3]) log.push(event);
  for await (const event of log.read()) if (event === 1) break;
  log.close();
  expect(await collect(log.read())).toEqual([1, 2, 3]);
});

test('a slow reader misses nothing that is pushed while it works', async () => {
  const log = createEventLog<number>();
  const seen: number[] = [];
  log.push(0);
  const reading = (async () => {
    for await (const event of log.read()) {
      seen.push(event);
      if (event < 5) log.push(event + 1);
      await setImmediate();
      if (event === 5) log.close();
    }
  })();
  await reading;
  expect(seen).toEqual([0, 1, 2, 3, 4, 5]);
});

test('nothing is rejected unhandled when nobody reads', async () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', note);
  createEventLog<number>().fail(new Error('broken'));
  await setImmediate();
  await setImmediate();
  process.off('unhandledRejection', note);
  expect(unhandled).toEqual([]);
});
