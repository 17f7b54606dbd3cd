/**
 * Runs `read` over the items, at most `concurrency` at once, and yields the results in the order of the items. It reads on
 * while the consumer is busy, until results of `maxWaiting` in all (by `sizeOf`) are waiting.
 */
export async function* mapInOrder<Item, Result>(
  items: Iterable<Item>,
  read: (item: Item) => Promise<Result>,
  options: {
    readonly concurrency: number;
    readonly maxWaiting: number;
    readonly sizeOf: (result: Result) => number;
  },
): AsyncGenerator<Result> {
  const iterator = items[Symbol.iterator]();
  const started: Promise<Result>[] = [];
  let running = 0;
  let waiting = 0;
  let ended = false;

  const fill = () => {
    while (!ended && running < options.concurrency && waiting < options.maxWaiting) {
      const next = iterator.next();
      if (next.done) {
        ended = true;
        return;
      }
      started.push(run(next.value));
    }
  };
  const run = (item: Item) => {
    running++;
    const result = read(item);
    result.then(
      (value) => {
        running--;
        waiting += options.sizeOf(value);
        fill();
      },
      // A failure is met when its turn comes; until then it must not count as unhandled.
      () => running--,
    );
    return result;
  };

  try {
    fill();
    for (let oldest = started.shift(); oldest !== undefined; oldest = started.shift()) {
      const result = await oldest;
      yield result;
      waiting -= options.sizeOf(result);
      fill();
    }
  } finally {
    ended = true;
  }
}
