import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createPrefixCache } from '../../../src/answer/cache/prefix-cache.ts';

function create(startedAt = 0) {
  let clock = startedAt;
  const cache = createPrefixCache({ ttlMs: 300_000, now: () => clock });
  return {
    cache,
    advance: (ms: number) => {
      clock += ms;
    },
  };
}

/** Who has been let through so far. */
function enterAll(cache: ReturnType<typeof create>['cache'], count: number) {
  const entered: number[] = [];
  const turns = Array.from({ length: count }, async (_, index) => {
    const turn = await cache.enter(undefined);
    entered.push(index);
    return turn;
  });
  return { entered, turns };
}

test('of several on a cold prefix one goes ahead, and the others when it has ended', async () => {
  const { cache } = create();
  const { entered, turns } = enterAll(cache, 5);
  await setImmediate();
  expect(entered).toEqual([0]);
  (await turns[0])?.leave('kept');
  await Promise.all(turns);
  expect(entered).toEqual([0, 1, 2, 3, 4]);
});

test('when the first fails exactly one other goes ahead', async () => {
  const { cache } = create();
  const { entered, turns } = enterAll(cache, 4);
  (await turns[0])?.leave('failed');
  await setImmediate();
  expect(entered).toEqual([0, 1]);
  (await turns[1])?.leave('failed');
  await setImmediate();
  expect(entered).toEqual([0, 1, 2]);
  (await turns[2])?.leave('kept');
  await Promise.all(turns);
  expect(entered).toHaveLength(4);
});

test('a provider that keeps nothing is not waited for', async () => {
  const { cache } = create();
  const { entered, turns } = enterAll(cache, 3);
  (await turns[0])?.leave('not-kept');
  await setImmediate();
  expect(entered).toHaveLength(3);
});

test('whoever waits can stop waiting, and the turn goes on without it', async () => {
  const { cache } = create();
  const first = await cache.enter(undefined);
  const controller = new AbortController();
  const stopped = cache.enter(controller.signal);
  const { entered } = enterAll(cache, 1);
  controller.abort(new Error('enough'));
  await expect(stopped).rejects.toThrow('enough');
  await expect(cache.enter(AbortSignal.abort(new Error('never')))).rejects.toThrow('never');
  first.leave('failed');
  await setImmediate();
  expect(entered).toEqual([0]);
});

test('a warm prefix lets everybody through, until it has lain idle for nine tenths of its life', async () => {
  const { cache, advance } = create();
  (await cache.enter(undefined)).leave('kept');
  advance(269_000);
  const { entered, turns } = enterAll(cache, 2);
  await setImmediate();
  expect(entered).toHaveLength(2);
  for (const turn of turns) (await turn).leave('kept');
  advance(269_000);
  (await cache.enter(undefined)).leave('failed');
  advance(2_000);
  const cold = enterAll(cache, 2);
  await setImmediate();
  expect(cold.entered).toEqual([0]);
});

test('leaving twice counts once', async () => {
  const { cache } = create();
  const first = await cache.enter(undefined);
  first.leave('failed');
  first.leave('kept');
  const { entered } = enterAll(cache, 2);
  await setImmediate();
  expect(entered).toEqual([0]);
});

test('knows when the prefix was last used, and how many are under way', async () => {
  const { cache, advance } = create(1_000);
  const first = await cache.enter(undefined);
  expect(first.known).toEqual({ usedAt: undefined, underWay: 0 });
  advance(500);
  first.leave('kept');
  const second = await cache.enter(undefined);
  const third = await cache.enter(undefined);
  expect([second.known, third.known]).toEqual([
    { usedAt: 1_500, underWay: 0 },
    { usedAt: 1_500, underWay: 1 },
  ]);
});
